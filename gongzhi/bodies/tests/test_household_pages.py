"""Households in groups, and those that members keep in contact with or leave alone."""

import pytest

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY, body
from gongzhi.bodies.models import HouseholdTie
from gongzhi.bodies.tests.pieces import page, person, send
from gongzhi.kernel.clock import now, today
from gongzhi.people.actions import register_household
from gongzhi.territory.actions import create_area

pytestmark = pytest.mark.django_db


def test_households_join_a_group_by_address_and_leave_it(cast):
    """FC-024: each household in at most one group."""
    home = register_household(by=BY, area_id=cast.area("village").id, address="三组5号", now=now())
    first, second = (body(cast, "household_group", f"第{n}联户组") for n in (1, 2))
    clerk = cast.client("village_clerk")
    send(clerk, "tie", first.pk, query="?q=三组", household=home.pk)
    assert "编入 1 户" in page(clerk, "body", first.pk)
    refused = send(clerk, "tie", second.pk, query="?q=三组", household=home.pk)
    assert refused.status_code == 422
    assert HouseholdTie.objects.count() == 1
    send(clerk, "end_tie", HouseholdTie.objects.get().pk)
    send(clerk, "tie", second.pk, query="?q=三组", household=home.pk)
    assert HouseholdTie.objects.get(to_on=None).body == second


def test_a_household_of_the_village_is_found_for_a_group_in_a_building(cast):
    homes = [
        register_household(by=BY, area_id=cast.area(at).id, address=address, now=now())
        for at, address in (("village", "三组5号"), ("village_elsewhere", "三组6号"))
    ]
    given = {"parent_id": cast.area("grid").id, "level": "building", "name": "1号楼", "from_on": today()}
    building = create_area(by=BY, now=now(), **given)
    group = actions.create_body(by=BY, kind="household_group", name="楼栋联户组", area_id=building.pk, now=now())
    shown = page(cast.client("town_desk"), "tie", group.pk, q="三组")
    assert f'value="{homes[0].pk}"' in shown
    assert f'value="{homes[1].pk}"' not in shown


def test_a_household_sees_who_keeps_in_contact_and_says_no(cast):
    """PZ-003: a household may opt out of contact, by its own press or to the member at the door."""
    home = register_household(by=BY, area_id=cast.area("village").id, address="三组5号", now=now())
    resident = cast.user("resident").person
    resident.household = home
    resident.save()
    branch, member = body(cast), person(cast, "党员甲")
    actions.add_member(by=BY, body_id=branch.pk, person_id=member.pk, kind="party_member", now=now())
    desk, own = cast.client("town_desk"), cast.client("resident")
    tied = {"household": home.pk, "person": member.pk}
    send(desk, "tie", branch.pk, query="?q=三组", **tied)
    assert "党员甲" in page(own, "contact")
    assert send(cast.client("resident_elsewhere"), "contact", wish="refuse").status_code == 422
    send(own, "contact", wish="refuse")
    assert not HouseholdTie.objects.filter(to_on=None).exists()
    assert "您家不需要党员联系" in page(own, "contact")
    assert send(desk, "tie", branch.pk, query="?q=三组", **tied).status_code == 422
    send(own, "contact", wish="allow")
    send(desk, "tie", branch.pk, query="?q=三组", **tied)
    send(desk, "end_tie", HouseholdTie.objects.get(to_on=None).pk, wish="refuse")
    assert "您家不需要党员联系" in page(own, "contact")
