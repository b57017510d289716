"""Chains of tiers: each place's own, from its pack; and grids drawn anew."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from gongzhi.kernel.actors import Actor, Grant, Reach, system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.policy.actions import adopt_pack
from gongzhi.policy.queries import pack_named
from gongzhi.territory import queries, rules
from gongzhi.territory.actions import NewGrid, create_area, end_area, redraw_grids
from gongzhi.territory.models import Area, Succession

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)
ANEW = dt.date(2026, 9, 1)
SYSTEM = system_actor("test")


def draw(parent, level, name, *codes, on=DAY):
    parent_id = parent.pk if parent else None
    return create_area(by=SYSTEM, parent_id=parent_id, level=level, name=name, codes=codes, from_on=on, now=NOW)


def place(pack_id):
    """Return county, town, village, grid and building of a place that follows a pack."""
    county = draw(None, "county", "某区")
    if pack_id:
        adopt_pack(by=SYSTEM, path=county.path, pack_id=pack_id, from_on=DAY, to_on=None, decided_by="区委", now=NOW)
    town = draw(county, "town", "某街道")
    village = draw(town, "village", "某社区", ("nbs", "440114001001"))
    grid = draw(village, "grid", "第一片区")
    return county, town, village, grid, draw(grid, "building", "1栋")


def refused(code, call, *args, **kwargs):
    before = Area.objects.count(), Entry.objects.count()
    with pytest.raises(Refusal) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert (Area.objects.count(), Entry.objects.count()) == before, "a refusal changes nothing"
    return in_words(refusal.value)


def test_huadu_has_four_tiers_without_orphans_and_refuses_a_fifth():
    """HD-064: street, community, zone, building; each under exactly one of the tier above; no fifth."""
    county, town, village, grid, building = place("huadu")
    chain = [queries.area_line(area.parent_id, DAY).id for area in (building, grid, village)]
    assert chain == [grid.pk, village.pk, town.pk]
    said = refused("territory.no_such_tier", draw, building, "building", "1单元")
    assert "街道—社区—片区—楼栋" in said.sentence
    assert "4" in said.sentence
    refused("territory.no_such_tier", draw, grid, "grid", "微网格")
    for parent in (None, county, town, village):
        refused("territory.no_such_tier", draw, parent, "building", "2栋")
    orphan = {"level": "building", "path": "987654/", "order_key": "x", "from_on": DAY}
    with pytest.raises(DatabaseError), transaction.atomic():
        Area.objects.create(pk=987654, **orphan)
    refused("territory.has_areas_below", end_area, by=SYSTEM, area_id=grid.pk, on=ANEW, now=NOW)


def test_panzhihua_west_has_four_tiers_and_refuses_a_fifth():
    """PZ-002: town committee, community organisation, estate branch, building group."""
    _, town, village, grid, building = place("panzhihua-west")
    tiers = queries.tiers_of(pack_named("panzhihua-west"))
    assert [tier.level for tier in tiers] == ["town", "village", "grid", "building"]
    said = refused("territory.no_such_tier", draw, building, "building", "1单元")
    assert said.sources
    assert "攀枝花" in said.sentence
    refused("territory.no_such_tier", draw, town, "grid", "小区")
    refused("territory.no_such_tier", draw, village, "building", "2栋")
    assert draw(grid, "building", "2栋")


def test_dalian_has_five_tiers_in_order_and_no_courtyard_directly_under_a_town():
    """DL-017: five tiers, the fifth of households drawing no area; parent kind by level."""
    _, town, village, _, building = place("dalian")
    tiers = queries.tiers_of(pack_named("dalian"))
    assert [tier.key for tier in tiers] == ["town", "village", "grid", "courtyard", "household"]
    assert [tier.parent for tier in tiers] == ["", "town", "village", "grid", "courtyard"]
    for parent in (town, village, building):
        said = refused("territory.no_such_tier", draw, parent, "building", "甲楼院")
        assert "5" in said.sentence


def test_a_place_without_a_chain_of_its_own_follows_the_levels_of_the_law():
    _, town, village, grid, _ = place("")
    refused("territory.no_such_tier", draw, town, "grid", "第二网格")
    assert draw(village, "grid", "第二网格")
    assert draw(grid, "building", "2栋")


def test_a_chain_is_read_from_the_top_down_and_what_hangs_in_the_air_is_no_tier():
    tiers = [
        rules.Tier("b", "乙", "grid", "a"),
        rules.Tier("a", "甲", "village", ""),
        rules.Tier("x", "丙", "building", "y"),
    ]
    assert [tier.key for tier in rules.chain_of(tiers)] == ["a", "b"]
    assert rules.may_draw_tier(rules.Level.GRID, rules.Level.VILLAGE, tiers).ok
    assert not rules.may_draw_tier(rules.Level.BUILDING, rules.Level.GRID, tiers).ok
    assert not rules.may_draw_tier(rules.Level.GRID, None, tiers).ok


def redraw(village, *grids, by=SYSTEM, on=ANEW):
    return redraw_grids(by=by, village_id=village.pk, grids=grids, on=on, now=NOW)


def test_grids_drawn_anew_are_a_new_version_in_which_every_building_has_its_place():
    """DL-018, DL-060: a new drawing of the grids; what hung on the old ones finds the new or is told there is none."""
    _, _, village, first, one = place("dalian")
    second = draw(village, "grid", "第二片区", ("grid", "440114001001002"))
    two, three = draw(second, "building", "2栋", ("local", "B2")), draw(second, "building", "3栋")
    empty = draw(village, "grid", "第三片区")
    entries = Entry.objects.count()
    east, west = redraw(
        village,
        NewGrid("东片区", "440114001001002", (one.pk, two.pk)),
        NewGrid("西片区", "440114001001003", (three.pk,)),
    )
    assert Entry.objects.count() == entries + 1
    before, after = ([line.name for line in queries.areas_in(village.path, on, "grid")] for on in (DAY, ANEW))
    assert (before, after) == (["第二片区", "第一片区", "第三片区"], ["东片区", "西片区"])
    assert [line.name for line in queries.areas_in(east.path, ANEW, "building")] == ["1栋", "2栋"]
    assert queries.successors_of([first.pk, second.pk, empty.pk], ANEW) == {
        first.pk: (east.pk,),
        second.pk: (east.pk, west.pk),
    }
    assert queries.ended_of([first.pk, second.pk, empty.pk, east.pk], ANEW) == {first.pk, second.pk, empty.pk}
    (new_two,) = queries.successors_of([two.pk], ANEW)[two.pk]
    assert queries.area_by_code(code="B2", system="local", on=ANEW).id == new_two
    assert queries.area_by_code(code="B2", system="local", on=DAY).id == two.pk
    assert queries.descendant_counts(village.path, ANEW)["building"] == 3


def test_a_drawing_that_forgets_or_doubles_a_building_is_refused():
    _, _, village, grid, one = place("dalian")
    two = draw(grid, "building", "2栋")
    other = draw(draw(draw(None, "county", "他区"), "town", "他镇"), "village", "他村")
    strange = draw(draw(other, "grid", "他网格"), "building", "9栋")
    for placed in ((one.pk,), (one.pk, two.pk, two.pk), (one.pk, two.pk, strange.pk), ()):
        refused("territory.buildings_not_placed", redraw, village, NewGrid("新片区", "", placed))
    refused("territory.code_unfit", redraw, village, NewGrid("新片区", "123", (one.pk, two.pk)))
    refused("territory.name_taken", redraw, village, NewGrid("新片区", "", (one.pk, two.pk)), NewGrid("新片区"))
    refused("territory.not_open", redraw, village, NewGrid("新片区", "", (one.pk, two.pk)), on=DAY)
    assert not Succession.objects.exists()
    assert queries.descendant_counts(village.path, ANEW)["grid"] == 1


def test_only_who_may_draw_and_end_there_redraws():
    _, _, village, _, one = place("dalian")
    for action in ("territory.create_area", "territory.end_area"):
        by = Actor(name="某人", account_id=1, grants=(Grant(action, village.path, Reach.SUBTREE),))
        with pytest.raises(NotVisible):
            redraw(village, NewGrid("新片区", "", (one.pk,)), by=by)
