"""A procedure as its page shows it: steps in order with who, limit and ways, and its picture."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, pgettext

from gongzhi.policy.drawing import Drawing, drawing_of
from gongzhi.policy.packs import Figure, Pack
from gongzhi.policy.queries import UnknownFigure, post_titles
from gongzhi.policy.shapes import Words
from gongzhi.policy.words import value_words

RELATIONS = ("applicant", "holder", "system")


@dataclass(frozen=True, slots=True)
class StepRow:
    """
    A step of a procedure: who acts, which limit runs, and where it leads if not simply to the next.

    `limit` is empty where none is asked for.
    """

    number: int
    label: str
    who: str
    limit: str
    is_open: bool
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure with its steps in order and its picture."""

    key: str
    title: str
    note: str
    source: str
    steps: tuple[StepRow, ...]
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class _Jump:
    """An outcome of a step: from which place in the procedure to which, and its words."""

    start: int
    end: int
    label: str


def procedures_of(pack: Pack, on: dt.date) -> Iterator[ProcedureRow]:
    """Yield the procedures of a pack that are in force on a day."""
    for key in pack.procedures():
        try:
            body = pack.procedure(key, on).body
        except UnknownFigure:
            continue  # not in force on this day
        if body.get("is_part"):
            continue
        whole = tuple(_whole(pack, body, on))
        steps = tuple(_steps(pack, body, whole, on))
        title, note = _words_in(body, "title") or key, _words_in(body, "note")
        labels = [*(step.label for step in steps), gettext("结束")]
        drawing = drawing_of(labels, [(jump.start, jump.end) for jump in _jumps(whole)])
        yield ProcedureRow(key, title, note, pack.source_text(str(body.get("source", ""))), steps, drawing)


def _jumps(whole: Sequence[Mapping[str, object]]) -> Iterator[_Jump]:
    """Yield the outcomes of all steps; the end of the procedure is the place behind the last step."""
    places = {str(step.get("key")): place for place, step in enumerate(whole)}
    for start, step in enumerate(whole):
        outcomes = step.get("outcomes")
        for outcome in outcomes if isinstance(outcomes, list) else ():
            yield _Jump(start, places.get(str(outcome.get("to")), len(whole)), _words_in(outcome, "label"))


def _ways(whole: Sequence[Mapping[str, object]], place: int) -> Iterator[str]:
    """Yield where a step leads (退回 → 4 退办裁定), each target once; nothing where it only leads to the next."""
    found: dict[int, list[str]] = {}
    for jump in _jumps(whole):
        if jump.start == place:
            found.setdefault(jump.end, []).append(jump.label)
    if set(found) == {place + 1}:
        return
    for end, labels in found.items():
        target = f"{end + 1} {_words_in(whole[end], 'label')}" if end < len(whole) else gettext("结束")
        yield f"{pgettext('list', '、').join(labels)} → {target}"


def _steps(
    pack: Pack, body: Mapping[str, object], whole: Sequence[Mapping[str, object]], on: dt.date
) -> Iterator[StepRow]:
    for number, step in enumerate(whole, 1):
        clock = str(step.get("clock") or "")
        figure = _clock(pack, str(body.get("room", "")), clock, on) if clock else None
        yield StepRow(
            number=number,
            label=_words_in(step, "label") or str(step.get("key", "")),
            who=pgettext("list", "、").join(_who(pack, step)),
            limit=value_words(figure.value, figure.unit) if figure and not figure.is_open else "",
            is_open=bool(figure and figure.is_open),
            ways=tuple(_ways(whole, number - 1)),
        )


def _whole(pack: Pack, body: Mapping[str, object], on: dt.date) -> Iterator[Mapping[str, object]]:
    """Yield the steps of a procedure, those of its parts included."""
    steps = body.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, Mapping) and "part" in step:
            yield from _whole(pack, pack.procedure(str(step["part"]), on).body, on)
        elif isinstance(step, Mapping):
            yield step


def _clock(pack: Pack, room: str, name: str, on: dt.date) -> Figure | None:
    return pack.figure(room, name, on) if (room, name) in pack.figure_names() else None


def _who(pack: Pack, step: Mapping[str, object]) -> tuple[str, ...]:
    """Return who may act, by the titles of posts and by their relation to the matter."""
    by = step.get("by")
    kinds = tuple(str(each) for each in by) if isinstance(by, list) else ()
    titles = dict(zip(kinds, post_titles(pack, kinds), strict=True))
    return tuple(pack.label("roles", kind) if kind in RELATIONS else titles[kind] for kind in kinds)


def _words_in(body: Mapping[str, object], key: str) -> str:
    """Return a text in two languages that a procedure holds under a key."""
    words = body.get(key)
    if not isinstance(words, Mapping):
        return ""
    return Words(zh=str(words.get("zh") or "-"), en=str(words.get("en") or "")).text(get_language() or "")
