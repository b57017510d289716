"""Signing in by a code sent to one's phone: asked for, sent by the worker, looked at."""

import datetime as dt
import hmac

from django.conf import settings
from django.db import transaction

from gongzhi.accounts import rules, sms
from gongzhi.accounts.actions.trying import Attempt, settle
from gongzhi.accounts.models import PhoneCode, User
from gongzhi.accounts.queries import accounts_with_phone, actor_for, gate_key, may_pass, protection
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.identifiers import normal_phone, plain
from gongzhi.kernel.jobs import enqueue
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import derived_key, new_seal_key, seal, unseal
from gongzhi.kernel.verdicts import Refusal, Verdict

COLUMN = "accounts.phone_code"
SEND = "accounts.send_phone_code"
TEXT = "【共治】登录验证码 {code}，{minutes} 分钟内有效。不是您本人在登录，请不要理会，也不要告诉任何人。"


def code_of(row: PhoneCode) -> str:
    """Return the code that was asked for last: it follows from the row and a key, and is written nowhere."""
    digest = hmac.digest(derived_key(settings.INDEX_KEY, COLUMN), row.seal_key.encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**rules.SMS_DIGITS:0{rules.SMS_DIGITS}}"


@transaction.atomic
def ask_phone_code(*, phone: str, at: dt.datetime, now: dt.datetime) -> int:
    """
    Have a code sent to a phone; return the id under which it is looked at. `at` is the machine's time.

    A phone that nobody has an account with is answered alike, at the same cost, and gets no message. Not journalled:
    the message is.

    :raises Refusal: it is no phone, one was asked for a moment ago or too often of late, or the site has sent too many.
    """
    digits = normal_phone(phone)
    if digits is None:
        raise Refusal("accounts.phone_unfit")
    key = gate_key(COLUMN, digits)
    PhoneCode.objects.bulk_create([PhoneCode(key=key, asked_at=at)], ignore_conflicts=True)
    row = PhoneCode.objects.select_for_update().get(key=key)
    rules.may_ask_code(row.asks, at=at).or_refuse()
    rules.may_send(PhoneCode.objects.filter(sent_at__gt=now - rules.SMS_HOUR).count()).or_refuse()
    row.seal_key, row.asked_at, row.used_at = new_seal_key(), at, None
    row.phone_sealed = seal(digits, column=COLUMN, row=row.seal_key)
    row.asks = [*rules.late_asks(row.asks, at=at), at.timestamp()]
    row.save()
    enqueue(kind=SEND, payload={"id": row.pk}, run_at=now, key=f"{SEND} {row.seal_key}")
    return row.pk


@transaction.atomic
def send_phone_code(*, code_id: int, now: dt.datetime) -> None:
    """Send the code that was asked for last to its phone, where an account has it."""
    row = PhoneCode.objects.select_for_update().filter(pk=code_id, used_at=None).first()
    if row is None or not accounts_with_phone(phone_of(row)):
        return
    minutes = int(rules.SMS_AGE.total_seconds() // 60)
    sms.sender().send(phone=phone_of(row), text=TEXT.format(code=code_of(row), minutes=minutes), reference=row.seal_key)
    PhoneCode.objects.filter(pk=row.pk).update(sent_at=now)
    write_entry(code="accounts.phone_code_sent", by=system_actor(SEND), now=now, subject=(COLUMN, row.pk))


def phone_of(row: PhoneCode) -> str:
    """Return the phone that asked."""
    return unseal(row.phone_sealed, column=COLUMN, row=row.seal_key) if row.phone_sealed else ""


@transaction.atomic
def check_phone_code(*, code_id: int, code: str, name: str, at: dt.datetime, now: dt.datetime) -> Attempt:
    """
    Look at a code, and whose account it opens; `at` is the machine's time. A wrong code or name is counted.

    Where several accounts have the phone, the name or user name of one of them has to be typed: whoever holds the phone
    is told that there are several, and of nobody who they are.
    """
    row = PhoneCode.objects.select_for_update().filter(pk=code_id).first()
    key = gate_key("sms", row.key if row else "")
    open_ = may_pass(key, at=at)
    if row is None or not open_.ok:
        return Attempt(None, open_ if row else Verdict(False, "accounts.phone_code_wrong"))
    is_right = row.used_at is None and at - row.asked_at <= rules.SMS_AGE and is_code(row, code)
    users = accounts_with_phone(phone_of(row)) if is_right else ()
    if len(users) > 1 and not name.strip():
        return Attempt(None, Verdict(False, "accounts.phone_shared"))
    user = one_of(users, name)
    wrong = "accounts.phone_name_wrong" if len(users) > 1 else "accounts.phone_code_wrong"
    verdict = settle(key=key, is_right=user is not None, wrong=wrong, user=user, at=at, now=now)
    if not verdict.ok or user is None:
        return Attempt(None, verdict)
    if not protection().takes_sms_of_staff and actor_for(user=user, now=now).posts:
        return Attempt(None, Verdict(False, "accounts.sms_not_for_staff"))
    PhoneCode.objects.filter(pk=row.pk).update(used_at=now, phone_sealed=None)
    return Attempt(user, verdict)


def is_code(row: PhoneCode, code: str) -> bool:
    """Tell whether these are the digits that were sent."""
    return hmac.compare_digest(code_of(row).encode(), plain(code).replace(" ", "").encode())


def one_of(users: tuple[User, ...], name: str) -> User | None:
    """Return the one account, or of several the one whose name or user name was typed; two of one name are none."""
    if len(users) == 1:
        return users[0]
    typed = plain(name)
    found = [user for user in users if typed == user.name or rules.normal_username(typed) == user.username]
    return found[0] if len(found) == 1 else None
