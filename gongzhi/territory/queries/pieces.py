"""The index of the pieces of names, as the search reads it."""

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, F, When
from django.db.models.functions import Length

from gongzhi.territory.models import Gram, NameIndex

ID_BYTES = 4
COMMON = 50_000 * ID_BYTES  # a longer list tells too little to be compared: the name itself is read in the end


def indexed_up_to() -> int:
    """Return the last id of a name that the index covers; 0 when there is none."""
    return NameIndex.objects.filter(pk=1).values_list("up_to", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Index:
    """Hold the names of some pieces, in the order of the index; None for a piece that very many names have."""

    names: Mapping[str, "array[int] | None"]

    @classmethod
    def of(cls, ways: Iterable[frozenset[str]]) -> "Index":
        """Return what is needed to look for these sets of pieces."""
        wanted = frozenset().union(*ways)
        rows = Gram.objects.filter(gram__in=wanted).annotate(size=Length("names"))
        told = rows.annotate(telling=Case(When(size__lte=COMMON, then=F("names")))).values_list("gram", "telling")
        return cls({gram: None if names is None else _unpacked(names) for gram, names in told})

    def having(self, wanted: frozenset[str]) -> Sequence[int]:
        """Return the names that have every wanted piece, the very common pieces apart."""
        if not wanted <= self.names.keys():
            return ()
        lists = sorted((ids for piece in wanted if (ids := self.names[piece]) is not None), key=len)
        if not lists:
            return _of_rarest(wanted)
        shortest, *others = lists
        sets = [set(each) for each in others]
        return [pk for pk in shortest if all(pk in each for each in sets)]


def _of_rarest(wanted: frozenset[str]) -> Sequence[int]:
    """Return the names of the rarest of some pieces that all are common."""
    rows = Gram.objects.filter(gram__in=wanted).order_by(Length("names"), "gram")
    return _unpacked(rows.values_list("names", flat=True)[0])


def _unpacked(stored: bytes | memoryview) -> "array[int]":
    ids = array("I")
    ids.frombytes(stored)
    if sys.byteorder == "big":
        ids.byteswap()
    return ids
