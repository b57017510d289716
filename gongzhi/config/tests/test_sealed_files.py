"""Sealed files of a backup and what it says of itself: whole or refused, and bound to one key and one place."""

import io
import json
from contextlib import suppress

import pytest

from gongzhi.config.backups import manifest, sealed
from gongzhi.config.backups.facts import Facts
from gongzhi.config.backups.sealed import LENGTH_BYTES, MARK, PIECE_BYTES, SALT_BYTES, BackupBroken, opened, seal_into

KEY = "k" * 64
HEAD = len(MARK) + SALT_BYTES
CONTENT = bytes(range(256)) * (PIECE_BYTES * 5 // 512)  # two pieces and a half


def sealed_bytes(content=CONTENT, *, key=KEY, name="a/database"):
    target = io.BytesIO()
    seal_into(target, [content], key=key, name=name)
    return target.getvalue()


def read(data, *, key=KEY, name="a/database"):
    return b"".join(opened(io.BytesIO(data), key=key, name=name))


def pieces(data):
    """Return the head of a sealed file and its pieces, each with its length."""
    found, at = [], HEAD
    while at < len(data):
        size = int.from_bytes(data[at : at + LENGTH_BYTES], "big")
        found.append(data[at : at + LENGTH_BYTES + size])
        at += LENGTH_BYTES + size
    return data[:HEAD], found


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])
def test_a_file_of_any_length_comes_back_as_it_was(size):
    content = CONTENT[:size]
    assert read(sealed_bytes(content)) == content


def test_pieces_are_neither_altered_nor_left_out_nor_exchanged_nor_cut_off_nor_added():
    head, (first, second, last) = pieces(sealed_bytes())
    harmed = {
        "altered": [first, second[:-1] + bytes([second[-1] ^ 1]), last],
        "left out": [first, last],
        "exchanged": [second, first, last],
        "cut off at a piece": [first, second],
        "cut off within a piece": [first, second, last[:-1]],
        "added": [first, second, last, last],
        "nothing left": [],
    }
    opens = []
    for harm, kept in harmed.items():
        with suppress(BackupBroken):
            read(head + b"".join(kept))
            opens.append(harm)
    assert opens == []
    assert read(head + first + second + last) == CONTENT


def test_a_file_opens_under_its_own_name_with_its_own_key_only():
    data = sealed_bytes()
    for given in ({"name": "b/database"}, {"key": "x" * 64}):
        with pytest.raises(BackupBroken):
            read(data, **given)
    other_salt = data[: len(MARK)] + bytes(SALT_BYTES) + data[HEAD:]
    for harmed in (b"", data[: HEAD - 1], b"x" + data[1:], other_salt):
        with pytest.raises(BackupBroken):
            read(harmed)


def test_two_files_of_the_same_content_have_nothing_in_common():
    (_, one), (_, two) = pieces(sealed_bytes()), pieces(sealed_bytes())
    assert not set(one) & set(two)


class Endless(io.BytesIO):
    """A file that says how much was asked of it at once."""

    most = 0

    def read(self, size=-1):
        self.most = max(self.most, size)
        return super().read(size)


def test_a_piece_that_claims_to_be_huge_is_not_read():
    head, _ = pieces(sealed_bytes())
    source = Endless(head + (2**32 - 1).to_bytes(LENGTH_BYTES, "big") + bytes(1000))
    with pytest.raises(BackupBroken):
        b"".join(opened(source, key=KEY, name="a/database"))
    assert source.most <= 2 * PIECE_BYTES


def made(**more):
    facts = Facts({"people_person": 5}, [], 0, "", {"ab": 3})
    fields = {
        "id": "gongzhi-1",
        "made_at": "2026-11-27T09:00:00+08:00",
        "engine": "sqlite",
        "version": "0.1.0",
        "bytes": 3,
        "facts": facts,
        "keys": manifest.key_fingerprints(),
    }
    return manifest.Manifest(**fields | more)


def test_a_manifest_is_read_as_it_was_written_and_names_no_file(tmp_path):
    manifest.written(made(), tmp_path, key=KEY)
    assert manifest.read(tmp_path, key=KEY, files={"ab": 3}) == made()
    assert json.loads((tmp_path / manifest.NAME).read_text().rpartition("\n}")[0] + "\n}")["facts"]["files"] == {}


def test_a_manifest_that_was_altered_or_is_of_another_key_or_version_is_refused(tmp_path):
    manifest.written(made(), tmp_path, key=KEY)
    path = tmp_path / manifest.NAME
    whole = path.read_text()
    with pytest.raises(BackupBroken, match="altered"):
        manifest.read(tmp_path, key="x" * 64, files={})
    for harmed in (whole.replace('"people_person": 5', '"people_person": 6'), whole[:-9], ""):
        path.write_text(harmed)
        with pytest.raises(BackupBroken):
            manifest.read(tmp_path, key=KEY, files={})
    manifest.written(made(format=manifest.FORMAT + 1), tmp_path, key=KEY)
    with pytest.raises(BackupBroken, match="another version"):
        manifest.read(tmp_path, key=KEY, files={})


def test_keys_are_told_apart_by_fingerprints_that_give_none_of_them_away(settings):
    told = made()
    assert manifest.lacking_keys(told) == ()
    secrets = [*settings.SEALING_KEYS.values(), settings.INDEX_KEY, settings.LOG_SIGNING_KEY]
    assert not [each for each in secrets if each[:8] in json.dumps(told.keys)]
    settings.INDEX_KEY = "another" * 8
    assert manifest.lacking_keys(told) == ("INDEX_KEY",)
    settings.SEALING_KEYS = {}
    assert set(manifest.lacking_keys(told)) == {
        "INDEX_KEY",
        *(name for name in told.keys if name.startswith("SEALING")),
    }
    assert manifest.lacking_keys(made(keys={})) == (), "keys that came later are no loss"


def test_the_name_of_a_kept_file_tells_nothing_without_the_key():
    sha256 = "ab" * 32
    assert sealed.hidden_name(KEY, sha256) == sealed.hidden_name(KEY, sha256)
    assert sealed.hidden_name(KEY, sha256) not in (sha256, sealed.hidden_name("x" * 64, sha256))
