"""What pages of several rooms write: a change of the tree with all that follows it, the journal taken away as a file."""

from gongzhi.portal.actions.journal import MOST_ROWS, export_journal

__all__ = ("MOST_ROWS", "export_journal")
