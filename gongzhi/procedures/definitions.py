"""
Procedures as a pack writes them: ordered steps, who acts, the clock, the evidence, the outcomes and where they lead.

A step's kind says which room closes it, its deed which action of that room does so; the words are the place's own. A
step `{part: closing}` stands for the steps of another procedure of the same pack, so that what places share is written
once.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from gongzhi.policy.shapes import Shape, Words

END = "end"
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Parts = Callable[[str], Mapping[str, Any]]


class Kind(StrEnum):
    """What a step is: it decides which room may close it."""

    SUBMIT = "submit"
    ASSIGN = "assign"
    ACT = "act"
    REVIEW = "review"
    CONSULT = "consult"
    MEET = "meet"
    VOTE = "vote"
    OBJECTION_NOTICE = "objection_notice"
    SIGN = "sign"
    PAY = "pay"
    PUBLISH = "publish"
    RATE = "rate"
    ARCHIVE = "archive"


class Outcome(Shape):
    """
    How a step may end, and where that leads: the key of a step, or `end`.

    `needs` are the pieces of evidence this outcome asks for beyond those of the step. With `clock: keep` the next step
    goes on under the limit it had when it was open before.
    """

    key: Key
    to: Key
    label: Words | None = None
    needs: tuple[Key, ...] = ()
    clock: Literal["new", "keep"] = "new"


class Step(Shape):
    """
    One step: `label` is what is done, `state` what the matter is called while it waits for that.

    `by` names who may act: post kinds of the pack, or a relation to the matter (`RELATIONS`). `clock` is the name of a
    figure of the room that owns the procedure. `source` is the clause the step stands on.
    """

    key: Key
    kind: Kind
    deed: Key
    label: Words
    state: Words
    by: Annotated[tuple[Key, ...], Field(min_length=1)]
    clock: Key | None = None
    evidence: tuple[Key, ...] = ()
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    source: str = ""

    def outcome(self, key: str) -> Outcome | None:
        """Return the outcome of this key."""
        return next((outcome for outcome in self.outcomes if outcome.key == key), None)


class Reopening(Shape):
    """Where a closed matter goes on when it is opened again, and how often that may happen."""

    to: Key
    times: Annotated[int, Field(ge=1)]


class Definition(Shape):
    """A procedure. `rises_to` are the post kinds, nearest first, that an overdue step is shown to."""

    title: Words
    room: Key
    row: str = ""
    source: Annotated[str, Field(min_length=1)]
    note: Words | None = None
    rises_to: tuple[Key, ...] = ()
    reopening: Reopening | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=2)]

    @cached_property
    def body(self) -> dict[str, Any]:
        """Return what is kept of it; nobody may change what is returned, as it is made once."""
        return self.model_dump(mode="json", exclude_none=True)

    @cached_property
    def text(self) -> str:
        """Return the body as JSON in a fixed order, to be hashed."""
        return json.dumps(self.body, sort_keys=True)

    def step(self, key: str) -> Step:
        """
        Return the step of this key.

        :raises KeyError: there is none.
        """
        found = next((step for step in self.steps if step.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def number(self, key: str) -> int:
        """Return the place of a step, counted from 1."""
        return next(number for number, step in enumerate(self.steps, 1) if step.key == key)


RELATIONS = ("applicant", "holder", "system")
OWN_KEYS = ("id", "from", "until", "is_part")


def parts_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the procedures whose steps stand for a step of this one."""
    steps = (step for step in body.get("steps", ()) if isinstance(step, Mapping))
    return tuple(step["part"] for step in steps if set(step) == {"part"})


def whole_body(body: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
    """Return what a pack wrote with its parts put in and without the days it is in force."""
    plain = {key: value for key, value in body.items() if key not in OWN_KEYS}
    steps: list[Any] = []
    for step in plain.get("steps", ()):
        is_part = isinstance(step, Mapping) and set(step) == {"part"}
        steps.extend(parts(step["part"])["steps"] if is_part else [step])
    return plain | {"steps": steps}


def read_definition(body: Mapping[str, Any], *, parts: Parts) -> Definition:
    """
    Return the procedure a pack wrote; `parts` gives the body of another procedure of the same pack.

    :raises ValidationError: the body has not the shape of a procedure; `problems_of` says where.
    :raises KeyError: it names a part that the pack has not.
    """
    return Definition.model_validate(whole_body(body, parts))


def problems_of(body: Mapping[str, Any], *, parts: Parts, actors: frozenset[str]) -> list[tuple[str, str]]:
    """
    Return what is wrong with a procedure as pairs of dotted key and sentence with the mend.

    `actors` are the post kinds the pack knows.
    """
    if body.get("is_part"):
        return []
    try:
        definition = read_definition(body, parts=parts)
    except KeyError as error:
        return [("steps", f"there is no part {error.args[0]}; name a procedure of this pack or of one it extends.")]
    except ValidationError as error:
        return [(".".join(map(str, e["loc"])), f"{e['msg']}; see docs/packs.md.") for e in error.errors()]
    return [*_repeated(definition), *_unknown(definition, actors), *_unreachable(definition), *_dead_ends(definition)]


def _repeated(definition: Definition) -> Iterator[tuple[str, str]]:
    keys = [step.key for step in definition.steps]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield "steps", f"the step {key} stands here twice; give one another key."


def _unknown(definition: Definition, actors: frozenset[str]) -> Iterator[tuple[str, str]]:
    keys = {step.key for step in definition.steps} | {END}
    for number, step in enumerate(definition.steps):
        yield from _unknown_names(f"steps.{number}.by", step.by, actors | set(RELATIONS))
        for place, outcome in enumerate(step.outcomes):
            yield from _unknown_steps(f"steps.{number}.outcomes.{place}.to", outcome.to, keys)
    if definition.reopening:
        yield from _unknown_steps("reopening.to", definition.reopening.to, keys)
    yield from _unknown_names("rises_to", definition.rises_to, actors)


def _unknown_names(place: str, names: Sequence[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name not in known:
            yield place, f"nobody is called {name}; use a post kind of the pack, or one of {', '.join(RELATIONS)}."


def _unknown_steps(place: str, key: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    if key not in known:
        yield place, f"there is no step {key}; use the key of a step, or `end`."


def _reached(definition: Definition) -> set[str]:
    leads = {step.key: {outcome.to for outcome in step.outcomes} for step in definition.steps}
    found: set[str] = set()
    ahead = {definition.steps[0].key} | ({definition.reopening.to} if definition.reopening else set())
    while ahead:
        found |= ahead
        ahead = {to for key in ahead for to in leads.get(key, set())} - found
    return found


def _unreachable(definition: Definition) -> Iterator[tuple[str, str]]:
    reached = _reached(definition)
    for number, step in enumerate(definition.steps):
        if step.key not in reached:
            yield f"steps.{number}", f"no outcome leads to the step {step.key}; let one lead there or delete the step."


def _dead_ends(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield the steps from which the end cannot be reached."""
    good: set[str] = {END}
    while True:
        more = {s.key for s in definition.steps if any(o.to in good for o in s.outcomes)} - good
        if not more:
            break
        good |= more
    for number, step in enumerate(definition.steps):
        if step.key not in good:
            yield f"steps.{number}", f"from the step {step.key} nothing leads to the end; give it an outcome that does."
