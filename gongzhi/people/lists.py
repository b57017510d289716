"""What the items of this room's pack lists may say, in the shape the rules read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from gongzhi.people.rosters.shapes import Roster


class Shape(BaseModel):
    """Refuse unknown keys and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Relation(Shape):
    """What somebody is to the head of a household; `also` are other words that rosters use for it."""

    also: tuple[str, ...] = ()


class Words(Shape):
    """What somebody agrees to, as it is put before them."""

    zh: str
    en: str


class Purpose(Shape):
    """
    What fields of a person are used for, and what allows it: the person's consent, or a duty of law.

    A consent is to a `wording` of a `version`; `separate` asks for a consent to nothing else. What is kept by duty may
    still be erased whenever the person asks (`on_request`); once the person is closed it stays as long as the figure
    `keep` says.
    """

    fields: tuple[str, ...]
    basis: Literal["consent", "duty"]
    law: str
    separate: bool = False
    on_request: bool = False
    version: str = ""
    wording: Words | None = None
    keep: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> "Purpose":
        if (self.basis == "consent") != bool(self.wording and self.version):
            raise ValueError("a purpose with basis consent has wording and version, one of duty has neither")
        if (self.basis == "duty") != bool(self.keep):
            raise ValueError("a purpose of duty names the figure `keep`, one of consent ends with the consent")
        return self


SHAPES = {"rosters": Roster, "relations": Relation, "purposes": Purpose}
