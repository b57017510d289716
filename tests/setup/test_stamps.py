"""A step is done again exactly when something it reads has changed."""

import pytest

from setup import layout


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "ROOT", tmp_path)
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    return tmp_path


def test_a_step_that_ended_is_not_done_again(folder):
    key = layout.fingerprint(files=[folder / "a", folder / "b"])
    layout.mark_done(folder / "made/.stamp", key=key)
    assert layout.is_done(folder / "made/.stamp", key=layout.fingerprint(files=[folder / "b", folder / "a"]))


def test_a_changed_file_a_new_file_and_a_new_name_are_noticed(folder):
    before = layout.fingerprint(files=[folder / "a"])
    assert layout.fingerprint(files=[folder / "a", folder / "b"]) != before
    (folder / "a").rename(folder / "c")
    assert layout.fingerprint(files=[folder / "c"]) != before
    (folder / "a").write_text("other")
    assert layout.fingerprint(files=[folder / "a"]) != before


def test_a_step_that_never_ended_is_done_again(folder):
    (folder / ".stamp.part").write_text("half")
    assert not layout.is_done(folder / ".stamp", key="half")
