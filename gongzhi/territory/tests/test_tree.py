"""The area tree: who may stand under whom, kept by action and by the database itself."""

import datetime as dt
import itertools

import pytest
from django.db import DatabaseError, transaction

from gongzhi.kernel.actors import VISITOR, Actor, Grant, Reach, system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.territory import actions, queries, rules
from gongzhi.territory.models import Area, AreaCode, AreaName

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)
TODAY = dt.date(2026, 11, 25)
SYSTEM = system_actor("test")


def draw(parent, level, name, *codes, by=SYSTEM, from_on=DAY):
    parent_id = parent.pk if parent else None
    return actions.create_area(
        by=by, parent_id=parent_id, level=level, name=name, codes=codes, from_on=from_on, now=NOW
    )


@pytest.fixture
def huadu():
    """Return an area of each level by its level, from county down to building."""
    county = draw(None, "county", "花都区", ("nbs", "440114"))
    town = draw(county, "town", "花东镇", ("nbs", "440114109"))
    village = draw(town, "village", "石角村", ("nbs", "440114109201"))
    grid = draw(village, "grid", "第一网格", ("grid", "440114109201001"))
    building = draw(grid, "building", "1栋")
    return {"county": county, "town": town, "village": village, "grid": grid, "building": building}


def refused(code, call, *args, **kwargs):
    before = Area.objects.count(), AreaName.objects.count(), AreaCode.objects.count(), Entry.objects.count()
    with pytest.raises(Refusal) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert in_words(refusal.value).sentence
    assert before == (
        Area.objects.count(),
        AreaName.objects.count(),
        AreaCode.objects.count(),
        Entry.objects.count(),
    ), "a refusal changes nothing"


def test_an_area_has_a_path_a_name_and_codes_and_leaves_one_journal_entry(huadu):
    village = huadu["village"]
    assert village.path == f"{huadu['county'].pk}/{huadu['town'].pk}/{village.pk}/"
    assert queries.area_line(village.pk, TODAY) == queries.AreaLine(village.pk, village.path, "village", "石角村")
    entry = Entry.objects.get(subject_kind="territory.area", subject_id=village.pk)
    assert (entry.code, entry.area_path) == ("territory.area_created", village.path)


def test_every_pair_of_levels_is_allowed_or_refused_as_the_rule_says_and_the_database_agrees(huadu):
    city = draw(None, "city", "广州市")
    province = draw(None, "province", "广东省")
    parents = {**huadu, "city": city, "province": province}
    for level, parent in itertools.product(rules.LEVELS, parents.values()):
        if rules.may_stand_under(level, rules.Level(parent.level)).ok:
            draw(parent, level, f"{parent.level}{level}")
            continue
        drawn = level in rules.DRAWN
        refused("territory.no_such_tier" if drawn else "territory.wrong_parent", draw, parent, level, "某处")
        path = f"{parent.path}987654/"
        with pytest.raises(DatabaseError), transaction.atomic():
            Area.objects.create(pk=987654, parent=parent, level=level, path=path, order_key="x", from_on=DAY)


def test_the_database_keeps_level_and_path_when_they_are_changed(huadu):
    village = huadu["village"]
    for change in ({"level": "town"}, {"path": "1/2/"}, {"parent_id": huadu["grid"].pk}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Area.objects.filter(pk=village.pk).update(**change)


def test_the_topmost_areas_are_provinces_cities_or_counties(huadu):
    for level in ("town", "village"):
        refused("territory.wrong_parent", draw, None, level, "某处")
    for level in ("grid", "building"):
        refused("territory.no_such_tier", draw, None, level, "某处")


@pytest.mark.parametrize(
    "code", ["44011410920100", "4401141092010011", "44011410920100x", "４４０１１４１０９２０１００２"]
)
def test_a_grid_code_has_fifteen_digits_here_and_in_the_database(huadu, code):
    refused("territory.code_unfit", draw, huadu["village"], "grid", "第二网格", ("grid", code))
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaCode.objects.create(area=huadu["county"], system="grid", code=code, from_on=DAY)


def test_a_grid_stands_under_exactly_one_village(huadu):
    other = draw(huadu["town"], "village", "港头村", ("nbs", "440114109202"))
    refused("territory.grid_code_of_another_village", draw, other, "grid", "第二网格", ("grid", "440114109201002"))
    refused("territory.code_taken", draw, huadu["village"], "grid", "第二网格", ("grid", "440114109201001"))
    assert draw(huadu["village"], "grid", "第二网格", ("grid", "440114109201002")).parent_id == huadu["village"].pk


def test_grid_codes_are_for_grids_and_division_codes_for_the_levels_of_the_law(huadu):
    refused("territory.code_of_another_level", draw, huadu["grid"], "building", "2栋", ("nbs", "440114"))
    refused("territory.code_of_another_level", draw, huadu["town"], "village", "甲村", ("grid", "440114109203001"))
    refused("territory.two_codes_of_a_system", draw, huadu["town"], "village", "甲村", ("nbs", "1"), ("nbs", "2"))
    assert draw(huadu["grid"], "building", "2栋", ("local", "HD-2"))


def test_a_code_passes_to_another_area_when_the_first_has_ended(huadu):
    first = draw(huadu["town"], "village", "安苑里", ("nbs", "440114109299"))
    actions.end_area(by=SYSTEM, area_id=first.pk, on=dt.date(2026, 6, 1), now=NOW)
    second = draw(huadu["town"], "village", "冬奥村", ("nbs", "440114109299"), from_on=dt.date(2026, 6, 1))
    assert queries.area_by_code(code="440114109299", on=dt.date(2026, 5, 31)).id == first.pk
    assert queries.area_by_code(code="440114109299", on=dt.date(2026, 6, 1)).id == second.pk
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaCode.objects.create(area=first, system="nbs", code="440114109299", from_on=TODAY)


def test_a_renamed_area_keeps_its_old_name_for_the_days_before(huadu):
    village = huadu["village"]
    actions.rename_area(by=SYSTEM, area_id=village.pk, name="石角社区", from_on=dt.date(2026, 7, 1), now=NOW)
    assert queries.area_line(village.pk, dt.date(2026, 6, 30)).name == "石角村"
    assert queries.area_line(village.pk, dt.date(2026, 7, 1)).name == "石角社区"
    on_the_same_day = dt.date(2026, 7, 1)
    refused(
        "territory.renamed_that_day",
        actions.rename_area,
        by=SYSTEM, area_id=village.pk, name="石角", from_on=on_the_same_day, now=NOW,
    )  # fmt: skip


def test_siblings_have_different_names(huadu):
    refused("territory.name_taken", draw, huadu["town"], "village", "石角村")
    other = draw(huadu["town"], "village", "港头村")
    refused(
        "territory.name_taken",
        actions.rename_area,
        by=SYSTEM, area_id=other.pk, name="石角村", from_on=TODAY, now=NOW,
    )  # fmt: skip
    refused("territory.name_unfit", draw, huadu["town"], "village", "  ")


def test_an_area_ends_after_everything_below_it_and_is_named_in_old_records(huadu):
    village, grid, building = (huadu[level] for level in ("village", "grid", "building"))
    refused("territory.has_areas_below", actions.end_area, by=SYSTEM, area_id=village.pk, on=TODAY, now=NOW)
    for area in (building, grid, village):
        actions.end_area(by=SYSTEM, area_id=area.pk, on=TODAY, now=NOW)
    assert queries.area_line(village.pk, TODAY - dt.timedelta(days=1)).name == "石角村"
    with pytest.raises(NotVisible):
        queries.area_line(village.pk, TODAY)
    assert queries.lines_of([village.pk], TODAY)[village.pk].name == "石角村"
    refused("territory.not_open", actions.end_area, by=SYSTEM, area_id=village.pk, on=TODAY, now=NOW)
    refused("territory.parent_not_open", draw, village, "grid", "第三网格", from_on=TODAY)


def official(action, area):
    return Actor(name="某人", account_id=1, grants=(Grant(action, area.path, Reach.SUBTREE),))


def test_only_a_grant_over_the_parent_draws_renames_and_ends(huadu):
    town, village = huadu["town"], huadu["village"]
    other = draw(None, "county", "从化区")
    for by in (VISITOR, official("territory.create_area", other), official("territory.rename_area", town)):
        with pytest.raises(NotVisible):
            draw(town, "village", "甲村", by=by)
    for by in (VISITOR, official("territory.create_area", town)):
        with pytest.raises(NotVisible):
            actions.rename_area(by=by, area_id=village.pk, name="甲村", from_on=TODAY, now=NOW)
        with pytest.raises(NotVisible):
            actions.end_area(by=by, area_id=village.pk, on=TODAY, now=NOW)
    with pytest.raises(NotVisible):
        draw(None, "county", "增城区", by=official("territory.create_area", town))
    assert draw(town, "village", "甲村", by=official("territory.create_area", town))


def test_whoever_draws_dwellings_draws_buildings_and_nothing_else(huadu):
    by = official("territory.create_dwelling", huadu["town"])
    assert draw(huadu["grid"], "building", "2栋", by=by)
    with pytest.raises(NotVisible):
        draw(huadu["village"], "grid", "第二网格", by=by)
