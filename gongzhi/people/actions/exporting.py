"""Take the roster of an area away as a file, in the headings it is imported by; everybody on it can read why."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import mask_identity, mask_phone
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.queries import within
from gongzhi.kernel.sheets.writing import Cell, write_sheet, write_text
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.people.queries import number_of, phones_of
from gongzhi.people.roster_register import kind_at, places_of, village_of
from gongzhi.people.rosters.shapes import Kind
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, areas_in

EXPORT, SHOW_NUMBER = "people.export_roster", "people.show_number"
MOST_ROWS = 20_000  # of one file, which an office machine opens at once; a town is exported village by village
HEAD = "head"
Form = Literal["xlsx", "csv"]
Facts = Callable[[Person], Cell]


@transaction.atomic
def export_roster(
    *, by: Actor, area: AreaLine, kind: str, form: Form, is_whole: bool, reason: str, now: dt.datetime
) -> bytes:
    """
    Return who is on the roster of an area as a file, numbers and phones masked unless they are asked for whole.

    :raises NotVisible: the actor exports no rosters there, or does not see whole numbers there and asked for them.
    :raises Refusal: no reason, no fresh proof of who acts, or more persons than one file holds.
    """
    if not by.may(EXPORT, area.path) or (is_whole and not by.may(SHOW_NUMBER, area.path)):
        raise NotVisible
    require_step_up(by, now=now)
    if not reason.strip():
        raise Refusal("people.reason_missing")
    on = localdate(now)
    persons = listed(area)
    roster = kind_at(area.path, kind, on)
    rows = list(cells_of(persons, facts_of(persons, roster, area, on, is_whole=is_whole), roster))
    write_entry(
        code="people.roster_exported",
        by=by,
        now=now,
        subject=("territory.area", area.id),
        area_path=area.path,
        pack_ref=pack_at(path=area.path, on=on).ref,
        figures={"reason": reason.strip(), "rows": len(rows), "whole": is_whole, "kind": kind, "form": form},
    )
    headings = [column.zh for column in roster.roster.columns]
    if form == "csv":
        return write_text(headings=headings, rows=rows)
    return write_sheet(title=roster.label, headings=headings, rows=rows)


def listed(area: AreaLine) -> Sequence[Person]:
    """
    Return who is on the roster of an area, household by household with the head first.

    :raises Refusal: they are more than one file holds.
    """
    rows = Person.objects.filter(within("area_path", (subtree(area.path),)), closed_on=None)
    found = list(rows.select_related("household").order_by("area_path", "id")[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise Refusal("people.roster_too_long", figures={"rows": MOST_ROWS})
    return sorted(
        found, key=lambda person: (person.area_path, *_home_order(person), person.relation != HEAD, person.pk)
    )


def _home_order(person: Person) -> tuple[bool, str, str]:
    """Return where the household of a person stands: by number, then by address; persons of none come last."""
    home = person.household
    return (home is None, home.register_number if home else "", home.address if home else "")


def cells_of(persons: Sequence[Person], facts: Mapping[str, Facts], kind: Kind) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each person under the columns of a roster; a column that nothing is kept for stays empty."""
    heads = {person.household_id: person.name for person in persons if person.relation == HEAD}
    names = [column.field for column in kind.roster.columns]
    for person in persons:
        head = heads.get(person.household_id, "")
        yield tuple(head if name == "head_name" else _cell(person, facts.get(name)) for name in names)


def _cell(person: Person, fact: Facts | None) -> Cell:
    return fact(person) if fact else ""


def facts_of(
    persons: Sequence[Person], kind: Kind, area: AreaLine, on: dt.date, *, is_whole: bool
) -> Mapping[str, Facts]:
    """Return what gives each column its cell, in the words that importing understands."""
    places, phones = places_of(area, on), phones_of(person.pk for person in persons)
    grids = {grid.id: grid.name for grid in areas_in(area.path, on, "grid")}
    words = {name: first_words(kind, name) for name in ("sex", "paper", "residence")}
    relations = {item.key: item.zh for item in pack_at(path=area.path, on=on).list("people", "relations").items}
    return {
        "register_number": lambda person: person.household.register_number if person.household else "",
        "relation": lambda person: relations.get(person.relation, ""),
        "name": lambda person: person.name,
        "sex": lambda person: words["sex"].get(person.sex, ""),
        "paper": lambda person: words["paper"].get(person.paper, ""),
        "number": lambda person: _shown(number_of(person), mask_identity, is_whole=is_whole),
        "born_on": lambda person: person.born_on,
        "phone": lambda person: _shown(phones.get(person.pk, ""), mask_phone, is_whole=is_whole),
        "address": lambda person: person.household.address if person.household else "",
        "registered_address": lambda person: person.registered_address,
        "residence": lambda person: words["residence"].get(person.residence, ""),
        "grid": lambda person: grids.get(person.area_id, ""),
        "village": lambda person: places.names.get(village_of(person.area_path, places.names), ""),
    }


def first_words(kind: Kind, name: str) -> Mapping[str, str]:
    """Return the word that stands for each value of a column, the first that its pack names."""
    return {key: texts[0] for key, texts in kind.columns[name].words.items()} if name in kind.columns else {}


def _shown(text: str, mask: Callable[[str], str], *, is_whole: bool) -> str:
    return text if is_whole or not text else mask(text)
