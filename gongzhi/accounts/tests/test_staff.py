"""Staff: a second factor before anything else, and nothing of another village."""

import pytest

from gongzhi.accounts.models import User
from gongzhi.accounts.tests.pieces import PASSWORD, sign_in
from gongzhi.kernel import clock
from gongzhi.kernel.models import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast):
    """Return a browser of the village clerk, who has no second factor yet."""
    User.objects.filter(username="village_clerk").update(totp_confirmed_at=None, totp_sealed=None)
    return cast.client("village_clerk")


@pytest.mark.parametrize("page", ["/account/", "/account/password/", "/more/", "/"])
def test_staff_without_a_second_factor_are_led_to_set_it_up(clerk, page):
    answer = clerk.get(page)
    assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/")


def test_they_may_set_it_up_read_in_their_way_and_leave(clerk):
    assert clerk.get("/account/second-factor/").status_code == 200
    assert clerk.get("/language/en")["Location"] == "/"
    assert clerk.get("/elder/on")["Location"] == "/"
    assert clerk.post("/sign-out/")["Location"] == "/"


def test_with_it_they_go_on(cast):
    assert cast.client("village_clerk").get("/account/").status_code == 200


def test_a_resident_needs_none(cast):
    assert cast.client("resident").get("/account/").status_code == 200


def test_on_a_demonstration_nobody_is_led_there(clerk):
    Installation.objects.create(pk=1, kind=Installation.Kind.DEMO)
    clock.forget()
    assert clerk.get("/account/").status_code == 200


def test_staff_go_to_their_work_and_residents_home(cast, client, settings):
    for role, target in (("village_clerk", settings.STAFF_HOME), ("resident", "/")):
        user = cast.user(role)
        user.set_password(PASSWORD)
        user.totp_sealed = user.totp_confirmed_at = None
        user.save()
        assert sign_in(client, role)["Location"] == target


def test_a_staff_session_lasts_a_working_day(cast, client):
    user = cast.user("village_clerk")
    user.set_password(PASSWORD)
    user.totp_sealed = user.totp_confirmed_at = None
    user.save()
    sign_in(client, "village_clerk")
    assert client.session.get_expiry_age() <= 12 * 60 * 60
