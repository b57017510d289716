"""Keys are made once and whole, and old ones for sealed columns stay beside the newest."""

import threading

import pytest

from gongzhi.config import keys
from gongzhi.config.keys import kept_secret, sealing_keys


def test_a_key_of_the_environment_is_taken_and_nothing_is_written(tmp_path):
    assert kept_secret("INDEX_KEY", folder=tmp_path, environment={"INDEX_KEY": "from outside\n"}) == "from outside"
    assert not list(tmp_path.iterdir())


def test_a_key_that_is_not_set_is_made_once_and_is_the_owner_s_alone(tmp_path):
    first = kept_secret("INDEX_KEY", folder=tmp_path, environment={})
    assert kept_secret("INDEX_KEY", folder=tmp_path, environment={}) == first
    assert len(first) >= 64
    (file,) = tmp_path.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("index_key.key", 0o600)


def test_processes_that_start_at_once_get_the_same_key(tmp_path):
    ready, found = threading.Barrier(8), []

    def start():
        ready.wait()
        found.append(kept_secret("INDEX_KEY", folder=tmp_path, environment={}))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_key_whose_making_is_interrupted_is_not_there_by_halves(tmp_path, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(keys.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        kept_secret("INDEX_KEY", folder=tmp_path, environment={})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("environment", [{"INDEX_KEY": ""}, {"INDEX_KEY": " \n"}, {}])
def test_an_empty_key_is_refused_with_the_mend(tmp_path, environment):
    (tmp_path / "index_key.key").touch()
    with pytest.raises(ValueError, match="INDEX_KEY is empty: set it, or put the key back into"):
        kept_secret("INDEX_KEY", folder=tmp_path, environment=environment)


def test_a_new_sealing_key_stands_beside_the_old_ones(tmp_path):
    assert list(sealing_keys(newest="1", folder=tmp_path, environment={})) == ["1"]
    given = {"SEALING_KEY_2026B": "another", "SEALING_KEY_ID": "2026b"}
    found = sealing_keys(newest="2026b", folder=tmp_path, environment=given)
    assert list(found) == ["1", "2026b"]
    assert found["2026b"] == "another"
    assert found["1"] == kept_secret("SEALING_KEY_1", folder=tmp_path, environment={})
