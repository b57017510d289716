"""What becomes of a request, as far as people decide it."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import TypeVar

from gongzhi.procedures.definitions import END, Definition, Step

# By deed, how it ends each time it is done; where nothing is said it ends as the step's first outcome says.
Key = TypeVar("Key", bound=str)
Course = Mapping[str, tuple[str, ...]]

REOPEN = "reopen"  # no deed of a procedure: the resident asks for a closed request to be done again

# Of a hundred requests; what is left over takes the plain way.
RATINGS = {"solved": 78, "partly": 8, "unsolved": 6, "silent": 8}
RATINGS_TURNED = {"solved": 30, "partly": 22, "unsolved": 28, "silent": 20}
RETURNED, UPHELD, REOPENED = 0.07, 0.6, 0.06


def drawn(random: Random, shares: Mapping[Key, int]) -> Key:
    """Return a key, as often as its share says."""
    return random.choices(tuple(shares), weights=tuple(shares.values()))[0]


MISPLACED = "misplaced"  # a request that is not the place's to decide
# What happens at least once in every county, with the matter it happens to ("" for any) and its course.
TURNS: Mapping[str, tuple[str, Course]] = {
    MISPLACED: ("", {}),
    "reopened": ("street_light", {"rate": ("solved", "solved"), REOPEN: ("again",)}),
    "silent": ("", {"rate": ("silent",)}),
    "returned": ("street_light", {"handle": ("return", "done"), "rule": ("upheld",)}),
    "kept": ("street_light", {"handle": ("return", "done"), "rule": ("rejected",)}),
    "explained": ("allowance", {"rate": ("unsolved",), "call_back": ("explained",)}),
    "again": ("garbage", {"rate": ("unsolved", "solved"), "call_back": ("again",)}),
}


def course_of(turn: str, finding: str) -> Course:
    """Return the course of something that happens at least once."""
    return {**TURNS[turn][1], "reply": (finding,) * 3}


def draw_course(random: Random, finding: str) -> Course:
    """Return what becomes of a request whose demand is found to be so."""
    is_turned = finding != "supported"
    rating = drawn(random, RATINGS_TURNED if is_turned else RATINGS)
    return {
        "rule": ("upheld" if random.random() < UPHELD else "rejected",),
        "reply": (finding,) * 3,
        "rate": (rating, drawn(random, {"solved": 70, "partly": 15, "silent": 15})),
        "call_back": ("explained" if is_turned else "again",),
        REOPEN: ("again",) if rating == "solved" and not is_turned and random.random() < REOPENED else (),
    }


def course_to(key: str) -> Course:
    """Return a course on which a request comes to wait at a step."""
    known: dict[str, Course] = {"ruling": {"handle": ("return", "done")}, "call_back": {"rate": ("unsolved",)}}
    return known.get(key, {})


def outcome_of(step: Step, course: Course, before: int) -> str:
    """Return how a step ends that was done so often before."""
    wanted = course.get(step.deed, ())[before : before + 1]
    return wanted[0] if wanted and step.outcome(wanted[0]) else step.outcomes[0].key


def steps_on(definition: Definition, course: Course) -> tuple[str, ...]:
    """Return the keys of the steps that a request passes on its course, in order, up to its first end."""
    found, done = [definition.steps[0]], Counter[str]()
    while True:
        step = found[-1]
        ending = step.outcome(outcome_of(step, course, done[step.deed]))
        done[step.deed] += 1
        if ending is None or ending.to == END:
            return tuple(step.key for step in found)
        found.append(definition.step(ending.to))
