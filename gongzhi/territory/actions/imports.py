"""Take in an edition of a register of divisions, whole and in order."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.jobs import enqueue
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import child_path
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.territory import rules
from gongzhi.territory.bulk import analyze, insert_rows, take_ids
from gongzhi.territory.editions.files import Edition, Faults, faulty
from gongzhi.territory.editions.matching import Known, Matcher, Plan, is_short
from gongzhi.territory.editions.rows import Note, Row, faults_among, oddities_of, without_doubles
from gongzhi.territory.messages import SYSTEM_NAMES
from gongzhi.territory.models import Area, AreaCode, AreaImport, AreaImportNote, AreaName
from gongzhi.territory.queries import imports_of, known_areas, whole_imports
from gongzhi.territory.rules import RANK, Level

BATCH = 20_000  # rows of one commit: about a second on a small machine, so that other writers get their turn
INDEX_JOB = "territory.index_names"
T = TypeVar("T")
Tell = Callable[[int, int], None]
Place = tuple[int | None, str, dt.date]


def import_areas(
    *,
    by: Actor,
    edition: Edition,
    system: str,
    on: dt.date,
    now: dt.datetime,
    tell: Tell = lambda done, of: None,
) -> AreaImport:
    """
    Take in an edition of a register, in force from `on`: open what is new, rename and recode what has changed.

    Everything is checked before anything is written. Then it is committed in batches, parents before children, so that
    a run that was killed leaves a whole tree and the next run of the same file completes it; the last batch writes the
    one journal entry. The same edition again changes nothing. `tell` is given rows done and rows to do.

    :raises NotVisible: the actor imports no areas.
    :raises Refusal: wrong register, an older edition, rows without a place, or a file that seems cut.
    """
    if not by.may("territory.import_areas", ""):
        raise NotVisible
    done = whole_imports().filter(system=system, sha=edition.sha).last()
    taken = imports_of(system)
    if done and taken[-1].sha == edition.sha:
        return done
    record = AreaImport.objects.filter(system=system, finished_at=None, sha=edition.sha).first()
    on = record.on if record else on
    last = taken[-1] if taken else None
    _check_edition(edition, system, on, last)
    rows, plan = _plan(edition, system, on)
    if done and not plan.changes and not plan.fresh:
        return done
    earlier = [each.sha for each in taken[:-1]]
    rules.may_change(changes=plan.changes, on=on, sha=edition.sha, last=last, earlier=earlier).or_refuse()
    record = record or _begin(by, edition, system, on, now)
    run = _Run(record, system, on)
    run.change(plan)
    run.open(plan, tell)
    _finish(by, record, edition, rows, plan, now)
    return record


def _check_edition(edition: Edition, system: str, on: dt.date, last: rules.Taken | None) -> None:
    verdict = rules.may_import(system=system, told_system=edition.system, on=on, year=edition.year, last=last)
    if verdict.code == "territory.other_register":
        told = {"told": SYSTEM_NAMES[edition.system], "told_key": edition.system, "asked": SYSTEM_NAMES[system]}
        raise Refusal(verdict.code, figures=told)
    verdict.or_refuse()
    other = whole_imports().filter(sha=edition.sha).exclude(system=system).first()
    if other:
        told = {"last": other.file_name, "told": SYSTEM_NAMES[other.system], "told_key": other.system}
        raise Refusal("territory.same_file_other_register", figures=told)


def _plan(edition: Edition, system: str, on: dt.date) -> tuple[list[Row], Plan]:
    """Return the rows that are areas, and what they change, with the notes about left-out rows."""
    known = list(known_areas(system))
    rows, notes = without_doubles(edition.rows)
    faults = list(faults_among(rows, (area.code for area in known if area.code is not None)))
    if faults:
        raise faulty(edition.file_name, Faults(len(faults), tuple(faults[:1000])))
    plan = Matcher(rows, known, on).match()
    coded = sum(area.code is not None for area in known)
    if is_short(missing=len(plan.missing), known=coded):
        figures = {"file": edition.file_name, "known": coded, "missing": len(plan.missing)}
        raise Refusal("territory.file_short", figures=figures)
    plan.notes += notes
    return rows, plan


@transaction.atomic
def _begin(by: Actor, edition: Edition, system: str, on: dt.date, now: dt.datetime) -> AreaImport:
    """Open the record; one of another file that was never completed is closed, for this edition comes after it."""
    AreaImport.objects.filter(system=system, finished_at=None).update(finished_at=now)
    try:
        with transaction.atomic():
            return AreaImport.objects.create(
                system=system,
                on=on,
                file_name=edition.file_name[:200],
                edition_year=edition.year,
                sha=edition.sha,
                started_at=now,
                by_name=by.name,
            )
    except IntegrityError as error:
        raise Refusal("territory.import_running") from error


class _Run:
    """Write a plan in batches; each is one transaction together with the count of batches done."""

    def __init__(self, record: AreaImport, system: str, on: dt.date) -> None:
        self.record = record
        self.system = system
        self.on = on
        self.placed: dict[str, Place] = {}

    def _count(self, **figures: int) -> None:
        """
        Add figures to the record, inside the batch.

        :raises Refusal: another run has written a batch meanwhile.
        """
        record = self.record
        counts = Counter(record.counts)
        counts.update(figures)
        running = AreaImport.objects.filter(pk=record.pk, batches=record.batches, finished_at=None)
        if not running.update(batches=record.batches + 1, counts=dict(counts)):
            raise Refusal("territory.import_running")
        record.batches, record.counts = record.batches + 1, dict(counts)

    @transaction.atomic
    def change(self, plan: Plan) -> None:
        """Close codes that pass on or change, then give known areas their new names and codes."""
        if not (plan.renames or plan.codings or plan.closings):
            return
        self._count(renamed=len(plan.renames), recoded=len(plan.codings), passed_on=len(plan.closings))
        self._close_codes([*plan.closings, *(area for area, _ in plan.codings if area.code is not None)])
        day = self.on.isoformat()
        codes = ((a.id, self.system, r.code, max(self.on, a.from_on).isoformat(), None) for a, r in plan.codings)
        insert_rows(AreaCode, ("area_id", "system", "code", "from_on", "to_on"), codes)
        self._end_names([area for area, _ in plan.renames])
        names = ((a.id, r.name, RANK[a.level], "", "", day, None) for a, r in plan.renames)
        insert_rows(AreaName, NAME_COLUMNS, names)
        keep_notes(self.record, (note for note in plan.notes if note.row and note.kind in OF_CHANGES))

    def _close_codes(self, areas: Sequence[Known]) -> None:
        for some in chunks(areas, 500):
            open_codes = AreaCode.objects.filter(system=self.system, to_on=None)
            open_codes.filter(area_id__in=[area.id for area in some]).update(to_on=self.on)

    def _end_names(self, areas: Sequence[Known]) -> None:
        for some in chunks(areas, 500):
            AreaName.objects.filter(area_id__in=[area.id for area in some], to_on=None).update(to_on=self.on)

    def open(self, plan: Plan, tell: Tell) -> None:
        """Open new areas, parents before children."""
        done = 0
        for batch in chunks(plan.fresh, BATCH):
            self._open_batch(batch, plan)
            done += len(batch)
            tell(done, len(plan.fresh))

    @transaction.atomic
    def _open_batch(self, batch: Sequence[Row], plan: Plan) -> None:
        self._count(opened=len(batch))
        areas, names, codes = [], [], []
        for area_id, row in zip(take_ids(Area, len(batch)), batch, strict=True):
            parent_id, above, since = self._parent(row.parent, plan)
            path, day = child_path(above, area_id), since.isoformat()
            areas.append((area_id, parent_id, row.level.value, path, row.code, day, None))
            names.append((area_id, row.name, RANK[row.level], "", "", day, None))
            codes.append((area_id, self.system, row.code, day, None))
            if row.level is not Level.VILLAGE:
                self.placed[row.code] = (area_id, path, since)
        insert_rows(Area, ("id", "parent_id", "level", "path", "order_key", "from_on", "to_on"), areas)
        insert_rows(AreaName, NAME_COLUMNS, names)
        insert_rows(AreaCode, ("area_id", "system", "code", "from_on", "to_on"), codes)

    def _parent(self, code: str, plan: Plan) -> Place:
        """Return id and path of the area above, and the day from which one below it can begin."""
        if not code:
            return None, "", self.on
        known = plan.area_of.get(code)
        return (known.id, known.path, max(self.on, known.from_on)) if known else self.placed[code]


NAME_COLUMNS = ("area_id", "name", "rank", "pinyin", "initials", "from_on", "to_on")
OF_CHANGES = frozenset({"renamed", "recoded", "code_passed_on"})


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Return the items in their order, in pieces of `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def keep_notes(record: AreaImport, notes: Iterable[Note]) -> None:
    """Write notes beside the record of the import."""
    columns = ("area_import_id", "row", "code", "kind", "detail")
    insert_rows(AreaImportNote, columns, ((record.pk, n.row, n.code, n.kind, n.detail[:300]) for n in notes))


@transaction.atomic
def _finish(by: Actor, record: AreaImport, edition: Edition, rows: Sequence[Row], plan: Plan, now: dt.datetime) -> None:
    """Close the record with its notes and the one journal entry, and let the names be indexed."""
    told = [n for n in plan.notes if n.kind not in OF_CHANGES]
    keep_notes(record, sorted([*edition.notes, *told, *oddities_of(rows)]))
    kinds = Counter(AreaImportNote.objects.filter(area_import=record).order_by().values_list("kind", flat=True))
    counts = Counter(record.counts)
    counts.update(read=len(edition.rows), areas=len(rows), missing=len(plan.missing))
    figures = {**counts, "notes": dict(sorted(kinds.items()))}
    closed = AreaImport.objects.filter(pk=record.pk, batches=record.batches, finished_at=None)
    if not closed.update(finished_at=now, counts=figures):
        raise Refusal("territory.import_running")
    record.finished_at, record.counts = now, figures
    told_figures = {**figures, "system": record.system, "from": record.on.isoformat(), "sha": record.sha}
    write_entry(
        code="territory.areas_imported",
        by=by,
        now=now,
        subject=("territory.areaimport", record.pk),
        figures=told_figures,
    )
    enqueue(kind=INDEX_JOB, payload={}, run_at=now, key=f"{INDEX_JOB}:{record.pk}")
    analyze(Area, AreaName, AreaCode)
