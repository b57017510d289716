"""The steps and states of a posting in the words and colours of pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

STATES = ("planned", "there", "over")


@dataclass(frozen=True, slots=True)
class State:
    """Hold how a state is shown."""

    tone: str
    icon: str
    text: str


def state_words() -> dict[str, State]:
    """Return how each state of a posting is shown."""
    return {
        "planned": State("hold", "calendar", _("计划中")),
        "there": State("ok", "circle-check", _("在岗")),
        "over": State("flat", "flag", _("已结束")),
        "voided": State("flat", "minus", _("已作废")),
    }


def words() -> dict[str, str]:
    """Return what each step of a posting is called."""
    return {"received": _("对接"), "arrived": _("到岗"), "appointed": _("任职"), "handed_over": _("交接")}


def named(steps: Iterable[str]) -> list[str]:
    """Return what these steps are called."""
    return [words()[step] for step in steps]
