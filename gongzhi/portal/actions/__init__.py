"""What pages of several rooms write: a change of the tree and its notice, the journal taken as a file."""

from gongzhi.portal.actions.changing import change_areas, check_empty, end_empty_area
from gongzhi.portal.actions.journal import MOST_ROWS, export_journal
from gongzhi.portal.actions.printing import print_notice

__all__ = ("MOST_ROWS", "change_areas", "check_empty", "end_empty_area", "export_journal", "print_notice")
