"""What lets a sealed value be seen or taken away asks for a fresh proof; docs/sealed-data.md names every place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from gongzhi.cases.factories import filed
from gongzhi.cases.models import Case
from gongzhi.kernel.models import Entry
from gongzhi.people.factories import roster
from tests.rights.opened import places
from tests.rights.test_once import LOOKS

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE) / "docs" / "sealed-data.md"
PLACE = re.compile(r"^\| `([a-z_.]+)` \|", re.M)
OPENED = re.compile(r"^\| `([a-z0-9_]+:[a-z_]+)` \|", re.M)

# Looks that let nothing out but masked values, and the papers that people print for themselves.
NOTHING_WHOLE = {
    "cases:export", "cases:follow", "cases:followed_paper", "cases:receipt", "people:slip", "portal:change_notice",
    "portal:journal_export",
}  # fmt: skip


def replied(cast: Any) -> dict[str, object]:
    """Return the letter of a request that was answered."""
    case = filed(cast)
    Case.objects.filter(pk=case.pk).update(finding="supported", reply_words="换了灯头，亮了。")
    return {"pk": case.pk, "kind": "reply"}


def resident(cast: Any) -> dict[str, object]:
    return {"pk": cast.person_id("resident")}


@dataclass(frozen=True)
class Door:
    """An address that shows a whole value or lets it out: what the journal calls it, whose row, what is sent."""

    name: str
    code: str
    row: Callable[[Any], Mapping[str, object]]
    told: Mapping[str, str] = field(default_factory=lambda: {"reason": "核对"})


WHOLE_ROSTER = {"reason": "核对", "form": "csv", "numbers": "whole"}
DOORS = (
    Door("people:phone", "people.phone_shown", resident),
    Door("people:number", "people.number_shown", resident),
    Door("people:copy", "people.copy_made", resident),
    Door("people:roster_export", "people.roster_exported", lambda cast: {}, WHOLE_ROSTER),
    Door("people:roster_marked", "people.roster_marked", roster),
    Door("cases:phone", "cases.phone_shown", lambda cast: {"pk": filed(cast).pk}),
    Door("cases:paper", "documents.paper_printed", replied),
    Door("api:case_phone", "cases.phone_shown", lambda cast: {"case": filed(cast).pk}),
)  # fmt: skip


def opened(client, door: Door, cast):
    """Knock at a door as somebody whose post may go through it."""
    url = reverse(door.name, kwargs=dict(door.row(cast)))
    told = dict(door.told) | ({"area": cast.area("village").id} if door.name == "people:roster_export" else {})
    kind = {"content_type": "application/json"} if door.name.startswith("api:") else {}
    return client.post(url, told, **kind)


def is_led_to_the_proof(answer) -> bool:
    """Tell whether somebody, or a program, is asked to prove who they are."""
    if answer.status_code == 422:
        return answer.json()["type"].endswith("/accounts.step_up_needed")
    return answer.status_code == 302 and answer["Location"].startswith(resolve_url(settings.STEP_UP_URL))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_nothing_whole_is_shown_without_a_fresh_proof(cast, door):
    assert is_led_to_the_proof(opened(cast.client("village_clerk"), door, cast))
    assert not Entry.objects.filter(code=door.code).exists()
    assert opened(cast.proved("village_clerk"), door, cast).status_code == 200
    assert Entry.objects.filter(code=door.code).count() == 1


def test_every_look_is_a_door_or_lets_nothing_whole_out():
    assert {door.name for door in DOORS} == LOOKS - NOTHING_WHOLE
    assert set(OPENED.findall(PAGE.read_text(encoding="utf-8"))) == LOOKS


def test_every_place_that_opens_a_sealed_value_stands_in_the_table():
    assert set(PLACE.findall(PAGE.read_text(encoding="utf-8"))) == places()
