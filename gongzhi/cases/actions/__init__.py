"""What is done with a request. One function is one use case, one transaction, one journal entry."""

from gongzhi.cases.actions.closing import call_back, close_silent_ratings, rate_case, reopen_case
from gongzhi.cases.actions.filing import Applicant, Filed, file_case
from gongzhi.cases.actions.handling import (
    accept_case,
    assign_case,
    decline_case,
    reply_to_resident,
    report_result,
    return_case,
    rule_on_return,
)
from gongzhi.cases.actions.rising import raise_overdue
from gongzhi.cases.actions.searching import index_text
from gongzhi.cases.actions.showing import export_cases, print_paper, show_phone

__all__ = (
    "Applicant",
    "Filed",
    "accept_case",
    "assign_case",
    "call_back",
    "close_silent_ratings",
    "decline_case",
    "export_cases",
    "file_case",
    "index_text",
    "print_paper",
    "raise_overdue",
    "rate_case",
    "reopen_case",
    "reply_to_resident",
    "report_result",
    "return_case",
    "rule_on_return",
    "show_phone",
)
