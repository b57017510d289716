"""Hand in a roster, say what its columns and cells mean, take it in or drop it; what the worker does with it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.jobs import enqueue
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.sealing import new_seal_key, seal_bytes, unseal_bytes
from gongzhi.kernel.sheets.reading import FIGURES, LARGEST_BYTES
from gongzhi.kernel.sheets.writing import write_sheet
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions.intake import Figures, write_roster
from gongzhi.people.roster_reading import Asked, Reading, area_of, asked_of, counts_of, read_roster
from gongzhi.people.roster_register import (
    COLUMN,
    IMPORT,
    actor_kept,
    corrections_of,
    headings_of,
    kind_at,
    office_of,
    posts_kept,
    roster_for,
)
from gongzhi.people.roster_tables import OPEN, RosterHeading, RosterImport
from gongzhi.people.roster_wording import said_of
from gongzhi.people.rosters import findings
from gongzhi.people.rosters.corrections import Corrections
from gongzhi.people.rosters.marking import headings_of_all, marked_rows
from gongzhi.people.rosters.rows import Tell
from gongzhi.territory.queries import AreaLine

READ_JOB, TAKE_JOB = "people.read_roster", "people.take_roster"
LIFE = dt.timedelta(hours=24)  # a roster handed in today and not taken in is gone tomorrow
MOST_NAME = 120


def hand_in(*, by: Actor, area: AreaLine, kind: str, file_name: str, content: bytes, now: dt.datetime) -> RosterImport:
    """
    Keep a file sealed and have it read; nothing of it is in the register yet.

    :raises NotVisible: the actor takes in no rosters of this area, or the place keeps none of this kind.
    :raises Refusal: the file is empty or too large, or the area is neither a village nor above one.
    """
    if not by.may(IMPORT, area.path):
        raise NotVisible
    if not 0 < len(content) <= LARGEST_BYTES:
        raise Refusal("kernel.sheet_too_large" if content else "kernel.sheet_empty", figures=FIGURES)
    asked_of(area=area, kind=kind, on=localdate(now), chosen={})
    record = _record(by, area, kind, file_name, now)
    record.content_sealed = seal_bytes(content, column=COLUMN, row=record.seal_key)
    with transaction.atomic():
        record.save()
        _ask(record, READ_JOB, now)
    return record


def _record(by: Actor, area: AreaLine, kind: str, file_name: str, now: dt.datetime) -> RosterImport:
    return RosterImport(
        kind=kind,
        area_id=area.id,
        area_path=area.path,
        office=office_of(by),
        by_account=by.account_id,
        by_person=by.person_id,
        by_name=by.name,
        posts=posts_kept(by),
        file_name=file_name[-MOST_NAME:],
        at=now,
        expires_at=now + LIFE,
        state="waiting",
        seal_key=new_seal_key(),
    )


def _ask(record: RosterImport, kind: str, now: dt.datetime) -> None:
    """Have the worker read or take in a roster as it is asked for now; the payload holds ids only."""
    payload = {"roster": record.pk, "round": record.round}
    enqueue(kind=kind, payload=payload, run_at=now, key=f"{kind}:{record.pk}:{record.round}")


@transaction.atomic
def choose_columns(*, by: Actor, roster_id: int, fields: Mapping[str, str], now: dt.datetime) -> None:
    """
    Say what headings give, for this roster and all later ones of the office, and have it read again.

    :raises NotVisible: there is no such roster for this actor.
    :raises Refusal: it is not waiting for an answer any more, or no column gives the name.
    """
    record = _open(by, roster_id)
    kind = kind_at(record.area_path, record.kind, localdate(now))
    if "name" not in fields.values():
        raise Refusal("people.roster_without_names")
    for heading, field in fields.items():
        if field and field not in kind.columns:
            raise Refusal("people.choice_unknown", figures={"value": field})
        RosterHeading.objects.update_or_create(
            office=record.office, kind=record.kind, heading=heading[:60], defaults={"field": field}
        )
    _read_again(record, now)


@transaction.atomic
def correct_cells(*, by: Actor, roster_id: int, corrections: Corrections, now: dt.datetime) -> None:
    """
    Keep what a clerk puts in place of cells and words of the file, or that rows are left out, and have it read again.

    :raises NotVisible: there is no such roster for this actor.
    :raises Refusal: it is not waiting for an answer any more.
    """
    record = _open(by, roster_id)
    kept = corrections_of(record).joined(corrections)
    record.corrections_sealed = seal_bytes(kept.packed(), column=COLUMN, row=record.seal_key)
    _read_again(record, now)


def _open(by: Actor, roster_id: int) -> RosterImport:
    """Return a roster of this actor that waits for an answer, locked."""
    roster_for(by, roster_id)
    record = RosterImport.objects.select_for_update().get(pk=roster_id)
    if record.state not in ("read", "unfit"):
        raise Refusal("people.roster_not_open")
    return record


def _read_again(record: RosterImport, now: dt.datetime) -> None:
    record.state, record.refusal, record.figures = "waiting", "", {}
    record.round, record.rows_read = record.round + 1, 0
    record.save()
    _ask(record, READ_JOB, now)


@transaction.atomic
def take_in(*, by: Actor, roster_id: int, accepts_good: bool, now: dt.datetime) -> None:
    """
    Have the roster written into the register: whole, or with `accepts_good` the rows that can go in.

    :raises NotVisible: there is no such roster for this actor.
    :raises Refusal: it is not waiting for an answer any more, or rows cannot go in and that was not accepted.
    """
    record = _open(by, roster_id)
    if record.state != "read":
        raise Refusal("people.roster_not_open")
    if record.counts["left_out"] and not accepts_good:
        raise Refusal("people.roster_has_bad_rows", figures={"rows": record.counts["left_out"]})
    record.state, record.accepts_good, record.round = "taking", accepts_good, record.round + 1
    record.save()
    _ask(record, TAKE_JOB, now)


@transaction.atomic
def drop_roster(*, by: Actor, roster_id: int) -> None:
    """
    Delete a roster that is not to go in, and everything found in it.

    :raises NotVisible: there is no such roster for this actor.
    :raises Refusal: it is being taken in, or it is over already.
    """
    roster_for(by, roster_id)
    record = RosterImport.objects.select_for_update().get(pk=roster_id)
    if record.state not in ("waiting", "read", "unfit"):
        raise Refusal("people.roster_not_open")
    _close(record, "dropped")


def _close(record: RosterImport, state: str) -> None:
    """Delete the file and what was found in it."""
    record.state, record.refusal, record.figures = state, "", {}
    record.content_sealed = record.corrections_sealed = record.findings_sealed = None
    if state == "dropped":
        record.marked_sealed = None
    record.save()


@transaction.atomic
def hand_out_marked(*, by: Actor, roster_id: int, now: dt.datetime) -> bytes:
    """
    Return the rows that could not go in, as a sheet with bad cells marked, to whoever handed the roster in.

    :raises NotVisible: there is no such roster for this actor, or no such rows.
    :raises Refusal: who acts has not proved themselves of late.
    """
    record = roster_for(by, roster_id)
    if record.marked_sealed is None:
        raise NotVisible
    require_step_up(by, now=now)
    write_entry(
        code="people.roster_marked",
        by=by,
        now=now,
        subject=("people.rosterimport", record.pk),
        area_path=record.area_path,
        figures={"rows": record.counts.get("left_out", 0)},
    )
    return unseal_bytes(record.marked_sealed, column=COLUMN, row=record.seal_key)


def read_waiting(*, roster_id: int, round_number: int, now: dt.datetime) -> None:
    """Read a roster that waits, and keep what was found; one that was changed or dropped meanwhile is left alone."""
    record = RosterImport.objects.filter(pk=roster_id, round=round_number, state="waiting").first()
    if record is None:
        return
    try:
        reading = _reading(record, now)
    except Refusal as refusal:
        record.state, record.refusal, record.counts = "unfit", refusal.code, {}
        headings = refusal.figures.get("found", ())
        assert isinstance(headings, list | tuple)
        record.figures = {name: value for name, value in refusal.figures.items() if name != "found"}
        found, marked = findings.Findings(headings=tuple(map(str, headings))), None
    else:
        record.state, record.counts = "read", counts_of(reading)
        found, marked = _found(reading), marked_sheet(reading)
    record.findings_sealed = seal_bytes(findings.packed(found), column=COLUMN, row=record.seal_key)
    record.marked_sealed = seal_bytes(marked, column=COLUMN, row=record.seal_key) if marked else None
    kept = ("state", "refusal", "figures", "counts", "findings_sealed", "marked_sealed")
    RosterImport.objects.filter(pk=roster_id, round=round_number, state="waiting").update(
        **{name: getattr(record, name) for name in kept}
    )


def _reading(record: RosterImport, now: dt.datetime) -> Reading:
    def tell(done: int) -> None:
        RosterImport.objects.filter(pk=record.pk, round=record.round).update(rows_read=done)

    content = unseal_bytes(record.content_sealed or b"", column=COLUMN, row=record.seal_key)
    return read_roster(content, _asked(record, now), tell)


def _asked(record: RosterImport, now: dt.datetime) -> Asked:
    on = localdate(now)
    return asked_of(
        area=area_of(record.area_path, on),
        kind=record.kind,
        on=on,
        chosen=headings_of(record.office, record.kind),
        corrections=corrections_of(record),
    )


def _found(reading: Reading) -> findings.Findings:
    return findings.Findings(
        tuple(findings.understood(each) for each in reading.layouts),
        reading.book.hidden,
        sum(reading.book.sheets[each.sheet].formulas for each in reading.layouts),
        (),
        findings.shown(reading.problems),
        findings.changed(reading.plan.changed),
        dict(reading.problems.counts),
        tuple((*place, name) for place, name in reading.problems.names.items()),
        findings.repeated(reading.problems),
    )


def marked_sheet(reading: Reading) -> bytes | None:
    """Return the rows that cannot go in as a sheet with bad cells marked; None when there are none."""
    if not reading.problems.bad_rows:
        return None
    rows = marked_rows(reading.book, reading.layouts, reading.problems, said_of)
    headings = (*headings_of_all(reading.layouts), gettext("问题和改法"))
    return write_sheet(title=gettext("没有入库的行"), headings=headings, rows=rows)


def take_waiting(*, roster_id: int, round_number: int, now: dt.datetime) -> None:
    """Write a roster that is to be taken in; when rows turned bad meanwhile that nobody accepted, ask once more."""
    record = RosterImport.objects.filter(pk=roster_id, round=round_number, state="taking").first()
    if record is None:
        return
    try:
        reading = _reading(record, now)
        if reading.problems.bad_rows and not record.accepts_good:
            with transaction.atomic():
                _read_again(record, now)
            return
        taken_in(reading, record, by=actor_kept(record), source=_hash_of(record), now=now)
    except Refusal as refusal:
        record.state, record.refusal = "unfit", refusal.code
        record.save(update_fields=["state", "refusal"])


def _hash_of(record: RosterImport) -> str:
    return hashlib.sha256(unseal_bytes(record.content_sealed or b"", column=COLUMN, row=record.seal_key)).hexdigest()


def taken_in(reading: Reading, record: RosterImport, *, by: Actor, source: str, now: dt.datetime) -> Figures:
    """Write what a roster changes, and delete the file with it; rows left out are kept marked for a day."""
    marked = marked_sheet(reading)

    def finish(figures: Figures) -> None:
        record.counts, record.expires_at = dict(figures), now + LIFE
        record.marked_sealed = seal_bytes(marked, column=COLUMN, row=record.seal_key) if marked else None
        _close(record, "done")

    return write_roster(reading, by=by, subject=record.pk, source=source, now=now, finish=finish)


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold what came of a roster that a command took in: figures, what was found, and the marked rows if any."""

    is_written: bool
    figures: Figures
    reading: Reading
    marked: bytes | None


def import_roster(
    *,
    by: Actor,
    area: AreaLine,
    kind: str,
    file_name: str,
    content: bytes,
    accepts_good: bool,
    now: dt.datetime,
    tell: Tell = lambda done: None,
) -> Taken:
    """
    Read a roster and take it in at once: whole, or with `accepts_good` the rows that can go in.

    :raises NotVisible: the actor takes in no rosters of this area, or the place keeps none of this kind.
    :raises Refusal: the file cannot be read, or has no headings of a roster.
    """
    if not by.may(IMPORT, area.path):
        raise NotVisible
    asked = asked_of(area=area, kind=kind, on=localdate(now), chosen=headings_of(office_of(by), kind))
    reading = read_roster(content, asked, tell)
    if reading.problems.bad_rows and not accepts_good:
        return Taken(False, counts_of(reading), reading, marked_sheet(reading))
    record = _record(by, area, kind, file_name, now)
    record.state = "taking"
    record.save()
    try:
        figures = taken_in(reading, record, by=by, source=hashlib.sha256(content).hexdigest(), now=now)
    except Refusal:
        record.delete()
        raise
    return Taken(True, figures, reading, marked_sheet(reading))


def drop_expired(*, now: dt.datetime) -> None:
    """Delete files and leftovers of rosters whose day is over."""
    RosterImport.objects.filter(state__in=OPEN, expires_at__lt=now).update(
        state="dropped",
        refusal="",
        figures={},
        content_sealed=None,
        corrections_sealed=None,
        findings_sealed=None,
        marked_sealed=None,
    )
    RosterImport.objects.filter(expires_at__lt=now, marked_sealed__isnull=False, state="done").update(
        marked_sealed=None
    )
