"""What the items of this room's pack lists may say, in the shape the rules read."""

from pydantic import BaseModel, ConfigDict

from gongzhi.people.rosters.shapes import Roster


class Shape(BaseModel):
    """Refuse unknown keys and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Relation(Shape):
    """What somebody is to the head of a household; `also` are other words that rosters use for it."""

    also: tuple[str, ...] = ()


SHAPES = {"rosters": Roster, "relations": Relation}
