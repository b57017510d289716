"""The sentences behind codes. Each room keeps its own in `messages.py` as `WORDINGS: dict[str, Wording]`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.kernel.verdicts import Refusal

Text = str | Promise
Citer = Callable[[str], str]
_citers: list[Citer] = []


@dataclass(frozen=True, slots=True)
class Wording:
    """
    Hold what a refusal says: what cannot be done yet, why in one sentence with figures, and what one can do.

    Each text may name figures in braces: `还差 {missing} 人`.
    """

    title: Text
    sentence: Text
    ways: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a refusal in words, in the language of the reader."""

    code: str
    title: str
    sentence: str
    ways: tuple[str, ...]
    figures: Mapping[str, object]
    sources: tuple[str, ...]


def in_brackets(text: str, more: str) -> str:
    """Return a text with what explains it in brackets, as the language writes them."""
    return _("%(text)s（%(more)s）") % {"text": text, "more": more}


def cite_by(citer: Citer) -> None:
    """Let `citer` answer from now on: it returns a source (`petition-regulation:19`) as people cite it."""
    _citers[:] = [citer]


def cited(ref: str) -> str:
    """Return a source as people cite it; as it stands while no room above has said how."""
    return _citers[0](ref) if _citers else ref


def from_all_rooms(name: str) -> dict[str, Any]:
    """Return what the `messages.py` of all installed rooms hold under a name, together."""
    found: dict[str, Any] = {}
    for room in apps.get_app_configs():
        module = f"{room.name}.messages"
        if room.name.startswith("gongzhi.") and find_spec(module):
            found.update(getattr(import_module(module), name, {}))
    return found


@cache
def wordings() -> dict[str, Wording]:
    """Return the wordings of all installed rooms by code."""
    return from_all_rooms("WORDINGS")


@cache
def deeds() -> dict[str, Text]:
    """
    Return how the journal calls what was done, by code: `ENTRIES` of all installed rooms.

    Each is what stands after the name of who did it, and may name `{subject}`.
    """
    return from_all_rooms("ENTRIES")


def spoken(figure: object) -> object:
    """Return a figure as it stands in a sentence: a day as people write it, several things one after the other."""
    if isinstance(figure, dt.date) and not isinstance(figure, dt.datetime):
        return date_format(figure, pgettext("date", "Y年n月j日"))
    if isinstance(figure, list | tuple):
        return pgettext("list", "、").join(str(spoken(each)) for each in figure)
    return figure


def in_words(refusal: Refusal) -> Said:
    """
    Return what the refusal says to a person.

    :raises KeyError: the room has no wording for the code, or the wording names a figure the refusal does not carry.
    """
    wording = wordings()[refusal.code]
    figures = {name: spoken(figure) for name, figure in refusal.figures.items()}
    title, sentence, *ways = (str(t).format(**figures) for t in (wording.title, wording.sentence, *wording.ways))
    return Said(refusal.code, title, sentence, tuple(ways), refusal.figures, refusal.sources)
