"""Everything that is done to households and persons."""

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

__all__ = (
    "REGISTER",
    "change_phone",
    "close_person",
    "correct_person",
    "declare_relative",
    "new_person",
    "record_paper",
    "register_at_home",
    "register_household",
    "register_person",
    "reopen_person",
    "show_number",
    "show_phone",
)
