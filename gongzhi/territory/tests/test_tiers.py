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
from gongzhi.territory.actions import RIGHTS, carry_out, create_area, end_area, plan_change
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.models import Area, Succession
from gongzhi.territory.rules import ChangeKind

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


def redraw(village, *grids, by=SYSTEM, on=ANEW, areas=None):
    """Draw the grids of a village anew; `areas` are the old ones if not all of them."""
    old = areas or [line.id for line in queries.areas_in(village.path, ANEW, "grid")]
    order = Order(ChangeKind.REDRAW, tuple(old), on, "网格调整方案〔2026〕3号", parts=grids)
    return carry_out(by=by, order=order, plan=plan_change(by=by, order=order, today=ANEW), now=NOW)


def coded(code):
    return (("grid", code),)


def test_grids_drawn_anew_are_a_new_version_in_which_every_building_has_its_place():
    """DL-018, DL-060: a new drawing of the grids; what hung on the old ones finds the new or is told there is none."""
    _, _, village, first, _ = place("dalian")
    second = draw(village, "grid", "第二片区", ("grid", "440114001001002"))
    two, three = draw(second, "building", "2栋", ("local", "B2")), draw(second, "building", "3栋")
    empty = draw(village, "grid", "第三片区")
    stays = draw(village, "grid", "第四片区")
    outcome = redraw(
        village,
        Wanted("东片区", coded("440114001001002"), (two.pk,), (first.pk, empty.pk)),
        Wanted("西片区", coded("440114001001003"), takes=(second.pk,)),
        Wanted("新片区"),
        areas=(first.pk, second.pk, empty.pk),
    )
    east, west, new = (queries.area_line(pk, ANEW) for pk in outcome.opened[:3])
    before, after = ([line.name for line in queries.areas_in(village.path, on, "grid")] for on in (DAY, ANEW))
    assert set(before) == {"第一片区", "第二片区", "第三片区", "第四片区"}
    assert set(after) == {"东片区", "西片区", "新片区", "第四片区"}
    assert queries.area_line(stays.pk, ANEW).name == "第四片区"
    assert [line.name for line in queries.areas_in(east.path, ANEW, "building")] == ["1栋", "2栋"]
    assert [line.name for line in queries.areas_in(west.path, ANEW, "building")] == ["3栋"]
    assert queries.successors_of([first.pk, second.pk, empty.pk], ANEW) == {
        first.pk: (east.id,),
        second.pk: (east.id, west.id),
        empty.pk: (east.id,),
    }
    assert queries.children_of(new.id, ANEW) == ()
    (new_two,) = queries.successors_of([two.pk], ANEW)[two.pk]
    assert queries.area_by_code(code="B2", system="local", on=ANEW).id == new_two
    assert queries.area_by_code(code="B2", system="local", on=DAY).id == two.pk
    assert queries.descendant_counts(village.path, ANEW)["building"] == 3
    assert queries.successors_of([three.pk], ANEW)


def test_a_drawing_that_forgets_or_doubles_an_old_grid_or_takes_from_elsewhere_is_refused():
    _, town, village, grid, one = place("dalian")
    second = draw(village, "grid", "第二片区")
    other = draw(town, "village", "他村", ("nbs", "440114001009"))
    strange = draw(draw(other, "grid", "他网格"), "building", "9栋")
    for parts in (
        (Wanted("新片区", takes=(grid.pk,)),),
        (Wanted("甲片区", takes=(grid.pk, second.pk)), Wanted("乙片区", takes=(grid.pk,))),
        (Wanted("甲片区", takes=(grid.pk, second.pk, strange.parent_id)),),
    ):
        refused("territory.grids_not_placed", redraw, village, *parts)
    both = (grid.pk, second.pk)
    refused(
        "territory.placed_twice", redraw, village, Wanted("甲", children=(one.pk,), takes=both),
        Wanted("乙", children=(one.pk,)),
    )  # fmt: skip
    for strangers in ({"children": (strange.pk,)}, {"homes": ((other.pk, "三组"),)}):
        refused("territory.placed_from_elsewhere", redraw, village, Wanted("甲", takes=both, **strangers))
    refused("territory.code_unfit", redraw, village, Wanted("新片区", coded("123"), takes=both))
    refused(
        "territory.grid_code_of_another_village",
        redraw,
        village,
        Wanted("新片区", coded("440114001009001"), takes=both),
    )
    refused("territory.name_taken", redraw, village, Wanted("新片区", takes=both), Wanted("新片区"))
    refused("territory.name_taken", redraw, village, Wanted("第二片区", takes=(grid.pk,)), areas=(grid.pk,))
    refused("territory.not_open", redraw, village, Wanted("新片区", takes=both), on=DAY)
    mixed = (grid.pk, strange.parent_id)
    refused("territory.change_of_levels", redraw, village, Wanted("新片区", takes=mixed), areas=mixed)
    refused("territory.change_of_levels", redraw, village, Wanted("新片区", takes=(one.pk,)), areas=(one.pk,))
    assert not Succession.objects.exists()
    assert queries.descendant_counts(village.path, ANEW)["grid"] == 2


def test_a_building_drawn_after_the_change_was_planned_holds_the_change_up():
    _, _, _, grid, _ = place("dalian")
    order = Order(ChangeKind.REDRAW, (grid.pk,), ANEW, "网格调整方案", parts=(Wanted("新片区", takes=(grid.pk,)),))
    plan = plan_change(by=SYSTEM, order=order, today=ANEW)
    draw(grid, "building", "2栋")
    before = Area.objects.filter(to_on=None).count()
    with pytest.raises(Refusal, match=r"territory\.changed_meanwhile"), transaction.atomic():
        carry_out(by=SYSTEM, order=order, plan=plan, now=NOW)
    assert Area.objects.filter(to_on=None).count() == before


def test_only_who_may_draw_rename_and_end_there_redraws():
    _, _, village, grid, _ = place("dalian")
    for left in RIGHTS:
        grants = tuple(Grant(each, village.path, Reach.SUBTREE) for each in RIGHTS if each != left)
        by = Actor(name="某人", account_id=1, grants=grants)
        with pytest.raises(NotVisible):
            redraw(village, Wanted("新片区", takes=(grid.pk,)), by=by)
    assert not Succession.objects.exists()
