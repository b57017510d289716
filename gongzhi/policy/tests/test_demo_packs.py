"""What a demonstration needs lies apart, and says so; the packs of the places hold what documents and the law say."""

import datetime as dt

import pytest

from gongzhi.policy.queries import library, pack_named
from gongzhi.policy.values import Status

TODAY = dt.date(2026, 11, 24)
DEMOS = ("huadu", "panzhihua-west", "tianjin", "chunwan", "yangjiang", "dalian", "fucheng")
CLOCKS = ("accept_time", "assign_time", "handle_time", "reply_time", "rate_time", "callback_time", "ruling_time")


@pytest.mark.parametrize("place", DEMOS)
def test_every_value_of_a_demo_pack_says_that_it_is_one(place):
    folder = library().folders[f"demo-{place}"]
    assert "演示用" in folder.manifest.title.zh
    for figure in folder.figures.values():
        assert "演示用" in figure.title.zh
        assert {entry.status for entry in figure.values} == {Status.DEMO}


def test_no_pack_of_a_place_or_of_the_law_holds_a_demo_value():
    own = [folder for key, folder in library().folders.items() if not key.startswith("demo-")]
    statuses = {entry.status for folder in own for figure in folder.figures.values() for entry in figure.values}
    assert Status.DEMO not in statuses | {fact.status for folder in own for fact in folder.manifest.facts}


def test_demo_places_differ_and_count_working_days_or_calendar_days():
    found = {}
    for place in DEMOS:
        pack = pack_named(f"demo-{place}")
        found[place] = tuple((f.value, f.unit) for f in (pack.figure("cases", name, TODAY) for name in CLOCKS))
    assert len(set(found.values())) == len(DEMOS)
    assert {unit for clocks in found.values() for _, unit in clocks} >= {"working_days", "days"}


def test_a_demo_pack_keeps_the_words_and_procedures_of_its_place():
    assert "delegate_proposal" in pack_named("demo-huadu").procedures()
    assert pack_named("demo-chunwan").chain[1].id == "yangjiang/chunwan"
