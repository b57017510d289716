"""A fixture for every room: what this process knows to be kept is forgotten with the tables that kept it."""

import pytest

from gongzhi.procedures import actions


@pytest.fixture(autouse=True)
def _keep_anew() -> None:
    """Forget which definitions are kept: a test that commits empties its tables in the end."""
    actions._kept.clear()
