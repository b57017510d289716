"""`gongzhi check_packs`: everything wrong in one run, each with file, line, key and mend."""

import io
import textwrap

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pydantic import BaseModel, ConfigDict

from gongzhi.config import pack_checks, pack_examples
from gongzhi.kernel.verdicts import Verdict


class KindShape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    desk: str
    procedure: str = "flow"
    receivers: tuple[str, ...] = ()
    is_urgent: bool = False


def may_reply(*, days: int, reply_days: int = 30) -> Verdict:
    return Verdict(days <= reply_days, "cases.in_time" if days <= reply_days else "cases.late", {"days": days})


OFFERED = {
    ("cases", "params", "READS"): ("reply_days", "accept_days"),
    ("cases", "lists", "SHAPES"): {"kinds": KindShape},
}
GOOD = {
    "base/pack.yaml": "id: base\ntitle: {zh: 法律, en: Law}\n",
    "base/sources.yaml": """
        law: {title: {zh: 《某法》}, kind: law}
        demo: {title: {zh: 演示用}, kind: demo}
        doc: {title: {zh: 某方案}, kind: document}
    """,
    "base/labels.yaml": "states:\n  filed: {zh: 已提交}\n",
    "base/params/cases/reply_days.yaml": """
        title: {zh: 答复期限}
        unit: days
        override: lower
        values:
          - {from: 2010-01-01, value: 60, status: law, source: "law:第三十四条"}
          - {from: 2026-01-01, value: 30, status: law, source: "law:第三十五条"}
    """,
    "base/params/cases/accept_days.yaml": """
        title: {zh: 受理期限}
        unit: working_days
        fill_by: [town_desk]
        values: [{from: 2010-01-01, status: to_be_set, source: "law:第二条"}]
    """,
    "base/lists/accounts/grants.yaml": """
        title: {zh: 岗位}
        source: "law:第一条"
        is_open: true
        items: [{key: town_desk, zh: 镇街专席, grants: []}]
    """,
    "base/lists/cases/kinds.yaml": """
        title: {zh: 事项}
        source: "law:第一条"
        is_open: false
        items: [{key: road, zh: 道路, desk: town_desk}]
    """,
    "base/procedures/flow.yaml": """
        id: flow
        title: {zh: 办理}
        room: cases
        source: "law:第一条"
        steps:
          - {key: file, kind: submit, deed: file_case, label: {zh: 提交}, state: {zh: 待提交}, by: [applicant],
             outcomes: [{key: filed, to: read}]}
          - {key: read, kind: act, deed: accept_case, label: {zh: 受理}, state: {zh: 待受理}, by: [town_desk],
             clock: accept_days, outcomes: [{key: accepted, to: end}]}
    """,
    "base/cases/cases/may_reply.yaml": """
        examples:
          - {name: 当日, on: 2026-01-05, given: {days: 30}, expect: {ok: true, code: cases.in_time}}
          - {name: 次日, on: 2026-01-05, given: {days: 31}, expect: false}
    """,
    "place/pack.yaml": "id: place\ntitle: {zh: 某县}\n",
}


@pytest.fixture(autouse=True)
def _rooms(monkeypatch):
    """Let the room `cases` read two figures and one list, and offer one rule."""
    monkeypatch.setattr(pack_checks, "_offered", lambda *asked: OFFERED.get(asked))
    monkeypatch.setattr(pack_examples, "rule_named", lambda room, name: {"may_reply": may_reply}.get(name))


@pytest.fixture
def check(tmp_path):
    """Return a function that writes packs over the good ones and returns what check_packs prints, and its end."""

    def run(files, folder=""):
        for name, text in (GOOD | files).items():
            path = tmp_path / "shelf" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        out = io.StringIO()
        try:
            call_command("check_packs", str(tmp_path / "shelf" / folder), stdout=out)
        except CommandError as error:
            return out.getvalue(), error.returncode
        return out.getvalue(), 0

    return run


def test_good_packs_end_with_a_summary(check):
    assert check({}) == ("Nothing is wrong: 2 packs, 2 figures, 2 lists, 1 procedures, 2 open slots.\n", 0)


def figure(*entries, unit="days", more=""):
    values = "".join(f"  - {{{entry}}}\n" for entry in entries)
    return f"title: {{zh: 期限}}\nunit: {unit}\n{more}values:\n{values}"


def listed(item, more=""):
    return f"title: {{zh: 事项}}\nsource: 'law:1'\nis_open: true\n{more}items:\n  - {{{item}}}\n"


def example(given, expect):
    return f"examples:\n  - {{name: 例, on: 2026-01-05, given: {{{given}}}, expect: {expect}}}\n"


def flow(first, second, last="end", clock="accept_days"):
    step = "  - {{key: {0}, kind: act, deed: d, label: {{zh: 办}}, state: {{zh: 待办}}, by: [{1}], {2}"
    step += "outcomes: [{{key: o, to: {3}}}]}}\n"
    steps = step.format("a", first, "", "b") + step.format("b", second, f"clock: {clock}, ", last)
    return f"id: own\ntitle: {{zh: 办理}}\nroom: cases\nsource: 'law:1'\nsteps:\n{steps}"


FACT = "{key: a, title: {zh: 甲}, value: 1, status: stated, source: 'x:1', row: HD-001}"
REPLY = "place/params/cases/reply_days.yaml"
FAULTS = {
    "a shape": ({REPLY: "title: {zh: 期限}\nunit: dayz\nvalues: []\n"}, f"{REPLY}:2: unit:", "correct the value"),
    "a folder that is no pack of its name": (
        {"place/pack.yaml": "id: plaza\ntitle: {zh: 某}\n"},
        "place/pack.yaml:1: id:",
        "id: place",
    ),
    "a missing parent": (
        {"place/pack.yaml": "id: place\ntitle: {zh: 某}\nextends: nowhere\n"},
        "place/pack.yaml:3: extends: there is no pack nowhere",
        "use one of base, place",
    ),
    "an unknown source of a figure": (
        {REPLY: figure('from: 2026-01-01, value: 20, status: stated, source: "dok:三"')},
        f"{REPLY}:4: values.0.source: no source is called dok",
        "use doc",
    ),
    "an unknown source of a fact": (
        {"place/pack.yaml": f"id: place\ntitle: {{zh: 某}}\nfacts:\n  - {FACT}\n"},
        "place/pack.yaml:4: facts.0.source: no source is called x",
        "use one of demo, doc, law",
    ),
    "an unknown source inside a procedure": (
        {"place/procedures/own.yaml": "id: own\nsteps:\n  - key: a\n    source: 'low:1'\n"},
        "place/procedures/own.yaml:4: steps.0.source: no source is called low",
        "use law",
    ),
    "a value of the law from a document": (
        {REPLY: figure('from: 2026-01-01, value: 20, status: law, source: "doc:三"')},
        f"{REPLY}:4: values.0.source: the status is `law`, but doc is a document",
        "change the status",
    ),
    "a demonstration passed off as a document": (
        {REPLY: figure('from: 2026-01-01, value: 20, status: stated, source: "demo:三"')},
        f"{REPLY}:4: values.0.source: demo was made for the demonstration",
        "status: demo",
    ),
    "a place below a floor": (
        {REPLY: figure('from: 2015-01-01, value: 45, status: stated, source: "doc:三"')},
        f"{REPLY}:4: values.0.value: 45 breaks the limit 30 (law:第三十五条) in force on 2026-01-01",
        "`status: superseded` in an entry from 2026-01-01 on",
    ),
    "another unit than the floor": (
        {REPLY: figure('from: 2026-01-01, value: 20, status: stated, source: "doc:三"', unit="working_days")},
        f"{REPLY}:2: unit: base counts this in days",
        "write `unit: days`",
    ),
    "a direction without an order": (
        {
            REPLY: figure(
                'from: 2026-01-01, value: x, status: stated, source: "doc:三"', unit="text", more="override: higher\n"
            )
        },
        f"{REPLY}:3: override: text has no higher and lower",
        "override: any",
    ),
    "a slot nobody may fill": (
        {REPLY: figure('from: 2026-01-01, status: to_be_set, source: "doc:三"')},
        f"{REPLY}:1: this slot is open, and nobody may fill it",
        "add `fill_by`",
    ),
    "an unknown post": (
        {REPLY: figure('from: 2026-01-01, status: to_be_set, source: "doc:三"', more="fill_by: [town_dusk]\n")},
        f"{REPLY}:3: fill_by.0: no post is called town_dusk",
        "use town_desk",
    ),
    "a figure no rule reads": (
        {"place/params/cases/repli_days.yaml": figure('from: 2026-01-01, value: 3, status: stated, source: "doc:三"')},
        "place/params/cases/repli_days.yaml:1: no rule of cases reads this figure",
        "state it as a fact in pack.yaml, delete the file, or use reply_days",
    ),
    "a figure of no room": (
        {"place/params/casses/x.yaml": figure('from: 2026-01-01, value: 3, status: stated, source: "doc:三"')},
        "place/params/casses/x.yaml:1: there is no room casses",
        "use cases",
    ),
    "a closed list extended": (
        {"place/lists/cases/kinds.yaml": listed("key: lamp, zh: 路灯, desk: a", more="adds: true\n")},
        "place/lists/cases/kinds.yaml:6: items.0.key: base keeps this list closed, without lamp",
        "is_open: true",
    ),
    "an addition to nothing": (
        {"place/lists/accounts/other.yaml": listed("key: lamp, zh: 路灯", more="adds: true\n")},
        "place/lists/accounts/other.yaml:4: adds: this list adds to a list that no pack above has",
        "remove `adds`",
    ),
    "an unknown key of an item": (
        {"base/lists/cases/kinds.yaml": listed("key: road, zh: 道路, desk: a, is_urgnt: true")},
        "base/lists/cases/kinds.yaml:5: items.0.is_urgnt: this key is not known here",
        "use is_urgent",
    ),
    "an item for a procedure that is not there": (
        {"base/lists/cases/kinds.yaml": listed("key: road, zh: 道路, desk: a, procedure: flaw")},
        "base/lists/cases/kinds.yaml:5: items.0.procedure: there is no procedure flaw",
        "use flow",
    ),
    "an item for a post that is not there": (
        {"base/lists/cases/kinds.yaml": listed("key: road, zh: 道路, desk: a, receivers: [town_dusk]")},
        "base/lists/cases/kinds.yaml:5: items.0.receivers: there is no kind of post town_dusk",
        "use town_desk",
    ),
    "a list no room reads": (
        {"place/lists/cases/kindz.yaml": listed("key: road, zh: 道路")},
        "place/lists/cases/kindz.yaml:1: cases reads no list kindz",
        "use kinds",
    ),
    "a word for nothing": (
        {"place/labels.yaml": "states:\n  filled: {zh: 下单}\n"},
        "place/labels.yaml:2: states.filled: no states is called filled",
        "use filed",
    ),
    "an actor nobody knows": (
        {"place/procedures/own.yaml": flow("town_desk", "ghost")},
        "place/procedures/own.yaml:7: steps.1.by: nobody is called ghost",
        "use a post kind",
    ),
    "a dead end": (
        {"place/procedures/own.yaml": flow("town_desk", "town_desk", last="b")},
        "place/procedures/own.yaml:6: steps.0: from the step a nothing leads to the end",
        "give it an outcome",
    ),
    "a clock that is no figure": (
        {"place/procedures/own.yaml": flow("town_desk", "town_desk", clock="acept_days")},
        "place/procedures/own.yaml:7: steps.1.clock: cases has no figure acept_days",
        "use accept_days",
    ),
    "a procedure that ends before it begins": (
        {
            "place/procedures/own.yaml": flow("town_desk", "town_desk").replace(
                "title", "from: 2026-01-02\nuntil: 2026-01-01\ntitle"
            )
        },
        "place/procedures/own.yaml:3: until: the procedure ends before it begins",
        "later day",
    ),
    "an example of no rule": (
        {"place/cases/cases/may_rply.yaml": example("", "true")},
        "place/cases/cases/may_rply.yaml:1: rule: cases has no rule may_rply",
        "gongzhi/cases/rules.py",
    ),
    "an example that does not hold": (
        {"base/cases/cases/may_reply.yaml": example("days: 31", "true")},
        "base/cases/cases/may_reply.yaml:2: examples.0: 例: the rule answers",
        "correct the example or the figure",
    ),
    "an example that does not fit its rule": (
        {"base/cases/cases/may_reply.yaml": example("dayz: 31", "true")},
        "examples.0: 例: what is given does not fit the rule (the rule takes no dayz)",
        "correct `given`",
    ),
    "no YAML at all": ({REPLY: "a: [1\n"}, f"{REPLY}:2: this is not YAML", "check indentation"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_each_kind_of_fault_is_named_with_file_line_key_and_mend(check, kind):
    files, place, mend = FAULTS[kind]
    printed, end = check(files)
    assert end == 1
    lines = [line for line in printed.splitlines() if place in line]
    assert len(lines) == 1, printed
    assert mend in lines[0].partition("Mend: ")[2]


def test_a_figure_that_a_rule_reads_stands_in_base(check, monkeypatch):
    more = OFFERED | {("cases", "params", "READS"): ("reply_days", "accept_days", "visits")}
    monkeypatch.setattr(pack_checks, "_offered", lambda *asked: more.get(asked))
    printed, end = check({})
    assert (end, printed.count("\n")) == (1, 1)
    assert "base/params/cases/visits.yaml: a rule of cases reads this figure" in printed


def test_everything_is_told_in_one_run_each_once(check):
    files = FAULTS["a shape"][0] | FAULTS["a word for nothing"][0] | FAULTS["a figure no rule reads"][0]
    printed, _ = check(files | FAULTS["an unknown key of an item"][0])
    lines = printed.splitlines()
    assert len(lines) == len(set(lines))
    assert [line.partition(":")[0].partition("shelf/")[2] for line in lines] == [
        "base/lists/cases/kinds.yaml",
        "place/labels.yaml",
        "place/params/cases/repli_days.yaml",
        "place/params/cases/reply_days.yaml",
        "place/params/cases/reply_days.yaml",
    ]


def test_one_pack_alone_is_checked_against_those_it_extends(check):
    broken = FAULTS["an unknown key of an item"][0]
    assert check(broken, folder="place")[1] == 0
    assert check(broken, folder="base")[1] == 1


def test_a_superseded_value_below_a_floor_is_fine(check):
    entries = (
        'from: 2015-01-01, value: 45, status: stated, source: "doc:三"',
        'from: 2026-01-01, value: 45, status: superseded, source: "doc:三"',
    )
    assert check({REPLY: figure(*entries)})[1] == 0


def test_a_folder_without_packs_is_said(tmp_path):
    with pytest.raises(CommandError) as told:
        call_command("check_packs", str(tmp_path))
    assert told.value.returncode == 2
    assert "there is no pack here" in str(told.value)


def test_the_packs_of_this_installation_hold_together(monkeypatch):
    monkeypatch.undo()
    out = io.StringIO()
    try:
        call_command("check_packs", stdout=out)
    except CommandError:
        pytest.fail(out.getvalue())
    assert out.getvalue().startswith("Nothing is wrong: ")


def test_a_fault_that_a_place_repeats_is_told_once_at_the_pack_that_names_the_figure(check):
    visits = figure('from: 2026-01-01, value: 3, status: stated, source: "doc:三"')
    printed, _ = check({f"{pack}/params/cases/visits.yaml": visits for pack in ("base", "place")})
    assert [line.partition(":")[0] for line in printed.splitlines()] == ["shelf/base/params/cases/visits.yaml"]


def test_an_example_may_take_a_figure_of_the_pack_and_falls_with_it(check):
    example_file = "place/cases/cases/may_reply.yaml"
    files = {example_file: example("days: 20, reply_days: {figure: reply_days}", "true")}
    assert check(files)[1] == 0
    stricter = figure('from: 2026-01-01, value: 10, status: stated, source: "doc:三"')
    printed, end = check(files | {REPLY: stricter})
    assert (end, printed.count("\n")) == (1, 1)
    assert f"{example_file}:2: examples.0: 例: the rule answers" in printed
