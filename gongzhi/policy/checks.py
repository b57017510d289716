"""What can be wrong with packs that are well written: values, names and links that do not hold together."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from gongzhi.policy.library import Library
from gongzhi.policy.packs import Pack
from gongzhi.policy.problems import Problem
from gongzhi.policy.reader import Name, PackFolder
from gongzhi.policy.shapes import Entry, FigureFile, ListFile, PackFile
from gongzhi.policy.strict_yaml import Document, Path
from gongzhi.policy.values import IN_FORCE, Override, Status, Value, is_comparable, satisfies, text_of

POST_LISTS: tuple[Name, ...] = (("bodies", "posts"), ("accounts", "grants"))
BODY_LISTS: tuple[Name, ...] = (("bodies", "kinds"),)
KIND_OF_STATUS = {Status.LAW: ("law", "standard"), Status.DEMO: ("demo",)}
Chain = Sequence[PackFolder]


@dataclass(frozen=True, slots=True)
class Cited:
    """A source named somewhere in a pack: in which file, at which key, by which reference, with which status."""

    file: str
    path: Path
    ref: str
    status: Status | None = None


def problems_of_packs(books: Library, ids: Iterable[str]) -> Iterator[Problem]:
    """Yield every fault of these packs: what the reader found, then what does not hold together."""
    in_files = {problem for folder in books.folders.values() for problem in folder.problems}
    yield from books.loose
    for pack_id in ids:
        yield from books.folders[pack_id].problems
        yield from (problem for problem in books.problems.get(pack_id, ()) if problem not in in_files)
        chain = books.chain_of(pack_id)
        for check in CHECKS:
            yield from check(chain)


def figure_file(name: Name) -> str:
    """Return where the file of a figure stands in its pack."""
    return f"params/{name[0]}/{name[1]}.yaml"


def list_file(name: Name) -> str:
    """Return where the file of a list stands in its pack."""
    return f"lists/{name[0]}/{name[1]}.yaml"


def closest(word: str, known: Iterable[str]) -> str:
    """Return the mend for a name nobody knows: the nearest names, else all of them."""
    names = sorted(known)
    near = get_close_matches(word, names, n=3, cutoff=0.6)  # the share of a word that must agree
    return f"use {' or '.join(near)}." if near else f"use one of {', '.join(names) or '(none yet)'}."


def posts_of(chain: Chain) -> frozenset[str]:
    """Return the kinds of post that a pack knows."""
    return _keys(chain, POST_LISTS)


def _keys(chain: Chain, names: Iterable[Name]) -> frozenset[str]:
    """Return the keys of the items of these lists, in any pack of the chain."""
    wanted = frozenset(names)
    lists = (file for folder in chain for name, file in folder.lists.items() if name in wanted)
    return frozenset(item.key for file in lists for item in file.items)


def _sources(chain: Chain) -> Iterator[Problem]:
    """Yield what cites a source nobody names, or one of the wrong kind."""
    if any("sources.yaml" in link.documents and not link.sources for link in chain):
        return  # the file itself is broken and has been reported
    known = Pack(chain=tuple(chain), ref="").sources
    for cited in _cited(chain[0]):
        key = cited.ref.partition(":")[0]
        if key not in known:
            yield chain[0].problem(cited.file, cited.path, f"no source is called {key}.", closest(key, known))
            continue
        kinds = KIND_OF_STATUS.get(cited.status, ()) if cited.status else ()
        if kinds and known[key].kind not in kinds:
            text = f"the status is `{cited.status}`, but {key} is a {known[key].kind}."
            yield chain[0].problem(cited.file, cited.path, text, f"cite a {' or '.join(kinds)}, or change the status.")
        if known[key].kind == "demo" and cited.status not in (Status.DEMO, None):
            text = f"{key} was made for the demonstration, but the status is `{cited.status}`."
            yield chain[0].problem(cited.file, cited.path, text, "write `status: demo`, or cite a document.")


def _cited(folder: PackFolder) -> Iterator[Cited]:
    for name, figure in folder.figures.items():
        for number, entry in enumerate(figure.values):
            yield Cited(figure_file(name), ("values", number, "source"), entry.source, entry.status)
    for name, found in folder.lists.items():
        yield Cited(list_file(name), ("source",), found.source, found.status)
    for (room, rule), examples in folder.examples.items():
        if examples.source:
            yield Cited(f"cases/{room}/{rule}.yaml", ("source",), examples.source)
    for key in folder.procedures:
        yield from _cited_in(folder.documents[f"procedures/{key}.yaml"], f"procedures/{key}.yaml")
    yield from _cited_by_manifest(folder.manifest)


def _cited_by_manifest(manifest: PackFile | None) -> Iterator[Cited]:
    for number, fact in enumerate(manifest.facts if manifest else ()):
        yield Cited("pack.yaml", ("facts", number, "source"), fact.source, fact.status)
    if manifest and manifest.base_year:
        yield Cited("pack.yaml", ("base_year", "source"), manifest.base_year.source)


def _cited_in(document: Document, file: str) -> Iterator[Cited]:
    """Yield every `source` key of a file whose shape the reader does not know."""
    for path in document.lines:
        if path and path[-1] == "source" and isinstance(ref := _at(document.value, path), str) and ref:
            yield Cited(file, path, ref)


def _at(value: object, path: Path) -> object:
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return value


def _floors(chain: Chain) -> Iterator[Problem]:
    """Yield the values that a pack above forbids and that are not marked as superseded."""
    for name, figure in chain[0].figures.items():
        for number, (entry, value) in enumerate(zip(figure.values, chain[0].values[name], strict=True)):
            if value is None or entry.status not in IN_FORCE:
                continue
            broken = _first_broken(chain[1:], name, value, _days(figure, number))
            if broken:
                limit, source, day = broken
                text = f"{text_of(value)} breaks the limit {text_of(limit)} ({source}) in force on {day}."
                mend = f"write `status: superseded`{_from(entry, day)}, or a value within the limit."
                yield chain[0].problem(figure_file(name), ("values", number, "value"), text, mend)


def _from(entry: Entry, day: dt.date) -> str:
    return "" if day <= entry.from_on else f" in an entry from {day} on"


def _days(figure: FigureFile, number: int) -> tuple[dt.date, dt.date]:
    """Return the day an entry begins and the day it no longer counts."""
    entry = figure.values[number]
    following = figure.values[number + 1].from_on if number + 1 < len(figure.values) else dt.date.max
    return entry.from_on, min(entry.until or dt.date.max, following)


def _first_broken(
    above: Chain, name: Name, value: Value, days: tuple[dt.date, dt.date]
) -> tuple[Value, str, dt.date] | None:
    """Return the first limit broken while a value counts: the limit, its source, and from which day."""
    found: list[tuple[dt.date, Value, str]] = []
    for folder in above:
        if name not in folder.figures:
            continue
        file = folder.figures[name]
        for number, (entry, limit) in enumerate(zip(file.values, folder.values[name], strict=True)):
            start, end = _days(file, number)
            is_during = max(start, days[0]) < min(end, days[1])
            governs = limit is not None and entry.status in IN_FORCE and is_during
            if governs and limit is not None and not satisfies(value, limit, file.override):
                found.append((max(start, days[0]), limit, entry.source))
    day, limit, source = min(found, key=lambda each: each[0], default=(None, None, ""))
    return None if day is None or limit is None else (limit, source, day)


def _units(chain: Chain) -> Iterator[Problem]:
    """Yield figures that cannot be compared with the figure they stand under."""
    for name, figure in chain[0].figures.items():
        if figure.override in (Override.HIGHER, Override.LOWER) and not is_comparable(figure.unit):
            text = f"{figure.unit} has no higher and lower."
            yield chain[0].problem(figure_file(name), ("override",), text, "write `override: any` or `override: none`.")
        for folder in chain[1:]:
            above = folder.figures.get(name)
            if above and above.unit is not figure.unit and above.override is not Override.ANY:
                text = f"{folder.id} counts this in {above.unit} and allows only `override: {above.override}`."
                yield chain[0].problem(figure_file(name), ("unit",), text, f"write `unit: {above.unit}`.")


def _slots(chain: Chain) -> Iterator[Problem]:
    """Yield open slots that nobody may fill, and posts that nobody knows."""
    posts = posts_of(chain)
    for name, figure in chain[0].figures.items():
        if figure.values[-1].status not in IN_FORCE | {Status.SUPERSEDED} and not figure.fill_by:
            text = "this slot is open, and nobody may fill it."
            yield chain[0].problem(figure_file(name), (), text, "add `fill_by` with the kinds of post that set it.")
        for number, post in enumerate(figure.fill_by):
            if posts and post not in posts:
                text = f"no post is called {post}."
                yield chain[0].problem(figure_file(name), ("fill_by", number), text, closest(post, posts))


def _lists(chain: Chain) -> Iterator[Problem]:
    """Yield items a place adds to a list that the pack above calls closed."""
    for name, found in chain[0].lists.items():
        above = next((folder for folder in chain[1:] if name in folder.lists), None)
        if above is None:
            if found.adds:
                text = "this list adds to a list that no pack above has."
                yield chain[0].problem(list_file(name), ("adds",), text, "remove `adds`.")
            continue
        yield from _added_to_closed(chain[0], name, found, above)


def _added_to_closed(folder: PackFolder, name: Name, found: ListFile, above: PackFolder) -> Iterator[Problem]:
    closed = above.lists[name]
    known = {item.key for item in closed.items}
    if closed.is_open or not known:
        return
    for number, item in enumerate(found.items):
        if item.key not in known:
            text = f"{above.id} keeps this list closed, without {item.key}."
            mend = f"remove it, or let {above.id} say `is_open: true`."
            yield folder.problem(list_file(name), ("items", number, "key"), text, mend)


def _labels(chain: Chain) -> Iterator[Problem]:
    """Yield words for something that nothing is called."""
    if len(chain) == 1:
        return
    for kind, words in chain[0].labels.items():
        known = _label_keys(chain, kind)
        for key in words:
            if key not in known:
                yield chain[0].problem("labels.yaml", (kind, key), f"no {kind} is called {key}.", closest(key, known))


def _label_keys(chain: Chain, kind: str) -> frozenset[str]:
    """Return what may carry a word of this kind: what packs above name, and steps, posts and bodies by their keys."""
    named = {key for folder in chain[1:] for key in folder.labels.get(kind, {})}
    lists = {"roles": POST_LISTS, "bodies": BODY_LISTS}.get(kind, ())
    clocks = {name for folder in chain for _, name in folder.figures} if kind == "clocks" else set()
    return frozenset(named) | _keys(chain, lists) | frozenset(clocks) | _step_keys(chain, kind)


def _step_keys(chain: Chain, kind: str) -> frozenset[str]:
    """Return the keys of steps, or of their outcomes, in the procedures of the chain."""
    found: set[str] = set()
    for folder in chain:
        for body in folder.procedures.values():
            for step in _mappings(body.get("steps")):
                parts = [step] if kind in ("steps", "states") else _mappings(step.get("outcomes"))
                found |= {str(part["key"]) for part in parts if "key" in part}
    return frozenset(found) if kind in ("steps", "states", "outcomes") else frozenset()


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _days_of_procedures(chain: Chain) -> Iterator[Problem]:
    """Yield procedures that end before they begin, and days that are no days."""
    for key, body in chain[0].procedures.items():
        days = [body[name] for name in ("from", "until") if name in body]
        file = f"procedures/{key}.yaml"
        if not all(isinstance(day, dt.date) for day in days):
            yield chain[0].problem(file, ("from",), "this is not a day.", "write a day such as 2026-01-31.")
        elif any(isinstance(a, dt.date) and isinstance(b, dt.date) and a >= b for a, b in pairwise(days)):
            yield chain[0].problem(file, ("until",), "the procedure ends before it begins.", "write a later day.")


CHECKS = (_sources, _floors, _units, _slots, _lists, _labels, _days_of_procedures)
