"""What is done to accounts: opened, signed in to, locked, given a second factor, ended on a device."""

from gongzhi.accounts.actions.accounts import change_password, choose_language, create_account, effort
from gongzhi.accounts.actions.devices import end_session, forget_outlived, open_session, sign_out
from gongzhi.accounts.actions.factors import RECOVERY_CODES, confirm_totp
from gongzhi.accounts.actions.identities import check_identity, tie_identity, untie_identity
from gongzhi.accounts.actions.keeping import (
    close_account,
    close_asleep,
    give_account,
    reopen_account,
    reset_factor,
    reset_password,
)
from gongzhi.accounts.actions.leaving import suspend_left_behind
from gongzhi.accounts.actions.passkeys import add_passkey, check_passkey, remove_passkey, rename_passkey
from gongzhi.accounts.actions.phones import SEND, ask_phone_code, check_phone_code, send_phone_code
from gongzhi.accounts.actions.slips import open_account_by_slip, tie_account_by_slip
from gongzhi.accounts.actions.trying import Attempt, check_code, check_own_password, check_password, settle
from gongzhi.accounts.queries import SECRET_COLUMN

__all__ = (
    "RECOVERY_CODES",
    "SECRET_COLUMN",
    "SEND",
    "Attempt",
    "add_passkey",
    "ask_phone_code",
    "change_password",
    "check_code",
    "check_identity",
    "check_own_password",
    "check_passkey",
    "check_password",
    "check_phone_code",
    "choose_language",
    "close_account",
    "close_asleep",
    "confirm_totp",
    "create_account",
    "effort",
    "end_session",
    "forget_outlived",
    "give_account",
    "open_account_by_slip",
    "open_session",
    "remove_passkey",
    "rename_passkey",
    "reopen_account",
    "reset_factor",
    "reset_password",
    "send_phone_code",
    "settle",
    "sign_out",
    "suspend_left_behind",
    "tie_account_by_slip",
    "tie_identity",
    "untie_identity",
)
