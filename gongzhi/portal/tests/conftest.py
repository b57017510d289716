"""When the tree changes in the tests of its changes, and who changes it."""

import dataclasses

import pytest

from gongzhi.portal.tests.places import MOMENT


@pytest.fixture
def day_of_change(monkeypatch):
    """Let it be the morning of a change."""
    monkeypatch.setattr("gongzhi.kernel.clock.machine_now", lambda: MOMENT)


@pytest.fixture
def official(cast):
    """Return the county official, who has just proved who they are."""
    return dataclasses.replace(cast.actor("county_official"), stepped_up_at=MOMENT)
