"""What is done to organisations: registering and closing them, their posts, and who holds these."""

from gongzhi.bodies.actions.bodies import close_body, create_body
from gongzhi.bodies.actions.posts import appoint, create_post, end_appointment

__all__ = ("appoint", "close_body", "create_body", "create_post", "end_appointment")
