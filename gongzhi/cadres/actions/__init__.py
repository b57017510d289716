"""What is done about cadres: sending them, keeping their files, letting them enter posts, allotting posts."""

from gongzhi.cadres.actions.establishment import allot_posts, end_filling, fill_allotment
from gongzhi.cadres.actions.files import add_record, end_lead, lead_talent, open_file, sort_file, void_record
from gongzhi.cadres.actions.pairs import mark_overlap, pair_posting
from gongzhi.cadres.actions.paths import enter_path
from gongzhi.cadres.actions.postings import end_posting, move_posting, plan_posting, take_step, void_posting

__all__ = (
    "add_record",
    "allot_posts",
    "end_filling",
    "end_lead",
    "end_posting",
    "enter_path",
    "fill_allotment",
    "lead_talent",
    "mark_overlap",
    "move_posting",
    "open_file",
    "pair_posting",
    "plan_posting",
    "sort_file",
    "take_step",
    "void_posting",
    "void_record",
)
