"""A figure of a day: dates, floors of the law on both sides, open slots, part packs, labels, refs."""

import dataclasses
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.problems import PackBroken
from gongzhi.policy.queries import UnknownFigure, all_packs, open_slots, pack_named
from gongzhi.policy.tests.conftest import BASE, PLACE
from gongzhi.policy.values import Status, Unit, satisfies, text_of, value_from_text, value_of

NOW = dt.date(2026, 11, 24)


def figure(unit, *values, **more):
    lines = [f"title: {{zh: 题, en: T}}\nunit: {unit}\n", *(f"{k}: {v}\n" for k, v in more.items()), "values:\n"]
    return "".join([*lines, *(f"  - {{{value}, source: 'law:1'}}\n" for value in values)])


def test_a_value_counts_from_its_own_day(shelf):
    shelf(BASE)
    pack = pack_named("base")
    days = ("2009-12-31", "2010-01-01", "2025-12-31", "2026-01-01")
    on = [pack.figure("cases", "reply_days", dt.date.fromisoformat(day)) for day in days]
    assert [f.value for f in on] == [None, 60, 60, 30]
    assert on[3].since == dt.date(2026, 1, 1)
    assert on[3].source == "law:第三十五条"


def test_an_entry_with_an_end_is_over_on_that_day(shelf):
    trial = figure("days", "from: 2020-01-01, until: 2020-07-01, value: 5, status: law")
    shelf(BASE, {"base/params/cases/trial_days.yaml": trial})
    pack = pack_named("base")
    assert pack.figure("cases", "trial_days", dt.date(2020, 6, 30)).value == 5
    assert pack.figure("cases", "trial_days", dt.date(2020, 7, 1)).is_open


def test_a_place_goes_beyond_the_law_only_in_the_direction_allowed(shelf):
    shelf(BASE, PLACE)
    pack = pack_named("place")
    assert pack.figure("cases", "reply_days", dt.date(2014, 12, 31)).value == 60
    stricter = pack.figure("cases", "reply_days", dt.date(2025, 12, 31))
    assert (stricter.value, stricter.status, stricter.pack_id) == (45, Status.STATED, "place")
    floor = pack.figure("cases", "reply_days", dt.date(2026, 1, 1))
    assert (floor.value, floor.status, floor.pack_id, floor.wording) == (30, Status.LAW, "base", 45)


def test_a_law_that_comes_later_governs_from_its_day_and_the_wording_is_kept(shelf):
    shelf(BASE, PLACE)
    pack = pack_named("place")
    assert pack.figure("cases", "posting_days", dt.date(2025, 12, 31)).value == 7
    later = pack.figure("cases", "posting_days", dt.date(2026, 1, 1))
    assert (later.value, later.wording) == (15, 7)


@pytest.mark.parametrize(
    ("override", "value", "limit", "answer"),
    [
        ("any", 1, 15, True),
        ("none", 15, 15, True),
        ("none", 16, 15, False),
        ("higher", 15, 15, True),
        ("higher", 14, 15, False),
        ("higher", 16, 15, True),
        ("lower", 15, 15, True),
        ("lower", 16, 15, False),
        ("lower", 14, 15, True),
        ("higher", Fraction(2, 3), Fraction(1, 2), True),
        ("higher", Fraction(1, 3), Fraction(1, 2), False),
        ("higher", dt.date(2026, 1, 2), dt.date(2026, 1, 1), True),
        ("lower", dt.date(2026, 1, 2), dt.date(2026, 1, 1), False),
        ("higher", "甲", "乙", False),
    ],
)
def test_both_sides_of_a_floor(override, value, limit, answer):
    from gongzhi.policy.values import Override

    assert satisfies(value, limit, Override(override)) is answer


@pytest.mark.parametrize(
    ("unit", "raw", "value"),
    [
        ("days", 15, 15),
        ("percent", Decimal("12.5"), Decimal("12.5")),
        ("share", "2/3", Fraction(2, 3)),
        ("flag", True, True),
        ("date", NOW, NOW),
        ("choice", "joint", "joint"),
        ("day_of_month", 31, 31),
    ],
)
def test_a_value_has_the_type_of_its_unit_and_survives_as_text(unit, raw, value):
    assert value_of(raw, Unit(unit)) == value
    assert value_from_text(text_of(value), Unit(unit)) == value


@pytest.mark.parametrize(
    ("unit", "raw"),
    [
        ("days", True),
        ("days", Decimal("1.5")),
        ("days", -1),
        ("share", "1/0"),
        ("share", 0),
        ("flag", "yes"),
        ("day_of_month", 32),
        ("text", ""),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_a_fault(unit, raw):
    with pytest.raises(ValueError):
        value_of(raw, Unit(unit))


@pytest.mark.parametrize("status", ["guess", "undecided", "contradictory", "superseded"])
def test_what_the_documents_leave_unsettled_stays_open_and_is_shown_as_wording(shelf, status):
    unsettled = figure("day_of_month", f"from: 2020-01-01, value: 4, status: {status}")
    shelf(BASE, {"base/params/cases/talk_day.yaml": unsettled})
    found = pack_named("base").figure("cases", "talk_day", NOW)
    assert (found.is_open, found.wording, found.status) == (True, 4, Status(status))


def test_typed_figures_hold_none_for_an_open_clock_and_zero_for_an_open_limit_of_money(shelf):
    @dataclasses.dataclass(frozen=True)
    class Figures:
        reply_days: int | None
        accept_days: int | None
        big_sum: int | None

    shelf(BASE, {"base/params/cases/big_sum.yaml": figure("yuan_limit", "from: 2010-01-01, status: to_be_set")})
    pack = pack_named("base")
    assert pack.figures(Figures, "cases", NOW) == Figures(reply_days=30, accept_days=None, big_sum=0)
    assert pack.figure("cases", "big_sum", NOW).is_open
    assert [f.name for f in open_slots(pack, NOW)] == ["accept_days", "big_sum"]


def test_a_step_that_needs_an_open_figure_is_refused_with_the_slot(shelf):
    shelf(BASE)
    with pytest.raises(Refusal) as refused:
        pack_named("base").needed("cases", "accept_days", NOW)
    assert refused.value.code == "policy.slot_open"
    assert refused.value.figures["slot"] == "base#cases.accept_days"
    assert pack_named("base").needed("cases", "reply_days", NOW) == 30


def test_a_part_pack_stands_on_the_whole_and_the_whole_on_the_law(shelf):
    part = {
        "place/town/pack.yaml": "id: place/town\ntitle: {zh: 某镇}\n",
        "place/town/params/cases/reply_days.yaml": figure("days", "from: 2020-01-01, value: 10, status: law"),
    }
    shelf(BASE, PLACE, part)
    pack = pack_named("place/town")
    assert [folder.id for folder in pack.chain] == ["place/town", "place", "base"]
    assert pack.figure("cases", "reply_days", NOW).value == 10
    assert pack.figure("cases", "posting_days", dt.date(2025, 1, 1)).value == 7
    assert pack_named("place").figure("cases", "reply_days", dt.date(2025, 1, 1)).value == 45
    assert [p.id for p in all_packs()] == ["base", "place", "place/town"]


def test_words_fall_back_along_the_chain_then_to_chinese_then_to_the_key(shelf):
    shelf(BASE, PLACE)
    pack = pack_named("place")
    assert pack.label("states", "filed", "zh-hans") == "下单"
    assert pack.label("states", "filed", "en") == "Ordered"
    assert pack.label("states", "done", "en") == "已办结"
    assert pack.label("states", "gone", "en") == "gone"
    assert pack.source_text("doc:二", "en") == "Plan 二"
    assert pack.source_text("law:第一条", "zh-hans") == "《某法》 第一条"


def test_a_list_of_a_place_replaces_or_adds(shelf):
    more = "title: {zh: 事项}\nsource: 'doc:四'\nis_open: true\nadds: %s\nitems: [{key: lamp, zh: 路灯}]\n"
    shelf(BASE, PLACE, {"place/lists/cases/kinds.yaml": more % "true"})
    found = pack_named("place").list("cases", "kinds")
    assert [item.key for item in found.items] == ["road", "lamp"]
    assert found.item("road").data["desk"] == "town_desk"
    assert [item.label("en") for item in found.items] == ["Road", "路灯"]


def test_a_list_of_a_place_that_does_not_add_stands_alone(shelf):
    alone = "title: {zh: 事项}\nsource: 'doc:四'\nis_open: true\nitems: [{key: lamp, zh: 路灯}]\n"
    shelf(BASE, PLACE, {"place/lists/cases/kinds.yaml": alone})
    assert [item.key for item in pack_named("place").list("cases", "kinds").items] == ["lamp"]


def test_a_procedure_is_the_nearest_in_force(shelf):
    body = "id: flow\nfrom: %s\nsteps: []\n"
    shelf(
        BASE,
        PLACE,
        {"base/procedures/flow.yaml": body % "2010-01-01", "place/procedures/flow.yaml": body % "2020-01-01"},
    )
    pack = pack_named("place")
    old, new = pack.procedure("flow", dt.date(2019, 12, 31)), pack.procedure("flow", dt.date(2020, 1, 1))
    assert (old.body["from"], new.body["from"]) == (dt.date(2010, 1, 1), dt.date(2020, 1, 1))
    assert old.sha != new.sha
    assert new.pack_ref == pack.ref
    with pytest.raises(UnknownFigure):
        pack.procedure("flow", dt.date(2009, 12, 31))


def test_the_ref_names_the_contents_of_the_pack_and_of_all_it_extends(shelf):
    from gongzhi.policy.queries import _read

    folder = shelf(BASE, PLACE)
    base, place = pack_named("base").ref, pack_named("place").ref
    assert base.startswith("base@")
    assert len(base.partition("@")[2]) == 12
    shelf({"place/labels.yaml": "states:\n  filed: {zh: 接单}\n"})
    _read.cache_clear()
    assert pack_named("base").ref == base
    assert pack_named("place").ref != place
    second = pack_named("place").ref
    (folder / "base/labels.yaml").unlink()
    _read.cache_clear()
    assert pack_named("base").ref != base
    assert pack_named("place").ref != second


def test_packs_are_read_once_and_read_again_only_in_debug(shelf, settings):
    folder = shelf(BASE, PLACE)
    first = pack_named("place")
    (folder / "place/labels.yaml").write_text("states:\n  filed: {zh: 新词}\n", encoding="utf-8")
    assert pack_named("place") is first
    settings.DEBUG = True
    assert pack_named("place").label("states", "filed", "zh-hans") == "新词"


def test_a_broken_place_breaks_no_other(shelf):
    shelf(BASE, PLACE, {"other/pack.yaml": "id: other\ntitel: {zh: 别县}\n"})
    assert pack_named("place").id == "place"
    with pytest.raises(PackBroken, match=r"other/pack.yaml:2: titel: this key is not known here"):
        pack_named("other")
