"""Reads of the kernel: what this installation is, and the journal."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.clock import setting
from gongzhi.kernel.models import Entry
from gongzhi.kernel.paths import EVERYWHERE, PathRange, shared
from gongzhi.kernel.verdicts import NotVisible

READ_JOURNAL = "kernel.read_journal"
NEWEST_FIRST = ("-id",)
SMALL = 5000  # entries of an area that are sorted faster than the journal is walked, measured with 1,000,000 entries
LONGEST_CHAIN = 1000  # entries of one matter that a page can show

UP = (
    "WITH RECURSIVE chain(id, follows_id) AS (SELECT id, follows_id FROM kernel_entry WHERE id = %s"
    " UNION SELECT e.id, e.follows_id FROM kernel_entry e JOIN chain c ON e.id = c.follows_id)"
    " SELECT id FROM chain LIMIT %s"
)
DOWN = UP.replace("e.id = c.follows_id", "e.follows_id = c.id")


def is_demo() -> bool:
    """Tell whether this database was made for demonstration."""
    return setting().is_demo


def chain_of(entry_id: int) -> QuerySet[Entry]:
    """Return the entries that led to this one, itself, and everything that followed from it, oldest first."""
    ids = {row.pk for sql in (UP, DOWN) for row in Entry.objects.raw(sql, [entry_id, LONGEST_CHAIN])}
    return Entry.objects.filter(pk__in=ids).order_by("id")


def entries_of(subject: tuple[str, int]) -> QuerySet[Entry]:
    """Return what is journalled about one row (`("cases.case", 7)`), oldest first, for the room that owns the row."""
    return Entry.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("id")


def within(column: str, spans: Iterable[PathRange]) -> Q:
    """Return the condition that a path column lies in one of these ranges; without ranges nothing does."""
    found = Q()
    for low, high in spans:
        found |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return found or Q(pk__in=())


def unindexed(column: str) -> Concat:
    """Return a column as an expression, so that the database does not begin with its index."""
    return Concat(column, Value(""))


def is_small(here: Q) -> bool:
    """Tell whether the entries of these areas are few enough to be sorted; reads nothing but the index."""
    return not Entry.objects.filter(here).order_by()[SMALL : SMALL + 1].exists()


def entries_in(
    *, by: Actor, ranges: Iterable[PathRange] = EVERYWHERE, subject: tuple[str, int] | None = None, code: str = ""
) -> QuerySet[Entry]:
    """
    Return the entries of the areas whose journal `by` may read, to be paged by `NEWEST_FIRST`.

    `ranges` narrows the areas. Entries of a small area are found by its index, of a large one by walking the journal.
    """
    spans = shared(by.ranges(READ_JOURNAL), ranges)
    coded = Q(code=code) if code else Q()
    if subject:
        return Entry.objects.filter(coded, within("area_path", spans), subject_kind=subject[0], subject_id=subject[1])
    if spans == EVERYWHERE:
        return Entry.objects.filter(coded)
    here = within("area_path", spans)
    if is_small(here):
        few = Entry.objects.filter(here)
        return few.alias(said=unindexed("code")).filter(said=code) if code else few
    return Entry.objects.filter(coded).alias(spot=unindexed("area_path")).filter(within("spot", spans))


def entry_for(by: Actor, entry_id: int) -> Entry:
    """
    Return an entry that `by` may read.

    :raises NotVisible: there is none.
    """
    found = Entry.objects.filter(within("area_path", by.ranges(READ_JOURNAL)), pk=entry_id).first()
    if found is None:
        raise NotVisible
    return found


def chain_for(by: Actor, entry_id: int) -> tuple[Entry, ...]:
    """
    Return the chain of an entry as far as `by` may read it, oldest first.

    :raises NotVisible: `by` may not read the entry itself.
    """
    entry_for(by, entry_id)
    return tuple(chain_of(entry_id).filter(within("area_path", by.ranges(READ_JOURNAL))))
