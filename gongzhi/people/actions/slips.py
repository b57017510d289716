"""Slips that tie a resident's account to a person: printed at the window, good once, for some days."""

import datetime as dt
import hmac
import secrets

from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.sealing import blind_index, new_seal_key
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person, Slip
from gongzhi.people.queries import may_keep, person_for
from gongzhi.people.rules import SLIP_LASTS

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
GROUPS, EACH = 3, 4  # twelve of 31 letters: 59 bits, not to be guessed even from the hash


@transaction.atomic
def issue_slip(*, by: Actor, person_id: int, now: dt.datetime) -> tuple[Slip, str]:
    """
    Make a slip for a person who stands at the window; return it with its code, which is shown this once.

    :raises NotVisible: the record is not the actor's to keep.
    :raises Refusal: the person is closed, or who acts has not proved themselves of late.
    """
    person = person_for(by, person_id)
    if not may_keep(by, person):
        raise NotVisible
    if person.closed_on is not None:
        raise Refusal("people.closed_already", figures={"day": person.closed_on})
    require_step_up(by, now=now)
    Slip.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(EACH)) for _ in range(GROUPS))
    key = new_seal_key()
    slip = Slip.objects.create(
        person=person, seal_key=key, code_hash=hash_of(code, key), issued_at=now, expires_at=now + SLIP_LASTS
    )
    subject, figures = ("people.person", person.pk), {"slip": slip.pk}
    write_entry(code="people.slip_issued", by=by, now=now, subject=subject, area_path=person.area_path, figures=figures)
    return slip, code


def hash_of(code: str, key: str) -> str:
    """Return what is kept of a code; equal codes of two slips look unlike."""
    text = "".join(code.split()).replace("-", "").casefold()
    return blind_index(f"{key} {text}", group="slip").hex()


def slip_fits(*, number: int, code: str, now: dt.datetime) -> bool:
    """Tell whether a slip of this number is open and has this code."""
    slip = Slip.objects.filter(pk=number, used_at=None, expires_at__gt=now, person__closed_on=None).first()
    return slip is not None and hmac.compare_digest(slip.code_hash, hash_of(code, slip.seal_key))


def take_slip(*, number: int, now: dt.datetime) -> Person | None:
    """Use up a slip whose code fitted and return its person; None when somebody else just did. Part of an action."""
    if not Slip.objects.filter(pk=number, used_at=None, expires_at__gt=now).update(used_at=now):
        return None
    return Slip.objects.select_related("person").get(pk=number).person
