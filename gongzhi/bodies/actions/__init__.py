"""What is done to organisations: registering and closing them, their posts, and who holds these."""

from gongzhi.bodies.actions.bodies import close_body, create_body, describe_body
from gongzhi.bodies.actions.posts import appoint, create_post, end_appointment
from gongzhi.bodies.actions.relations import end_relation, relate_bodies

__all__ = (
    "appoint",
    "close_body",
    "create_body",
    "create_post",
    "describe_body",
    "end_appointment",
    "end_relation",
    "relate_bodies",
)
