"""What the demo is made from, as its YAML files say it."""

from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from gongzhi.policy.shapes import Shape
from gongzhi.policy.strict_yaml import read_text

Read = TypeVar("Read")
FOLDER = Path(__file__).parent


class Place(Shape):
    """An area down to the town, in the order of the tree; `villages` are the names of what lies under a town."""

    name: str
    level: str
    code: str
    pack: str = ""
    villages: tuple[str, ...] = ()


class PostSheet(Shape):
    """A post, how many hold it, and on what their appointment rests."""

    kind: str
    title: str
    basis: str
    persons: int = 1


class BodySheet(Shape):
    """A body that stands at places of these kinds, everywhere or where one of these packs is followed."""

    at: tuple[str, ...]
    packs: tuple[str, ...] = ()
    kind: str
    name: str
    domain: str = ""
    items: tuple[str, ...] = ()
    posts: tuple[PostSheet, ...]


class Matter(Shape):
    """What people say about one matter, where it is, and how it was done; `weight` is how often it comes up."""

    texts: tuple[str, ...]
    places: tuple[str, ...]
    done: tuple[str, ...]
    weight: int = 4


class Turning(Shape):
    """Why a demand is not supported, or only in part: words, legal basis, and how it was explained."""

    words: str
    basis: str
    explanation: str


class Sayings(Shape):
    """What staff and residents say at the other steps."""

    assign: tuple[str, ...]
    return_reason: tuple[str, ...]
    upheld: tuple[str, ...]
    rejected: tuple[str, ...]
    decline: tuple[str, ...]
    reply: tuple[str, ...]
    turned: tuple[Turning, ...]
    solved: tuple[str, ...]
    partly: tuple[str, ...]
    unsolved: tuple[str, ...]
    again: tuple[str, ...]
    explained: tuple[str, ...]
    reopen: tuple[str, ...]
    authorisation: tuple[str, ...]


def read_sheet(name: str, shape: type[Read]) -> Read:
    """
    Return one of the demo's files in its shape.

    :raises ValueError: the file is not as it should be.
    """
    document = read_text((FOLDER / name).read_text(encoding="utf-8"), file=name)
    if document.problems:
        raise ValueError("\n".join(str(problem) for problem in document.problems))
    return TypeAdapter(shape).validate_python(document.value)
