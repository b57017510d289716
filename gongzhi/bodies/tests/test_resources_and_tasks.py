"""Resources name owner and use; tasks of an estate name who of its parties is responsible."""

from fractions import Fraction

import pytest

from gongzhi.bodies.actions import agree_task, finish_task, register_resource, withdraw_resource
from gongzhi.bodies.coverage import coverage_for
from gongzhi.bodies.models import JointTask, Resource
from gongzhi.bodies.rules import OwnersVote, owners_agreed
from gongzhi.bodies.tests.conftest import DAY, NOW
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_named

pytestmark = pytest.mark.django_db
FOUR = ("enterprise", "dual_registration", "poverty_relief", "own")


def resource(world, at="东升村", by=None, **changes):
    asked = {"kind": "own", "name": "文化礼堂", "owner": "村集体", "use": "开会、办酒席", **changes}
    return register_resource(by=by or world.official(at), area_id=world.places[at].id, now=NOW, **asked)


def test_four_kinds_of_resource_can_be_chosen_and_each_has_owner_and_use(world):
    """FC-004"""
    kinds = pack_named("fucheng").list("bodies", "resource_kinds")
    assert [item.key for item in kinds.items] == list(FOUR)
    assert kinds.item("poverty_relief").data["historical"]
    for wrong, code in (
        ({"kind": "gold"}, "resource_kind_unknown"),
        ({"owner": " "}, "resource_incomplete"),
        ({"use": ""}, "resource_incomplete"),
    ):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            resource(world, **wrong)
    with pytest.raises(NotVisible):
        resource(world, by=world.official("西边村"))
    assert not Resource.objects.exists()
    assert [resource(world, kind=kind).kind for kind in FOUR] == list(FOUR)


def test_each_community_shows_its_list_of_resources_or_is_listed(world):
    """HD-177"""
    world.adopt("huadu")
    for name in ("云山社区", "公益社区"):
        world.area(name)
    kept = resource(world, "云山社区", name="党员活动室")

    def found():
        covered = coverage_for(world.official("花都区"), "community_resources", world.places["花都区"].path, DAY)
        return {line.name: line.found[0].names for line in covered.lines}, [line.name for line in covered.missing]

    assert found() == ({"云山社区": ("党员活动室",), "公益社区": ()}, ["公益社区"])
    withdraw_resource(by=world.official("云山社区"), resource_id=kept.pk, on=DAY, now=NOW)
    assert found()[1] == ["云山社区", "公益社区"]


def counted(area_present, people_present, agreed, total=100):
    """Return a vote of a hundred owners with a hundred units of area, agreed to by as many of both."""
    return OwnersVote(total, area_present, agreed, total, people_present, agreed)


@pytest.mark.parametrize(
    ("vote", "special", "code"),
    [
        (counted(67, 67, 34), False, "owners_agreed"),
        (counted(66, 67, 34), False, "owners_too_few"),
        (counted(67, 66, 34), False, "owners_too_few"),
        (counted(68, 68, 34), False, "owners_against"),
        (counted(68, 68, 51), True, "owners_agreed"),
        (counted(68, 68, 50), True, "owners_against"),
        (counted(68, 68, 69), False, "vote_miscounted"),
        (counted(101, 68, 50), False, "vote_miscounted"),
        (OwnersVote(100, 80, 50, 100, 80, 40), False, "owners_against"),
        (OwnersVote(100, 80, 40, 100, 80, 50), False, "owners_against"),
        (counted(0, 0, 0, total=0), False, "owners_too_few"),
    ],
)
def test_owners_decide_by_area_and_by_heads(vote, special, code):
    """PZ-024: owners' matters need an owners' vote: two thirds take part, half or three quarters of these agree."""
    verdict = owners_agreed(vote, quorum=Fraction(2, 3), special=Fraction(3, 4) if special else None)
    assert verdict.code == f"bodies.{code}"


def test_a_task_names_the_responsible_party_and_owners_matters_rest_on_their_vote(world):
    """PZ-024"""
    world.adopt("panzhihua-west")
    estate = world.body("estate", "东升村", "东升花园")
    parties = {
        "branch": world.branch("东升村", domain="community", links={"leads_estate": [estate.pk]}),
        "owners": world.body("owners_committee", "东升村", "业委会", links={"coordinates_estate": [estate.pk]}),
        "firm": world.body("property_company", "东升村", "物业公司", links={"serves_estate": [estate.pk]}),
    }
    stranger = world.body("property_company", "东升村", "另一家物业")
    clerk = world.official("东升村")
    asked = {
        "by": clerk,
        "body_id": estate.pk,
        "matter": "daily_service",
        "title": "修好东门",
        "agreed_on": DAY,
        "now": NOW,
    }
    with pytest.raises(Refusal, match=r"bodies\.not_a_party") as refused:
        agree_task(responsible_id=stranger.pk, **asked)
    assert refused.value.figures["parties"] == "党支部、业委会、物业公司"
    voted = {**asked, "matter": "maintenance_use", "responsible_id": parties["owners"].pk}
    with pytest.raises(Refusal, match=r"bodies\.owners_vote_missing") as refused:
        agree_task(**voted)
    assert refused.value.sources == ("civil-code:第二百七十八条",)
    assert not JointTask.objects.exists()
    task = agree_task(responsible_id=parties["firm"].pk, **asked)
    held = {"vote": "2026年11月20日业主大会", "ballot": counted(66, 66, 34)}
    with pytest.raises(Refusal, match=r"bodies\.owners_too_few"):
        agree_task(**voted, **held)
    assert JointTask.objects.count() == 1
    agree_task(**voted, **{**held, "ballot": counted(67, 67, 34)})
    with pytest.raises(NotVisible):
        agree_task(**{**asked, "by": world.official("西边村")}, responsible_id=parties["firm"].pk)
    with pytest.raises(Refusal, match=r"bodies\.result_missing"):
        finish_task(by=clerk, task_id=task.pk, on=DAY, result="", now=NOW)
    done = finish_task(by=clerk, task_id=task.pk, on=DAY, result="已修好", now=NOW)
    assert (done.responsible, done.result) == (parties["firm"], "已修好")
