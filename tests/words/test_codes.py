"""Whatever a room refuses with, and whatever it writes into the journal, has its sentence."""

import pytest
from django.utils import translation

from gongzhi.kernel.wording import deeds, wordings
from setup import msgids
from tests.words.codes import journalled, refused

ROOMS = msgids.rooms()


def ids(path):
    return path.name


def texts(room, found):
    return {code for code in found if code.startswith(f"{room.name}.") and not code.endswith(".")}


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_every_refusal_of_a_room_says_what_cannot_be_done_and_why(room):
    assert texts(room, refused(room)) - wordings().keys() == set()


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_every_entry_of_a_room_in_the_journal_has_its_sentence(room):
    assert texts(room, journalled(room)) - deeds().keys() == set()


def test_no_sentence_of_the_journal_is_kept_for_a_code_that_nobody_writes():
    written = {code for room in ROOMS for code in journalled(room)}
    assert deeds().keys() - written == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_sentence_of_the_journal_names_nothing_but_its_subject(language):
    with translation.override(language):
        said = {code: str(text).format(subject="甲") for code, text in deeds().items()}
    assert [code for code, text in said.items() if "{" in text or not text[:1].strip()] == []


def test_codes_are_found_wherever_the_code_writes_them(tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    (room / "actions.py").write_text(
        "def done(by, deed: Deed):\n"
        "    write_entry(code='room.opened', by=by)\n"
        "    write_entry(code='room.yes' if by else 'room.no', by=by)\n"
        "    _write(by, 'room.passed_on')\n"
        "    move(Deed('accept', 'room.made'))\n"
        "    write_entry(code=deed.code, by=by)\n"
        "    if not by: raise Refusal('room.refused')\n"
        "    return Verdict(ok=False, code='room.answered_no') or Verdict(ok=True, code='room.answered_yes')\n"
        "def _write(by, code):\n"
        "    write_entry(code=code, by=by)\n",
        encoding="utf-8",
    )
    assert set(journalled(room)) == {"room.opened", "room.yes", "room.no", "room.passed_on", "room.made"}
    assert set(refused(room)) == {"room.refused", "room.answered_no"}
