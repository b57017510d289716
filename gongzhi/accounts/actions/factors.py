"""The second factor of an account and its recovery codes."""

import datetime as dt
import secrets

from django.db import transaction

from gongzhi.accounts import totp
from gongzhi.accounts.actions.devices import end_others, subject
from gongzhi.accounts.actions.trying import recovery_hash
from gongzhi.accounts.models import RecoveryCode, User
from gongzhi.accounts.queries import SECRET_COLUMN, account_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.sealing import seal
from gongzhi.kernel.verdicts import Verdict

RECOVERY_CODES = 10
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
CODE_GROUPS, GROUP_LETTERS = 3, 4  # twelve of 31 letters: 59 bits, not to be guessed even from the hash


def new_recovery_code() -> str:
    """Return a random recovery code in groups that can be read out."""
    groups = ("".join(secrets.choice(CODE_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


def settle_reset(user: User) -> None:
    """Forget who has reset the second factor of an account, now that its owner has a new one."""
    User.objects.filter(pk=user.pk, reset_what="factor").update(reset_by=None, reset_what="")


@transaction.atomic
def confirm_totp(
    *, by: Actor, secret: str, code: str, session_key: str, at: dt.datetime, now: dt.datetime
) -> tuple[Verdict, tuple[str, ...]]:
    """
    Give the account a second factor and end it on every other device; return the recovery codes, shown this once.

    A code that is not the one the app shows now is answered no.

    :raises Refusal: the account has a second factor already, and it was not used a short while ago.
    """
    user = User.objects.select_for_update().get(pk=account_of(by).pk)
    if user.totp_confirmed_at is not None:
        require_step_up(by, now=now)
    step = totp.step_of("".join(code.split()), secret=secret, seconds=at.timestamp())
    if step is None:
        return Verdict(False, "accounts.code_wrong"), ()
    user.totp_sealed = seal(secret, column=SECRET_COLUMN, row=user.seal_key)
    user.totp_confirmed_at, user.totp_counter = now, step
    user.save(update_fields=["totp_sealed", "totp_confirmed_at", "totp_counter"])
    settle_reset(user)
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=recovery_hash(code)) for code in codes)
    figures = {"devices_ended": end_others(user.pk, now=now, session_key=session_key)}
    write_entry(code="accounts.factor_confirmed", by=by, now=now, subject=subject(user.pk), figures=figures)
    return Verdict(True, "accounts.factor_confirmed"), codes
