"""An official fills an open figure with a source; everybody under the area then runs with it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from gongzhi.kernel.actors import VISITOR, Actor, Grant, PostHeld, Reach
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.actions import adopt_pack, fill_slot
from gongzhi.policy.models import Adoption, FilledSlot
from gongzhi.policy.queries import pack_at
from gongzhi.policy.tests.conftest import BASE, PLACE
from gongzhi.policy.values import Status

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
COUNTY, TOWN, VILLAGE, ELSEWHERE = "1/2/3/", "1/2/3/4/", "1/2/3/4/5/", "1/2/9/"


def official(kind="county_official", path=COUNTY):
    post = PostHeld(1, 1, kind, "主管", 1, "区委办", 3, path)
    grants = tuple(Grant(action, path, Reach.SUBTREE) for action in ("policy.fill_slot", "policy.adopt_pack"))
    return Actor(name="李明", account_id=7, person_id=8, posts=(post,), grants=grants)


def fill(by=None, **changes):
    asked = {
        "path": COUNTY,
        "room": "cases",
        "name": "accept_days",
        "value": "5",
        "source": "花府办〔2026〕3号第五条",
        "from_on": TODAY,
    }
    return fill_slot(by=by or official(), now=NOW, **(asked | changes))


def refused(code, **asked):
    before = (FilledSlot.objects.count(), Entry.objects.count())
    with pytest.raises(Refusal) as refusal:
        fill(**asked)
    assert refusal.value.code == code
    assert (FilledSlot.objects.count(), Entry.objects.count()) == before
    return refusal.value


def test_a_filled_slot_runs_for_the_area_and_all_below_from_its_day(shelf):
    shelf(BASE, PLACE)
    assert pack_at(path=VILLAGE, on=TODAY).figure("cases", "accept_days", TODAY).is_open
    fill()
    figure = pack_at(path=VILLAGE, on=TODAY).figure("cases", "accept_days", TODAY)
    assert (figure.value, figure.status, figure.source) == (5, Status.FILLED, "花府办〔2026〕3号第五条")
    assert (figure.decided_by, figure.since) == ("区委办主管", TODAY)
    before = TODAY - dt.timedelta(days=1)
    assert pack_at(path=VILLAGE, on=before).figure("cases", "accept_days", before).is_open
    assert pack_at(path=ELSEWHERE, on=TODAY).figure("cases", "accept_days", TODAY).is_open


def test_filling_writes_one_entry_with_value_source_and_pack(shelf):
    shelf(BASE, PLACE)
    slot = fill()
    entry = Entry.objects.get()
    assert (entry.code, entry.subject_kind, entry.subject_id) == ("policy.slot_filled", "policy.filledslot", slot.pk)
    assert (entry.by_account, entry.by_person, entry.area_path, entry.at) == (7, 8, COUNTY, NOW)
    assert entry.pack_ref == pack_at(path=COUNTY, on=TODAY).ref
    assert entry.figures == {
        "figure": "cases.accept_days",
        "value": "5",
        "source": "花府办〔2026〕3号第五条",
        "from": "2026-11-24",
    }


def test_a_deeper_area_may_fill_for_itself_and_a_later_day_replaces(shelf):
    shelf(BASE, PLACE)
    fill()
    fill(by=official(path=TOWN), path=TOWN, value="3")
    fill(value="4", from_on=TODAY + dt.timedelta(days=10))
    later = TODAY + dt.timedelta(days=10)
    asked = ((COUNTY, TODAY), (TOWN, TODAY), (COUNTY, later))
    values = [pack_at(path=path, on=day).figure("cases", "accept_days", day).value for path, day in asked]
    assert values == [5, 3, 4]


@pytest.mark.parametrize("source", ["", "   "])
def test_without_a_source_nothing_is_filled(shelf, source):
    shelf(BASE, PLACE)
    refused("policy.source_missing", source=source)


def test_a_slot_with_a_value_is_not_open(shelf):
    shelf(BASE, PLACE)
    told = refused("policy.slot_not_open", name="reply_days")
    assert told.figures["value"] == "30"


def test_only_the_posts_named_by_the_figure_fill_it(shelf):
    shelf(BASE, PLACE)
    refused("policy.slot_of_another_post", by=official(kind="town_desk"))


def test_nobody_fills_for_an_area_beyond_their_own(shelf):
    shelf(BASE, PLACE)
    for by, path in ((official(), ELSEWHERE), (VISITOR, COUNTY), (official(path=TOWN), COUNTY)):
        with pytest.raises(NotVisible):
            fill(by=by, path=path)
    with pytest.raises(NotVisible):
        fill(name="no_such_figure")
    assert not FilledSlot.objects.exists()
    assert not Entry.objects.exists()


def test_a_value_never_reaches_back(shelf):
    shelf(BASE, PLACE)
    refused("policy.slot_backdated", from_on=TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize("value", ["", "五", "1.5", "-1", "true", "NaN."])
def test_a_value_that_does_not_fit_the_unit_is_refused(shelf, value):
    shelf(BASE, PLACE)
    refused("policy.value_unfit", value=value)


def test_the_same_day_is_filled_once(shelf):
    shelf(BASE, PLACE)
    fill()
    refused("policy.slot_filled_today", value="6")


def test_a_value_below_the_floor_is_refused_and_one_at_the_floor_is_taken(shelf):
    left_open = """
        title: {zh: 反馈期限}
        unit: days
        fill_by: [county_official]
        values: [{from: 2015-01-01, status: to_be_set, source: "doc:二"}]
    """
    shelf(BASE, PLACE, {"place/params/cases/reply_days.yaml": left_open})
    Adoption.objects.create(path=COUNTY, pack_id="place", from_on=TODAY, decided_by="县政府")
    told = refused("policy.below_floor", name="reply_days", value="31")
    assert (told.figures["limit"], told.sources) == ("30", ("law:第三十五条",))
    assert pack_at(path=COUNTY, on=TODAY).figure("cases", "reply_days", TODAY).value == 30
    fill(name="reply_days", value="30")
    fill(name="reply_days", value="10", from_on=TODAY + dt.timedelta(days=1))
    tomorrow = TODAY + dt.timedelta(days=1)
    assert pack_at(path=COUNTY, on=tomorrow).figure("cases", "reply_days", tomorrow).value == 10


def test_what_a_whole_asks_of_its_parts_binds_what_is_filled(shelf):
    """A pack that sets a value with a direction binds the parts below it, where the slot was filled before."""
    shelf(BASE, PLACE)
    fill(value="20")
    floor = {
        "base/params/cases/accept_days.yaml": """
            title: {zh: 受理期限}
            unit: working_days
            override: lower
            values: [{from: 2026-01-01, value: 15, status: law, source: "law:第二条"}]
        """
    }
    shelf(floor)
    from gongzhi.policy import queries

    queries._read.cache_clear()
    assert pack_at(path=COUNTY, on=TODAY).figure("cases", "accept_days", TODAY).value == 15


def test_adopting_a_pack_ends_what_the_area_followed_before(shelf):
    shelf(BASE, PLACE)
    later = TODAY + dt.timedelta(days=7)
    asked = {"by": official(), "path": COUNTY, "to_on": None, "decided_by": "县政府〔2026〕1号", "now": NOW}
    adopt_pack(pack_id="place", from_on=dt.date(2026, 1, 1), **asked)
    adopt_pack(pack_id="base", from_on=later, **asked)
    assert [pack_at(path=TOWN, on=day).id for day in (dt.date(2025, 12, 31), TODAY, later)] == ["base", "place", "base"]
    assert list(Entry.objects.values_list("code", flat=True)) == ["policy.pack_adopted"] * 2


def test_a_pilot_village_adopts_one_procedure_alone(shelf):
    flow = "id: flow\nsteps: []\n%s"
    shelf(
        BASE,
        PLACE,
        {"base/procedures/flow.yaml": flow % "", "place/procedures/flow.yaml": flow % "title: {zh: 试点}\n"},
    )
    adopt_pack(
        by=official(),
        path=VILLAGE,
        pack_id="place",
        procedure_id="flow",
        from_on=TODAY,
        to_on=None,
        decided_by="村民会议",
        now=NOW,
    )
    pilot, other = pack_at(path=VILLAGE, on=TODAY), pack_at(path=TOWN, on=TODAY)
    assert (pilot.id, pilot.procedure("flow", TODAY).body["title"]) == ("base", {"zh": "试点"})
    assert "title" not in other.procedure("flow", TODAY).body


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("policy.no_such_pack", {"pack_id": "nowhere"}),
        ("policy.no_such_pack", {"procedure_id": "nothing"}),
        ("policy.decision_missing", {"decided_by": " "}),
        ("policy.adoption_ends_first", {"to_on": TODAY}),
        ("policy.adoption_backdated", {"from_on": TODAY - dt.timedelta(days=1)}),
    ],
)
def test_an_adoption_that_cannot_be_is_refused_and_nothing_changes(shelf, code, changes):
    shelf(BASE, PLACE)
    Adoption.objects.create(path=COUNTY, pack_id="base", from_on=dt.date(2020, 1, 1), decided_by="县政府")
    asked = {"by": official(), "path": COUNTY, "pack_id": "place", "decided_by": "县政府"}
    asked |= {"from_on": TODAY, "to_on": None}
    with pytest.raises(Refusal) as refusal:
        adopt_pack(now=NOW, **(asked | changes))
    assert refusal.value.code == code
    assert Adoption.objects.get().to_on is None
    assert not Entry.objects.exists()


def test_nobody_decides_for_an_area_beyond_their_own(shelf):
    shelf(BASE, PLACE)
    with pytest.raises(NotVisible):
        adopt_pack(
            by=official(path=TOWN), path=COUNTY, pack_id="place", from_on=TODAY, to_on=None, decided_by="镇", now=NOW
        )
    assert not Adoption.objects.exists()
