"""What is done to organisations: registering, placing, relating and closing them; their posts, members and tasks."""

from gongzhi.bodies.actions.absences import end_absence, record_absence
from gongzhi.bodies.actions.activities import log_joint_activity, log_service
from gongzhi.bodies.actions.bodies import close_body, create_body, describe_body, merge_body
from gongzhi.bodies.actions.handing import confirm_hand_over, hand_over_work
from gongzhi.bodies.actions.households import (
    allow_contact,
    end_tie,
    group_household,
    link_household,
    refuse_contact,
)
from gongzhi.bodies.actions.members import add_member, end_membership, move_members
from gongzhi.bodies.actions.places import move_body
from gongzhi.bodies.actions.posts import Manner, appoint, appoint_as, create_post, end_appointment
from gongzhi.bodies.actions.relations import end_relation, relate_bodies
from gongzhi.bodies.actions.resources import register_resource, withdraw_resource
from gongzhi.bodies.actions.tasks import agree_task, finish_task
from gongzhi.bodies.actions.terms import extend_term, open_term, record_hand_over

__all__ = (
    "Manner",
    "add_member",
    "agree_task",
    "allow_contact",
    "appoint",
    "appoint_as",
    "close_body",
    "confirm_hand_over",
    "create_body",
    "create_post",
    "describe_body",
    "end_absence",
    "end_appointment",
    "end_membership",
    "end_relation",
    "end_tie",
    "extend_term",
    "finish_task",
    "group_household",
    "hand_over_work",
    "link_household",
    "log_joint_activity",
    "log_service",
    "merge_body",
    "move_body",
    "move_members",
    "open_term",
    "record_absence",
    "record_hand_over",
    "refuse_contact",
    "register_resource",
    "relate_bodies",
    "withdraw_resource",
)
