"""Three administrators apart: nobody holds two, and none sees or does what another one is there for."""

import pytest

from gongzhi.accounts.tests.cast import FOUNDED, SYSTEM, Cast
from gongzhi.bodies.actions import appoint, create_body, create_post
from gongzhi.bodies.models import Appointment, Post
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import Refusal

pytestmark = pytest.mark.django_db
THREE = ("system_admin", "security_admin", "audit_admin")
PAIRS = [(one, other) for one in THREE for other in THREE if one != other]


def post_at(cast: Cast, area: str, kind: str) -> Post:
    """Set up a post of this kind in a department of a county."""
    body = create_body(by=SYSTEM, kind="county_department", name=f"{kind}处", area_id=cast.area(area).id, now=FOUNDED)
    return create_post(by=SYSTEM, body_id=body.pk, kind=kind, title="", now=FOUNDED)


@pytest.mark.parametrize(("held", "other"), PAIRS)
@pytest.mark.parametrize("area", ["county", "county_elsewhere"])
def test_nobody_holds_two_of_the_three_wherever_they_are(cast, held, other, area):
    post, before = post_at(cast, area, other), Appointment.objects.count()
    with pytest.raises(Refusal, match=r"bodies\.barred_oneself") as refusal:
        appoint(
            by=SYSTEM, post_id=post.pk, person_id=cast.person_id(held), from_on=FOUNDED.date(), basis="任职通知",
            now=FOUNDED,
        )  # fmt: skip
    assert refusal.value.sources == ("mlps-baseline:8.1.5",)
    assert "网络安全等级保护" in refusal.value.figures["source"]
    assert Appointment.objects.count() == before


def test_other_bars_hold_at_one_area_only(cast):
    """A member of a village committee may sit on the supervision committee of another village, as before."""
    post = post_at(cast, "county_elsewhere", "county_official")
    appoint(
        by=SYSTEM, post_id=post.pk, person_id=cast.person_id("audit_admin"), from_on=FOUNDED.date(), basis="任职通知",
        now=FOUNDED,
    )  # fmt: skip
    assert Appointment.objects.filter(post=post, person=cast.person_id("audit_admin")).exists()


@pytest.mark.parametrize("role", THREE)
def test_no_administrator_reads_persons_or_requests(cast, role):
    actor = cast.actor(role)
    path = cast.area("village").path
    for action in ("people.read_person", "cases.read_cases", "cases.accept_case"):
        assert not actor.may(action, path)
    for page in ("/people/", f"/people/{cast.person_id('resident')}/", "/cases/"):
        assert cast.client(role).get(page).status_code == 404, page


def test_only_the_security_administrator_manages_accounts_and_who_holds_which_post(cast):
    path = cast.area("village").path
    rights = ("accounts.create_account", "accounts.reset_account", "accounts.close_account", "bodies.appoint")
    assert all(cast.actor("security_admin").may(right, path) for right in rights)
    for role in ("system_admin", "audit_admin"):
        assert not any(cast.actor(role).may(right, path) for right in rights)


def test_the_audit_administrator_reads_the_journal_and_changes_nothing(cast):
    assert {grant.action for grant in cast.actor("audit_admin").grants} == {"kernel.read_journal"}
    assert cast.client("audit_admin").get("/journal/").status_code == 200
    for role in ("system_admin", "security_admin"):
        assert cast.client(role).get("/journal/").status_code == 404
    assert Entry.objects.exists()
