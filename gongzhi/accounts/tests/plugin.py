"""The fixture `cast` for the tests of every room."""

import pytest

from gongzhi.accounts.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the fixed cast, built anew for each test."""
    return make_cast()
