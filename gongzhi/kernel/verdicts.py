"""What a rule answers, and what a person is told when something cannot be done yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Hold the answer of a rule together with the figures and sources it rests on.

    `code` names the answer for ever (`cases.step_not_open`); `figures` are the integers and dates the page shows;
    `sources` are keys of `sources.yaml` with a place inside (`petition-regulation:34`).
    """

    ok: bool
    code: str
    figures: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    sources: tuple[str, ...] = ()

    def or_refuse(self) -> None:
        """
        Do nothing when the answer is yes.

        :raises Refusal: the answer is no; it carries the same code, figures and sources.
        """
        if not self.ok:
            raise Refusal(self.code, figures=self.figures, sources=self.sources)


class Refusal(Exception):
    """
    Say that a person cannot do this yet, in a way they can act on (HTTP 422).

    The sentence for `code` stands in the `messages.py` of the room that the code begins with.
    """

    def __init__(self, code: str, *, figures: Mapping[str, object] = NOTHING, sources: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures
        self.sources = sources


class NotVisible(Exception):
    """Say that a row does not exist for this actor (HTTP 404); whether it exists at all is not told."""
