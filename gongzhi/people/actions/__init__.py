"""Everything that is done to households and persons."""

from gongzhi.people.actions.consents import give_consent, withdraw_consent
from gongzhi.people.actions.looking import show_number, show_phone
from gongzhi.people.actions.persons import (
    REGISTER,
    change_phone,
    close_person,
    correct_person,
    declare_relative,
    new_person,
    record_paper,
    register_at_home,
    register_household,
    register_person,
    reopen_person,
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

__all__ = (
    "REGISTER",
    "change_phone",
    "choose_columns",
    "close_person",
    "correct_cells",
    "correct_person",
    "declare_relative",
    "drop_roster",
    "give_consent",
    "hand_in",
    "hand_out_marked",
    "import_roster",
    "new_person",
    "record_paper",
    "register_at_home",
    "register_household",
    "register_person",
    "reopen_person",
    "show_number",
    "show_phone",
    "take_in",
    "withdraw_consent",
)
