"""What the demo is made from, as its YAML files say it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

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
    """
    A body that stands at places of these kinds, everywhere or where one of these packs is followed.

    `record` is that of the election of its term, where its members are elected.
    """

    at: tuple[str, ...]
    packs: tuple[str, ...] = ()
    kind: str
    name: str
    domain: str = ""
    record: str = ""
    items: tuple[str, ...] = ()
    posts: tuple[PostSheet, ...]


class Turned(Shape):
    """A demand that is met in part or not: what was found, the answer, its basis in law, and how it was explained."""

    finding: Literal["partly", "not_supported"]
    found: str
    words: str
    basis: str
    explanation: str


class Incident(Shape):
    """
    Something that happens: how people tell it, where it may be in a village or community, and how it was done.

    Where there are as many results as tellings, each telling has its own, in this order. One with places in communities
    only happens there only. `packs` and `months` narrow it further; `about` is the matter whose department it belongs
    to, when that is not its own.
    """

    say: tuple[str, ...]
    village: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    done: tuple[str, ...]
    turned: tuple[Turned, ...] = ()
    packs: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    about: str = ""

    def fits(self, *, pack: str, month: int, is_community: bool) -> bool:
        """Tell whether it may happen in a place of this kind that follows this pack, in this month."""
        is_anywhere = not (self.village or self.community)
        is_here = is_anywhere or bool(self.community if is_community else self.village)
        return is_here and pack in (self.packs or (pack,)) and month in (self.months or (month,))


class Matter(Shape):
    """
    What people say about one matter.

    `weight` is how often it comes up, `weight_agency` where it is done for people. What is to be seen outdoors is now
    and then given back by who was to handle it, and comes up again.
    """

    weight: int
    weight_agency: int
    is_outdoors: bool = False
    incidents: tuple[Incident, ...]


class Misplaced(Shape):
    """What is asked for and is not this place's to decide, and where it is said to go."""

    item: str
    say: str
    reason: str


class Sayings(Shape):
    """
    What staff and residents say at the other steps.

    `blanks` are the words for the blanks in all sentences; `outdoors` is said as well about what is seen outdoors.
    """

    blanks: Mapping[str, tuple[str, ...]]
    entrust: tuple[str, ...]
    assign: tuple[str, ...]
    refer: tuple[str, ...]
    return_up: tuple[str, ...]
    return_down: tuple[str, ...]
    upheld: tuple[str, ...]
    rejected: tuple[str, ...]
    misplaced: tuple[Misplaced, ...]
    reply: tuple[str, ...]
    redone: tuple[str, ...]
    reply_again: tuple[str, ...]
    solved: tuple[str, ...]
    solved_again: tuple[str, ...]
    partly: tuple[str, ...]
    unsolved: tuple[str, ...]
    understood: tuple[str, ...]
    unconvinced: tuple[str, ...]
    again: tuple[str, ...]
    explained: tuple[str, ...]
    reopen: tuple[str, ...]
    look: tuple[str, ...]
    authorised_web: str
    authorised: str
    outdoors: Mapping[str, tuple[str, ...]]


def read_sheet(name: str, shape: type[Read]) -> Read:
    """
    Return one of the demo's files in its shape.

    :raises ValueError: the file is not as it should be.
    """
    document = read_text((FOLDER / name).read_text(encoding="utf-8"), file=name)
    if document.problems:
        raise ValueError("\n".join(str(problem) for problem in document.problems))
    return TypeAdapter(shape).validate_python(document.value)
