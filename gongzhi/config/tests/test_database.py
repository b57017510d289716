"""The database chosen by its address, and write-ahead logging only where the library is safe."""

from pathlib import Path

import pytest

from gongzhi.config.database import database_settings, is_wal_safe

BASE = Path("/srv/共治 site")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/gongzhi.db", "/srv/共治 site/var/gongzhi.db"),
        ("sqlite:////data/g.db", "/data/g.db"),
        ("sqlite:///:memory:", ":memory:"),
        ("postgresql://u:p%40w@127.0.0.1:5432/gz", "gz"),
    ],
)
def test_an_address_names_its_database(url, name):
    assert database_settings(url, base=BASE)["NAME"] == name


def test_another_address_is_refused_with_the_two_forms():
    with pytest.raises(ValueError, match=r"sqlite:///var/gongzhi\.db or postgresql://"):
        database_settings("mysql://x/y", base=BASE)


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 7), True), ((3, 51, 2), False),
     ((3, 51, 3), True), ((3, 52, 0), False), ((3, 53, 0), True), ((3, 54, 1), True)],
)  # fmt: skip
def test_write_ahead_logging_only_where_it_cannot_lose_writes(version, safe):
    assert is_wal_safe(version) is safe
