"""Everything that is done to households and persons."""

from gongzhi.people.actions.asking import answer_about_data, ask_about_data
from gongzhi.people.actions.closing import close_person, reopen_person
from gongzhi.people.actions.consents import give_consent, withdraw_consent
from gongzhi.people.actions.erasing import erase_due, erase_outlived
from gongzhi.people.actions.exporting import EXPORT, SHOW_NUMBER, export_roster
from gongzhi.people.actions.looking import make_copy, show_number, show_phone
from gongzhi.people.actions.persons import (
    REGISTER,
    change_phone,
    correct_person,
    declare_relative,
    new_person,
    record_paper,
    register_at_home,
    register_household,
    register_person,
)
from gongzhi.people.actions.rosters import (
    choose_columns,
    correct_cells,
    drop_roster,
    hand_in,
    hand_out_marked,
    import_roster,
    take_in,
)
from gongzhi.people.actions.slips import issue_slip, slip_fits, take_slip

__all__ = (
    "EXPORT",
    "REGISTER",
    "SHOW_NUMBER",
    "answer_about_data",
    "ask_about_data",
    "change_phone",
    "choose_columns",
    "close_person",
    "correct_cells",
    "correct_person",
    "declare_relative",
    "drop_roster",
    "erase_due",
    "erase_outlived",
    "export_roster",
    "give_consent",
    "hand_in",
    "hand_out_marked",
    "import_roster",
    "issue_slip",
    "make_copy",
    "new_person",
    "record_paper",
    "register_at_home",
    "register_household",
    "register_person",
    "reopen_person",
    "show_number",
    "show_phone",
    "slip_fits",
    "take_in",
    "take_slip",
    "withdraw_consent",
)
