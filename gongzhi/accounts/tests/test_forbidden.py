"""What one may not see is not there, and the check for that notices when it is."""

import datetime as dt

import pytest

from gongzhi.accounts import actions, factories
from gongzhi.accounts.models import Gate, SignIn
from gongzhi.accounts.tests.forbidden import check_hidden
from gongzhi.accounts.tests.pieces import NOW
from gongzhi.kernel import jobs
from gongzhi.kernel.clock import machine_now

pytestmark = pytest.mark.django_db


def test_a_device_of_somebody_else_is_not_there_for_any_role(cast):
    url = f"/account/devices/{factories.device(cast)['pk']}/end/"
    check_hidden(cast, url, roles=("clerk_elsewhere", "village_clerk", "system_admin"), methods=("POST",))
    assert SignIn.objects.get().ended_at is None


def test_the_check_notices_a_page_that_is_shown(cast):
    with pytest.raises(AssertionError, match="GET /account/ as clerk_elsewhere: 200"):
        check_hidden(cast, "/account/")


def test_outlived_tries_and_sessions_are_forgotten_daily(cast):
    """Wrong tries that count, and sessions that live, stay."""
    at = machine_now()
    for key, minutes in (("old", 31), ("new", 29)):
        Gate.objects.create(key=key, tries=[], touched_at=at - dt.timedelta(minutes=minutes))
    alive = cast.client("resident").session.session_key
    for key in (alive, "gone"):
        SignIn.objects.create(user=cast.user("resident"), session_key=key, device="", started_at=NOW)
    jobs.load_handlers()
    jobs.KINDS["accounts.sweep"].handler({}, NOW)
    assert list(Gate.objects.values_list("key", flat=True)) == ["new"]
    assert list(SignIn.objects.filter(ended_at=None).values_list("session_key", flat=True)) == [alive]
    actions.forget_outlived(at=at + dt.timedelta(days=15), now=NOW)
    assert not SignIn.objects.filter(ended_at=None).exists()
