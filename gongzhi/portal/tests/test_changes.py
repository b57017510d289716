"""Changes of the tree with all that hangs on it: what follows, what stays, what is refused, and last year's pages."""

import dataclasses
import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.urls import reverse

from gongzhi.accounts import sessions
from gongzhi.bodies.models import Body, BodyMove, Resource
from gongzhi.cases.actions import Applicant, file_case, reopen_case
from gongzhi.cases.models import Case
from gongzhi.cases.queries import locality, tally_of, tally_on
from gongzhi.cases.rules import Channel
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.counters import bump
from gongzhi.kernel.fields import PathField
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import register_household, register_person
from gongzhi.people.models import DataRequest, Household, Person
from gongzhi.policy.actions import adopt_pack
from gongzhi.policy.models import Adoption
from gongzhi.policy.queries import pack_at
from gongzhi.portal.actions import change_areas
from gongzhi.portal.changing import preview_of
from gongzhi.portal.tests.places import MOMENT, SYSTEM, TODAY, draw, put, words
from gongzhi.procedures.models import Run, StepRecord
from gongzhi.territory import queries
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.models import Area, Change, Follower, Succession
from gongzhi.territory.rules import ChangeKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_change")]
BEFORE = dt.date(2025, 12, 31)
ON = dt.date(2026, 11, 1)
BASIS = "市政府批复〔2026〕8号"
FILED = dt.datetime(2025, 6, 2, 10, tzinfo=CHINA)


@pytest.fixture
def village(cast):
    """Return 石塘村 with a household, a resource, and two requests of last year, one of them closed."""
    area = cast.area("village")
    home = register_household(by=SYSTEM, area_id=area.id, address="三组8号", now=FILED)
    person = register_person(by=SYSTEM, name="林阿婆", area_id=area.id, household_id=home.pk, now=FILED)
    DataRequest.objects.create(
        person=person, kind="copy", way="window", seal_key="k" * 32, area_path=area.path, asked_at=FILED
    )
    Resource.objects.create(
        kind="party", name="老祠堂", area_id=area.id, path=area.path, owner="村集体", use="议事", from_on=BEFORE
    )
    for _ in range(2):
        file_case(
            by=VISITOR, where=locality(area.id, FILED.date()), item="street_light", words="巷口的路灯三天没亮了",
            applicant=Applicant(), channel=Channel.WEB, now=FILED,
        )  # fmt: skip
    closed = Case.objects.order_by("pk")[0]
    Case.objects.filter(pk=closed.pk).update(step="", deed="", waits_for="", closed_at=FILED, due_at=None)
    bump(name="cases.open", path=area.path, by=-1)
    return area


def merged(village, into, **more):
    return Order(ChangeKind.MERGE, (village.id,), ON, BASIS, into=into.id, **more)


def everything():
    """Return how many rows there are of all that a change touches."""
    models = (Area, Change, Follower, Succession, BodyMove, Adoption, Entry)
    places = [list(m.objects.order_by("pk").values_list(c)) for m, c in
              ((Household, "area_path"), (Person, "area_path"), (Body, "path"), (Case, "area_path"))]  # fmt: skip
    return [model.objects.count() for model in models], places


def refused(code, by, order, now=MOMENT):
    before = everything()
    with pytest.raises(Refusal) as refusal:
        change_areas(by=by, order=order, now=now)
    assert refusal.value.code == code
    assert everything() == before, "a refusal changes nothing"


def test_a_merger_takes_along_what_is_open_and_leaves_what_is_closed(cast, village, official):
    into = cast.area("village_elsewhere")
    bodies = set(Body.objects.filter(path=village.path).values_list("pk", flat=True))
    entries = Entry.objects.count()
    change_areas(by=official, order=merged(village, into), now=MOMENT)
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.code, entry.area_path) == ("portal.areas_merged", village.path)
    assert entry.figures["household"] == 1
    assert entry.figures["basis"] == BASIS
    assert set(Body.objects.filter(path=into.path).values_list("pk", flat=True)) >= bodies
    assert Household.objects.get(address="三组8号").area_path == into.path
    assert Person.objects.get(name="林阿婆").area_path == into.path
    assert Resource.objects.get(name="老祠堂").path == into.path
    assert DataRequest.objects.get().area_path == into.path
    closed, waiting = Case.objects.order_by("pk")
    assert (closed.area_path, waiting.area_path, waiting.in_village) == (village.path, into.path, into.id)
    assert (tally_of(into.path, MOMENT).filed, tally_of(into.path, MOMENT).open) == (1, 1)
    grid = queries.children_of(into.id, ON)
    assert [line.name for line in grid] == ["第一网格"]
    assert Body.objects.get(name="石塘村第一网格").path == grid[0].path
    with pytest.raises(NotVisible):
        queries.area_line(village.id, ON)
    assert queries.standing_for(village.id, TODAY) == (into.id,)


def plain(html):
    """Return a page without what differs between any two readings of it."""
    return re.sub(rb'(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"', rb"", html)


def pages(cast, *areas):
    """Return the public and the staff page of areas for the last day of last year."""
    staff, visitor = cast.client("county_official"), cast.client("visitor")
    found = [visitor.get(f"/a/{area.id}/?on={BEFORE}") for area in areas if area.level != "grid"]
    found += [staff.get(reverse("portal:area", args=[area.id]) + f"?on={BEFORE}") for area in areas]
    assert [page.status_code for page in found] == [200] * len(found)
    return [plain(page.content) for page in found]


KINDS = [ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.MOVE, ChangeKind.RENAME, ChangeKind.REDRAW]


@pytest.mark.parametrize("kind", KINDS)
def test_last_year_s_pages_stay_byte_for_byte(cast, village, official, kind):
    elsewhere, town, county = (cast.area(key) for key in ("village_elsewhere", "town", "county"))
    far = draw(Area.objects.get(pk=county.id), "town", "新华镇")
    Area.objects.filter(pk=far.pk).update(from_on=dt.date(2020, 1, 6))
    put(Area.objects.get(pk=village.id), "agency_point", "石塘代办点", ("agency_agent", "代办员", "张秀兰", ""))
    Body.objects.update(founded_on=dt.date(2020, 1, 6))
    (grid,) = queries.children_of(village.id, ON)
    areas = (village, grid, elsewhere, town, county)
    before = pages(cast, *areas)
    assert "一共登记".encode() in before[0]
    orders = {
        ChangeKind.MERGE: merged(village, elsewhere),
        ChangeKind.SPLIT: Order(
            ChangeKind.SPLIT, (village.id,), ON, BASIS, parts=(Wanted("石塘村"), Wanted("石塘新村"))
        ),
        ChangeKind.MOVE: Order(ChangeKind.MOVE, (village.id,), ON, BASIS, parent_id=far.pk),
        ChangeKind.RENAME: Order(ChangeKind.RENAME, (village.id,), ON, BASIS, parts=(Wanted("石塘社区"),)),
        ChangeKind.REDRAW: Order(ChangeKind.REDRAW, (grid.id,), ON, BASIS, parts=(Wanted("东片", takes=(grid.id,)),)),
    }
    change_areas(by=official, order=orders[kind], now=MOMENT)
    assert pages(cast, *areas) == before


def test_the_tally_of_a_day_before_counts_where_requests_lay_then(cast, village, official):
    into = cast.area("village_elsewhere")
    change_areas(by=official, order=merged(village, into), now=MOMENT)
    assert tally_on(village.path, BEFORE) == dataclasses.replace(tally_on(village.path, BEFORE), filed=2, open=1)
    assert tally_on(into.path, BEFORE).filed == 0
    assert tally_on(into.path, ON).filed == 1
    assert tally_on(village.path, ON).filed == 1, "the closed one stays"
    assert tally_on(cast.area("town").path, BEFORE).filed == tally_on(cast.area("town").path, ON).filed == 2


def test_a_request_opened_once_more_stands_where_its_area_s_place_is_now(cast, village, official):
    into = cast.area("village_elsewhere")
    change_areas(by=official, order=merged(village, into), now=MOMENT)
    closed = Case.objects.order_by("pk")[0]
    before = tally_on(village.path, BEFORE)
    Run.objects.filter(pk=closed.run_id).update(closed_at=FILED)
    StepRecord.objects.filter(run=closed.run_id).update(closed_at=FILED, outcome="done")
    reopen_case(by=SYSTEM, case_id=closed.pk, words="又坏了", now=MOMENT)
    closed.refresh_from_db()
    assert (closed.area_path, closed.in_village) == (into.path, into.id)
    assert (tally_of(into.path, MOMENT).filed, tally_of(into.path, MOMENT).open) == (2, 2)
    assert tally_on(village.path, BEFORE).filed == before.filed


def test_a_split_puts_households_by_their_address_and_the_rest_into_the_first(cast, village, official):
    register_household(by=SYSTEM, area_id=village.id, address="五组1号", now=FILED)
    (grid,) = queries.children_of(village.id, ON)
    register_household(by=SYSTEM, area_id=village.id, address="十三组2号", now=FILED)
    parts = (Wanted("石塘村"), Wanted("石塘新村", children=(grid.id,), homes=((village.id, "三组"),)))
    order = Order(ChangeKind.SPLIT, (village.id,), ON, BASIS, parts=parts)
    ways = [(way.before, way.apart, way.after, way.counts["people.household"]) for way in
            preview_of(official, order, TODAY).ways]  # fmt: skip
    assert ways == [
        ("石塘村", None, "石塘村", 2),
        ("石塘村", "第一网格", "石塘新村", 0),
        ("石塘村", "三组", "石塘新村", 1),
    ]
    outcome = change_areas(by=official, order=order, now=MOMENT)
    first, second = (queries.area_line(pk, ON) for pk in outcome.opened[:2])
    assert (first.name, second.name) == ("石塘村", "石塘新村")
    homes = dict(Household.objects.values_list("address", "area_path"))
    assert (homes["三组8号"], homes["五组1号"], homes["十三组2号"]) == (second.path, first.path, first.path)
    assert Person.objects.get(name="林阿婆").area_path == second.path
    assert [line.name for line in queries.children_of(second.id, ON)] == ["第一网格"]
    assert set(queries.standing_for(village.id, ON)) == {first.id, second.id}
    assert Case.objects.filter(closed_at=None).get().area_path == first.path


def test_a_village_moved_to_another_town_keeps_its_name_its_codes_and_its_people(cast, village, official):
    far = draw(Area.objects.get(pk=cast.area("county").id), "town", "新华镇", [("nbs", "440114001")])
    adopt_pack(
        by=SYSTEM, path=village.path, pack_id="demo-huadu", from_on=dt.date(2026, 1, 2), to_on=None, decided_by="村",
        now=dt.datetime(2026, 1, 2, tzinfo=CHINA),
    )  # fmt: skip
    order = Order(ChangeKind.MOVE, (village.id,), ON, BASIS, parent_id=far.pk)
    outcome = change_areas(by=official, order=order, now=MOMENT)
    moved = queries.area_line(outcome.opened[0], ON)
    assert (moved.name, moved.path.startswith(far.path)) == (village.name, True)
    assert Household.objects.get(address="三组8号").area_path == moved.path
    assert pack_at(path=moved.path, on=TODAY).id == "demo-huadu", "what it adopted goes along"
    assert pack_at(path=village.path, on=ON).id == "huadu"
    assert pack_at(path=village.path, on=dt.date(2026, 10, 31)).id == "demo-huadu"


def test_names_and_addresses_that_meet_are_told_apart_and_said_before(cast, village, official):
    into = cast.area("village_elsewhere")
    draw(Area.objects.get(pk=into.id), "grid", "第一网格")
    register_household(by=SYSTEM, area_id=into.id, address="三组8号", now=FILED)
    preview = preview_of(official, merged(village, into), TODAY)
    assert [(each.before, each.after) for each in preview.renamed] == [("第一网格", "石塘村第一网格")]
    assert preview.doubles == ("三组8号",)
    assert {str(each.name): each.count for each in preview.hanging}["住户"] == 1
    assert ("禾坪村村民委员会", "石塘村村民委员会") in [(each.before, each.after) for each in preview.beside]
    change_areas(by=official, order=merged(village, into), now=MOMENT)
    assert set(Household.objects.values_list("address", flat=True)) == {"三组8号", "石塘村三组8号"}
    assert {line.name for line in queries.children_of(into.id, ON)} == {"第一网格", "石塘村第一网格"}


def test_an_area_is_abolished_only_when_nothing_hangs_on_it(cast, village, official):
    refused("portal.area_not_empty", official, Order(ChangeKind.ABOLISH, (village.id,), ON, BASIS))
    empty = draw(Area.objects.get(pk=cast.area("town").id), "village", "空村")
    change_areas(by=official, order=Order(ChangeKind.ABOLISH, (empty.pk,), ON, BASIS), now=MOMENT)
    assert queries.ended_area(empty.pk, TODAY).successors == ()


def test_a_change_needs_a_fresh_proof_a_document_and_a_day_that_has_come(cast, village, official):
    into = cast.area("village_elsewhere")
    stale = dataclasses.replace(official, stepped_up_at=None)
    refused("accounts.step_up_needed", stale, merged(village, into))
    refused("territory.basis_missing", official, dataclasses.replace(merged(village, into), basis=" "))
    ahead = dataclasses.replace(merged(village, into), on=TODAY + dt.timedelta(days=1))
    refused("territory.change_ahead", official, ahead)
    refused("territory.merge_into_itself", official, merged(village, village))
    refused("territory.change_of_levels", official, merged(village, cast.area("town")))
    refused("territory.merge_needs_two", official, Order(ChangeKind.MERGE, (village.id,), ON, BASIS))
    one = Order(ChangeKind.SPLIT, (village.id,), ON, BASIS, parts=(Wanted("石塘村"),))
    refused("territory.split_needs_two", official, one)
    taken = Order(ChangeKind.SPLIT, (village.id,), ON, BASIS, parts=(Wanted("石塘村"), Wanted("禾坪村")))
    refused("territory.name_taken", official, taken)
    lost = Order(ChangeKind.MOVE, (cast.area("town").id,), ON, BASIS, parent_id=village.id)
    refused("territory.move_below_itself", official, lost)


@pytest.mark.parametrize("role", ["village_clerk", "town_desk", "supervisor", "resident"])
def test_only_who_draws_renames_and_ends_areas_there_changes_them(cast, village, role):
    by = dataclasses.replace(cast.actor(role), stepped_up_at=MOMENT)
    before = everything()
    with pytest.raises(NotVisible):
        change_areas(by=by, order=merged(village, cast.area("village_elsewhere")), now=MOMENT)
    assert everything() == before
    assert cast.client(role).get(reverse("portal:area_change", args=[village.id])).status_code == 404


def test_nobody_changes_an_area_into_another_county(cast, village, official):
    before = everything()
    for order in (
        merged(village, cast.area("village_far")),
        Order(ChangeKind.MOVE, (village.id,), ON, BASIS, parent_id=cast.area("town_elsewhere").id),
    ):
        with pytest.raises(NotVisible):
            change_areas(by=official, order=order, now=MOMENT)
    assert everything() == before


FOLLOWS = {
    "policy.Adoption.path", "policy.FilledSlot.path", "people.Household.area_path", "people.Person.area_path",
    "bodies.Body.path", "bodies.Resource.path", "cases.Case.area_path", "cadres.Posting.path", "cadres.File.path",
    "cadres.Quota.path", "cadres.Allotment.path", "people.DataRequest.area_path",
}  # fmt: skip
# What was written down stays where it was written down.
STAYS = {
    "kernel.Entry.area_path", "kernel.Counter.path", "procedures.Run.area_path", "documents.Attachment.area_path",
    "bodies.BodyMove.from_path", "bodies.BodyMove.to_path", "people.RosterImport.area_path",
    "cadres.PathEntry.path",
}  # fmt: skip


def test_every_row_that_lies_in_an_area_is_said_to_follow_a_change_or_to_stay():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label != "territory"
        for field in model._meta.get_fields()
        if isinstance(field, PathField) and "path" in field.name
    }
    assert found >= FOLLOWS
    assert found - STAYS - FOLLOWS == set(), "say here what becomes of a new row, and let portal.actions take it along"


def asked(kind, **fields):
    return "?" + urlencode({"kind": kind, "on": str(ON), "basis": BASIS, **fields}, doseq=True)


def test_an_official_merges_two_villages_in_the_browser(cast, village):
    into = cast.area("village_elsewhere")
    client, page = cast.client("county_official"), reverse("portal:area_change", args=[village.id])
    assert page in client.get(reverse("portal:area", args=[village.id])).content.decode()
    said = words(client.get(page))
    for name in ("更名", "划归", "合并", "拆分", "撤销"):
        assert name in said
    assert "禾坪村" in words(client.get(f"{page}?kind=merge"))
    before = everything()
    said = words(client.get(page + asked("merge", into=into.id)))
    assert "没有办结的诉求 1" in said
    assert "石塘村村民委员会" in said
    assert everything() == before, "looking changes nothing"
    answer = client.post(page + asked("merge", into=into.id))
    assert answer["Location"].startswith(reverse("accounts:prove")), "first prove who you are"
    assert everything() == before
    session = client.session
    session[sessions.STEP_UP_KEY] = MOMENT.timestamp()
    session.save()
    answer = client.post(page + asked("merge", into=into.id))
    assert answer["Location"] == reverse("portal:area_changed", args=[Change.objects.get().pk])
    assert reverse("portal:area", args=[into.id]) in client.get(answer["Location"]).content.decode()
    assert "由哪里变更而来 石塘村" in words(client.get(reverse("portal:area", args=[into.id])))


def test_what_stands_in_the_way_is_said_at_its_field(cast, village):
    client, page = cast.client("county_official"), reverse("portal:area_change", args=[village.id])
    for query, said in (
        (asked("merge"), "合并设立新的区域，要选两个以上"),
        (asked("rename", name="禾坪村"), "在同一上级之下已经有了"),
        (asked("split", name_0="甲村", name_1=""), "改完再提交"),
        (asked("rename", name="新村").replace(str(ON), "2027-01-01"), "晚于今天"),
    ):
        answer = client.get(page + query)
        assert answer.status_code == 422
        assert said in words(answer)
    assert not Change.objects.exists()


def test_the_page_of_an_area_that_is_no_more_leads_to_what_became_of_it(cast, client, village, official):
    into = cast.area("village_elsewhere")
    client.get(f"/a/{village.id}/")
    change_areas(by=official, order=merged(village, into), now=MOMENT)
    answer = client.get(f"/a/{village.id}/")
    said = words(answer)
    assert "从2026年11月1日起，这个区域已经撤销或者变更" in said
    assert f'href="/a/{into.id}/"' in answer.content.decode()
    assert f'href="/a/{village.id}/?on=2026-10-31"' in answer.content.decode()
    assert not client.cookies["gz_place"].value
    assert client.get("/a/987654/").status_code == 404
