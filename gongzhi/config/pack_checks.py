"""What packs owe the rooms that read them: known figures, items in the shape of their room, procedures, examples."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from pydantic import BaseModel, ValidationError

from gongzhi.config.pack_examples import problems_of_examples
from gongzhi.policy.checks import closest, figure_file, list_file, posts_of
from gongzhi.policy.library import BASE
from gongzhi.policy.problems import Problem
from gongzhi.policy.reader import MENDS, PackFolder
from gongzhi.policy.shapes import ItemFile
from gongzhi.procedures.definitions import problems_of

Chain = Sequence[PackFolder]


@cache
def rooms() -> tuple[str, ...]:
    """Return the rooms of this installation."""
    return tuple(app.removeprefix("gongzhi.") for app in settings.INSTALLED_APPS if app.startswith("gongzhi."))


def _offered(room: str, module: str, name: str) -> Any:
    """Return what a room offers under this name; None when it offers nothing."""
    dotted = f"gongzhi.{room}.{module}"
    return getattr(import_module(dotted), name, None) if find_spec(dotted) else None


def figures_read(room: str) -> tuple[str, ...]:
    """Return the names of the figures that the rules of a room read."""
    return tuple(_offered(room, "params", "READS") or ())


def list_shapes(room: str) -> Mapping[str, type[BaseModel]]:
    """Return the shape of the items of each list that a room reads; empty when the room does not say."""
    return _offered(room, "lists", "SHAPES") or {}


def problems_with_rooms(chain: Chain) -> Iterator[Problem]:
    """Yield what one pack says that the rooms of this installation do not understand."""
    for check in (_unread_figures, _missing_figures, _lists, _references, _procedures, _clocks):
        yield from check(chain)
    yield from problems_of_examples(chain)


def _unread_figures(chain: Chain) -> Iterator[Problem]:
    for room, name in chain[0].figures:
        if any((room, name) in above.figures for above in chain[1:]):
            continue  # told once, at the pack that names it first
        file = figure_file((room, name))
        if room not in rooms():
            yield chain[0].problem(file, (), f"there is no room {room}.", closest(room, rooms()))
        elif name not in figures_read(room):
            near = closest(name, figures_read(room)) if figures_read(room) else "use none yet."
            mend = f"state it as a fact in pack.yaml, delete the file, or {near}"
            yield chain[0].problem(file, (), f"no rule of {room} reads this figure.", mend)


def _missing_figures(chain: Chain) -> Iterator[Problem]:
    """Yield the figures that a rule reads and base does not name: a place could not even leave them open."""
    if chain[0].id != BASE:
        return
    for room in rooms():
        for name in figures_read(room):
            file = figure_file((room, name))
            if file not in chain[0].documents:
                text = f"a rule of {room} reads this figure, and base has no file for it."
                yield Problem(
                    _shown(chain[0], file), 0, "", text, "add the file, with `to_be_set` where no law says it."
                )


def _shown(folder: PackFolder, file: str) -> str:
    manifest = folder.documents.get("pack.yaml")
    return f"{manifest.file.removesuffix('pack.yaml')}{file}" if manifest else file


def _lists(chain: Chain) -> Iterator[Problem]:
    for (room, name), found in chain[0].lists.items():
        file = list_file((room, name))
        shapes = list_shapes(room)
        if room not in rooms():
            yield chain[0].problem(file, (), f"there is no room {room}.", closest(room, rooms()))
        elif shapes and name not in shapes:
            yield chain[0].problem(file, (), f"{room} reads no list {name}.", closest(name, shapes))
        elif shapes:
            for number, item in enumerate(found.items):
                yield from _item(chain[0], file, number, item, shapes[name])


def _item(folder: PackFolder, file: str, number: int, item: ItemFile, shape: type[BaseModel]) -> Iterator[Problem]:
    """Yield the faults of one item; a shape with a field `key` is given the whole item, another only its own keys."""
    own = dict(item.model_extra or {})
    try:
        shape.model_validate({**item.model_dump(), **own} if "key" in shape.model_fields else own)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            text, mend = MENDS.get(fault["type"], (f"{fault['msg']}.", "correct the value."))
            if fault["type"] == "extra_forbidden":
                mend = closest(str(fault["loc"][-1]), shape.model_fields)
            yield folder.problem(file, ("items", number, *fault["loc"]), text, mend)


def _references(chain: Chain) -> Iterator[Problem]:
    """Yield items that name a procedure or a kind of post that this pack does not have."""
    known = {
        "procedure": ("procedure", {key for folder in chain for key in folder.procedures}),
        "receivers": ("kind of post", posts_of(chain)),
    }
    for name, found in chain[0].lists.items():
        for number, item in enumerate(found.items):
            for key, (what, names) in known.items():
                said = (item.model_extra or {}).get(key, [])
                for each in [said] if isinstance(said, str) else said:
                    if each not in names:
                        path, text = ("items", number, key), f"there is no {what} {each}."
                        yield chain[0].problem(list_file(name), path, text, closest(str(each), names))


def _procedures(chain: Chain) -> Iterator[Problem]:
    for key, body in chain[0].procedures.items():
        for dotted, sentence in problems_of(body, parts=_part_of(chain), actors=posts_of(chain)):
            path = tuple(int(p) if p.isdigit() else p for p in dotted.split(".") if p)
            text, _, mend = sentence.partition("; ")
            yield chain[0].problem(f"procedures/{key}.yaml", path, text.rstrip(".") + ".", mend)


def _part_of(chain: Chain) -> Callable[[str], Mapping[str, object]]:
    def part(key: str) -> Mapping[str, object]:
        for folder in chain:
            if key in folder.procedures:
                return folder.procedures[key]
        raise KeyError(key)

    return part


def _clocks(chain: Chain) -> Iterator[Problem]:
    """Yield steps whose clock is a figure that no pack of the chain has; a part counts for the procedure it is in."""
    for key, body in chain[0].procedures.items():
        room, steps = body.get("room"), body.get("steps")
        for number, step in enumerate(steps if room and isinstance(steps, list) else ()):
            for path, clock in _clocks_of(chain, step):
                names = {name for folder in chain for other, name in folder.figures if other == room}
                if clock not in names:
                    text = f"{room} has no figure {clock}."
                    yield chain[0].problem(
                        f"procedures/{key}.yaml", ("steps", number, path), text, closest(clock, names)
                    )


def _clocks_of(chain: Chain, step: object) -> Iterator[tuple[str, str]]:
    """Yield the key that names a clock and the clock: its own, or those of the steps of a part."""
    if not isinstance(step, Mapping):
        return
    if isinstance(step.get("clock"), str):
        yield "clock", str(step["clock"])
    for folder in chain:
        inner = folder.procedures.get(str(step.get("part")), {}).get("steps")
        for each in inner if isinstance(inner, list) else ():
            yield from (("part", clock) for _, clock in _clocks_of((), each))
