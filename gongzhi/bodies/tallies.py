"""What a document states a figure for, counted from the register and shown beside it."""

import datetime as dt
from dataclasses import dataclass

from gongzhi.bodies.lists import Tally
from gongzhi.bodies.models import Body
from gongzhi.bodies.register import Register
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item
from gongzhi.policy.queries import pack_at

READ = "bodies.read_body"


@dataclass(frozen=True, slots=True)
class Tallied:
    """
    A count beside the figure stated for it: `names` are what was counted, `expected` None where the figure is open.

    `is_undefined` tells that the document does not say which posts are meant, and nobody has filled that in.
    """

    key: str
    title: str
    row: str
    source: str
    names: tuple[str, ...]
    expected: int | None
    is_undefined: bool

    @property
    def count(self) -> int:
        """Return how many were counted."""
        return len(self.names)


def tallied_for(by: Actor, path: str, on: dt.date) -> tuple[Tallied, ...]:
    """
    Return what the pack of an area states a figure for, counted there on a day.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may(READ, path):
        raise NotVisible
    register = Register(pack_at(path=path, on=on), path, on)
    return tuple(_tallied(register, item) for item in register.pack.list("bodies", "tallies").items)


def _tallied(register: Register, item: Item) -> Tallied:
    asked = item.read_as(Tally)
    roles = [each.key for each in register.pack.list("bodies", asked.roles).items] if asked.roles else []
    return Tallied(
        key=item.key,
        title=item.label(),
        row=asked.row,
        source=asked.source or register.pack.list("bodies", "tallies").source,
        names=_linked(register, asked) if asked.link else _holders(register, (*asked.posts, *roles)),
        expected=register.number(asked.expected),
        is_undefined=bool(asked.roles) and not roles,
    )


def _holders(register: Register, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the persons who hold such posts, each once."""
    rows = {row.person_id: row.person.name for row in register.appointments if row.post.kind in kinds}
    return tuple(rows.values())


def _linked(register: Register, asked: Tally) -> tuple[str, ...]:
    """Return the bodies that stand in a relation to a place of the area, each once."""
    found = {link.subject_id: link.subject for link in register.links if link.kind == asked.link}
    return tuple(body.name for body in found.values() if _is_meant(register, body, asked))


def _is_meant(register: Register, body: Body, asked: Tally) -> bool:
    if asked.domains and body.domain not in asked.domains:
        return False
    return register.fits(body, kinds=asked.kinds, groups=asked.groups, where=asked.where)
