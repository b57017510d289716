"""A procedure is data: what a pack writes is read whole, or refused with the place and the mend."""

import copy

import pytest

from gongzhi.procedures.definitions import problems_of, read_definition

ACTORS = frozenset({"village_clerk"})
BODY = {
    "id": "errand",
    "title": {"zh": "跑腿"},
    "room": "cases",
    "source": "platform:request",
    "rises_to": ["village_clerk"],
    "reopening": {"to": "handle", "times": 1},
    "steps": [
        {
            "key": "submit", "kind": "submit", "deed": "submit", "label": {"zh": "下单"}, "state": {"zh": "已下单"},
            "by": ["applicant"], "outcomes": [{"key": "done", "to": "handle"}],
        },
        {
            "key": "handle", "kind": "act", "deed": "handle", "label": {"zh": "跑单"}, "state": {"zh": "跑单中"},
            "by": ["village_clerk"], "outcomes": [{"key": "done", "to": "end"}],
        },
    ],
}  # fmt: skip


def no_parts(key):
    raise KeyError(key)


def found(change):
    body = copy.deepcopy(BODY)
    change(body)
    return problems_of(body, parts=no_parts, actors=ACTORS)


def test_a_whole_procedure_has_no_problems():
    assert found(lambda body: None) == []


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda b: b["steps"][1]["outcomes"][0].update(to="handle"), "steps.0", "nothing leads to the end"),
        (lambda b: b["steps"][0]["outcomes"][0].update(to="end"), "steps.1", None),
        (lambda b: b["steps"][0]["outcomes"][0].update(to="nowhere"), "steps.0.outcomes.0.to", "no step nowhere"),
        (lambda b: b["steps"][1].update(by=["mayor"]), "steps.1.by", "nobody is called mayor"),
        (lambda b: b["steps"][1].update(kind="magic"), "steps.1.kind", "docs/packs.md"),
        (lambda b: b["steps"][1].update(colour="red"), "steps.1.colour", "docs/packs.md"),
        (lambda b: b["steps"][1].update(key="submit"), "steps", "stands here twice"),
        (lambda b: b["steps"].append({"part": "closing"}), "steps", "no part closing"),
        (lambda b: b.update(rises_to=["mayor"]), "rises_to", "nobody is called mayor"),
        (lambda b: b["reopening"].update(to="nowhere"), "reopening.to", "no step nowhere"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change, place, words):
    problems = found(change)
    if words is None:
        assert problems == []  # a reopening leads to the second step, so it is reachable
        return
    assert any(key == place and words in text for key, text in problems)


def test_a_step_no_outcome_leads_to_is_named():
    def change(body):
        body.pop("reopening")
        body["steps"][0]["outcomes"][0]["to"] = "end"

    assert found(change)[0][1].startswith("no outcome leads to the step handle")


def test_a_part_stands_for_its_steps():
    whole = {**BODY, "steps": [BODY["steps"][0], {"part": "rest"}]}
    definition = read_definition(whole, parts=lambda key: {"steps": BODY["steps"][1:]})
    assert [step.key for step in definition.steps] == ["submit", "handle"]
