"""What the pack list `people/rosters` may say: the columns of each kind of roster, and what is not taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gongzhi.people.rosters.spelling import heading_of, word_of
from gongzhi.policy.shapes import Words

Field = Literal[
    "register_number",
    "head_name",
    "relation",
    "name",
    "sex",
    "paper",
    "number",
    "born_on",
    "phone",
    "address",
    "group",
    "registered_address",
    "residence",
    "grid",
    "village",
]


class Shape(BaseModel):
    """Refuse unknown keys and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Shape):
    """A column that is taken: the fact it gives, its headings, and what words in its cells mean."""

    field: Field
    zh: str
    en: str = ""
    needed: bool = False
    also: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = {}

    def label(self) -> str:
        """Return what the column is called, in the language of the reader."""
        return str(Words(zh=self.zh, en=self.en))


class NotTaken(Shape):
    """Headings of columns that are not taken, and why."""

    why: Words
    headings: tuple[str, ...]


class Roster(Shape):
    """A kind of roster."""

    columns: tuple[Column, ...]
    not_taken: tuple[NotTaken, ...] = ()


@dataclass(frozen=True)
class Kind:
    """Hold a kind of roster as a place keeps it; `relations` are the words of the pack's own list of them."""

    key: str
    label: str
    roster: Roster
    relations: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Return the field of each heading that is taken."""
        return {heading_of(text): each.field for each in self.roster.columns for text in (each.zh, *each.also)}

    @cached_property
    def reasons(self) -> Mapping[str, Words]:
        """Return why a heading is not taken, for those that the pack names."""
        return {heading_of(text): each.why for each in self.roster.not_taken for text in each.headings}

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Return the columns by field."""
        return {each.field: each for each in self.roster.columns}

    def words(self, name: str) -> Mapping[str, str]:
        """Return what the words in the cells of a column mean, by word."""
        if name == "relation":
            return self.relations
        column = self.columns.get(name)
        return {word_of(text): key for key, texts in column.words.items() for text in texts} if column else {}
