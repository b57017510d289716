"""What the files of a pack may hold. An unknown key is a fault, never ignored."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, Strict, StrictBool, StrictInt, model_validator

from gongzhi.policy.values import IN_FORCE, WITHOUT_VALUE, Override, Status, Unit

Day = Annotated[dt.date, Strict()]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Raw = StrictBool | StrictInt | Decimal | Day | str
RowId = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?-[0-9]+$")]
LABEL_KINDS = ("states", "steps", "outcomes", "roles", "papers", "channels", "deeds", "bodies", "clocks")


class Shape(BaseModel):
    """Refuse unknown keys and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Words(Shape):
    """A text in Chinese and, where it helps, in English."""

    zh: Annotated[str, Field(min_length=1)]
    en: str = ""

    def __str__(self) -> str:
        return self.text(get_language() or "")

    def text(self, lang: str) -> str:
        """Return the English text when English is asked for and there is one, else the Chinese."""
        return self.en if lang.startswith("en") and self.en else self.zh


class Source(Shape):
    """A law or document that values rest on."""

    title: Words
    kind: Literal["law", "document", "standard", "demo"]
    date: Day | None = None
    version: str = ""
    by: str = ""


class Entry(Shape):
    """A value of a figure from a day on, until the next entry or the day `until` (no longer in force on it)."""

    from_on: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    value: Raw | None = None
    status: Status
    source: Annotated[str, Field(min_length=1)]
    note: Words | None = None

    @model_validator(mode="after")
    def _fits_status(self) -> "Entry":
        if "value" in self.model_fields_set and self.value is None:
            raise ValueError("`value` is empty; leave the key out to keep the slot open")
        if self.status in WITHOUT_VALUE and self.value is not None:
            raise ValueError(f"a value cannot be `{self.status}`; say `stated`, or leave the value out")
        if self.status in IN_FORCE and self.value is None:
            raise ValueError(f"`{self.status}` needs a value; an open slot is `to_be_set` or `undefined`")
        if self.status is Status.FILLED:
            raise ValueError("`filled` is for slots filled on the platform; a pack says `stated` and names its source")
        return self


class FigureFile(Shape):
    """One figure: `params/<room>/<figure>.yaml`."""

    title: Words
    unit: Unit
    override: Override = Override.ANY
    row: RowId | None = None
    fill_by: tuple[Key, ...] = ()
    note: Words | None = None
    values: Annotated[tuple[Entry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> "FigureFile":
        days = [entry.from_on for entry in self.values]
        if days != sorted(set(days)):
            raise ValueError("`values` must be in order of `from`, each day once")
        return self


class ItemFile(BaseModel):
    """One item of a list; further keys belong to the room that reads the list."""

    model_config = ConfigDict(extra="allow", frozen=True)

    key: Key
    zh: Annotated[str, Field(min_length=1)]
    en: str = ""


class ListFile(Shape):
    """One list: `lists/<room>/<name>.yaml`."""

    title: Words
    row: RowId | None = None
    source: Annotated[str, Field(min_length=1)]
    status: Status = Status.STATED
    is_open: StrictBool
    adds: StrictBool = False
    note: Words | None = None
    items: tuple[ItemFile, ...] = ()

    @model_validator(mode="after")
    def _keys_once(self) -> "ListFile":
        keys = [item.key for item in self.items]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"the item {twice[0]} stands here twice")
        if bool(self.items) != (self.status in IN_FORCE):
            raise ValueError(
                f"a list that is `{self.status}` has {'no ' if self.items else ''}items; change one of the two"
            )
        return self


class Fact(Shape):
    """A fact of the manifest: kept and shown, read by no rule."""

    key: Key
    title: Words
    value: Raw | tuple[Raw, ...] | None = None
    unit: Unit | None = None
    is_open: StrictBool = False
    status: Status
    source: Annotated[str, Field(min_length=1)]
    row: RowId | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _fits_status(self) -> "Fact":
        if self.status in WITHOUT_VALUE and self.value is not None:
            raise ValueError(f"a value cannot be `{self.status}`; say `stated`, or leave the value out")
        if self.status in IN_FORCE and self.value is None:
            raise ValueError(
                f"`{self.status}` needs a value; what the document leaves open is `to_be_set` or `undefined`"
            )
        return self


class AreaCodeFile(Shape):
    """The area a pack was written for."""

    system: Literal["nbs", "mca"]
    code: Annotated[str, Field(pattern=r"^[0-9]{2,15}$")]


class BaseYear(Shape):
    """What 今年 means in the documents of this place."""

    value: StrictInt | None = None
    status: Status
    source: Annotated[str, Field(min_length=1)]
    note: Words | None = None


class OpenPoint(Shape):
    """Something unclear in the documents, and how the platform treats it until it is settled."""

    rows: Annotated[tuple[RowId, ...], Field(min_length=1)]
    title: Words
    treatment: Literal["ask", "show", "law", "slot"]
    choice: Words | None = None


class PackFile(Shape):
    """`pack.yaml`: what this pack is."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?$")]
    title: Words
    extends: str = ""
    note: Words | None = None
    areas: tuple[AreaCodeFile, ...] = ()
    base_year: BaseYear | None = None
    facts: tuple[Fact, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()

    @model_validator(mode="after")
    def _facts_once(self) -> "PackFile":
        keys = [fact.key for fact in self.facts]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"the fact {twice[0]} stands here twice")
        return self


class Example(Shape):
    """One example of a rule: what is given, and what the rule must answer."""

    name: Annotated[str, Field(min_length=1)]
    on: Day
    given: dict[str, object] = {}
    expect: object


class ExampleFile(Shape):
    """`cases/<room>/<rule>.yaml`: examples that must hold."""

    rule: str = ""
    source: str = ""
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]
