"""Everything the site says has its English, room by room, and nothing is kept that nobody says."""

import re
from collections import defaultdict

import pytest
from django.template.base import Lexer, TokenType

from setup import msgids
from setup.msgids import Said

IN_CHINESE = re.compile(r'lang="zh[^"]*"[^>]*>[^<]*<')
HAN = re.compile(r"[\u3400-\u9fff]")
ROOMS = msgids.rooms()


def ids(path):
    return path.name


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_every_text_of_a_room_has_its_english_and_no_english_is_left_over(room):
    assert msgids.faults_of(room) == ()


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_the_english_of_a_room_holds_no_chinese(room):
    english = msgids.english_of(msgids.catalogue_of(room))
    assert [said for said, forms in english.items() if HAN.search("".join(forms))] == []


def test_rooms_that_say_the_same_say_the_same_in_english():
    said_in = defaultdict(set)
    for room in ROOMS:
        for said, forms in msgids.english_of(msgids.catalogue_of(room)).items():
            said_in[said.context, said.text].add(forms)
    assert {said: forms for said, forms in said_in.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_no_template_says_chinese_outside_a_translation(room):
    found = []
    for path in room.rglob("*.html"):
        is_translated = False
        for token in Lexer(IN_CHINESE.sub("", path.read_text(encoding="utf-8"))).tokenize():
            if token.token_type is TokenType.BLOCK and token.contents.startswith(("blocktrans", "endblocktrans")):
                is_translated = token.contents.startswith("block")
            elif token.token_type is TokenType.TEXT and not is_translated and HAN.search(token.contents):
                found.append(f"{path.name}:{token.lineno}: {token.contents.strip()}")
    assert found == []


class TestExtraction:
    def test_calls_in_python_are_found_with_context_and_plural(self):
        source = (
            "_('甲')\n"
            "gettext_lazy('乙' '丙')\n"
            "ngettext('%(n)d 件', '%(n)d 件们', n)\n"
            "pgettext('list', '、')\n"
            "npgettext('date', '日', '日们', n)\n"
            "_(name)\n"
        )
        assert list(msgids.texts_in(source)) == [
            Said("", "甲"),
            Said("", "乙丙"),
            Said("", "%(n)d 件", "%(n)d 件们"),
            Said("list", "、"),
            Said("date", "日", "日们"),
        ]

    def test_tags_of_a_template_are_found_trimmed_counted_and_in_context(self, tmp_path):
        page = tmp_path / "page.html"
        page.write_text(
            "<p title=\"{% translate '甲' %}\">{{ name|default:_('乙') }}</p>\n"
            "    {% translate '丙' context 'list' %}\n"
            "  {% blocktranslate trimmed with day=now|date %}\n    到 {{ day }}\n  为止 100%\n{% endblocktranslate %}\n"
            "{% blocktranslate count n=found %}一件{% plural %}{{ n }} 件{% endblocktranslate %}\n"
            "{# {% translate '不算' %} #}{% comment %}{% translate '也不算' %}{% endcomment %}\n",
            encoding="utf-8",
        )
        assert list(msgids.texts_in(msgids.as_python(page))) == [
            Said("", "甲"),
            Said("", "乙"),
            Said("list", "丙"),
            Said("", "到 %(day)s 为止 100%%"),
            Said("", "一件", "%(n)s 件"),
        ]

    def test_english_has_to_be_filled_with_what_the_chinese_is_filled_with(self):
        said = Said("", "{name}还差 %(n)s 人")
        assert msgids.is_filled_alike(said, ("%(n)s more for {name}",))
        assert not msgids.is_filled_alike(said, ("%(m)s more for {name}",))
        assert not msgids.is_filled_alike(said, ("some more for {name}",))

    def test_english_for_one_may_leave_out_the_number(self):
        said = Said("", "%(n)s 件", "%(n)s 件")
        assert msgids.is_filled_alike(said, ("one case", "%(n)s cases"))
        assert not msgids.is_filled_alike(said, ("%(n)s case", "many cases"))


class TestWriting:
    @pytest.fixture
    def room(self, tmp_path):
        room = tmp_path / "room"
        (room / "tests").mkdir(parents=True)
        (room / "web.py").write_text("_('新的')\n_('旧的')\n", encoding="utf-8")
        (room / "tests/test_web.py").write_text("_('测试里的')\n", encoding="utf-8")
        po = room / msgids.CATALOGUE
        po.parent.mkdir(parents=True)
        po.write_text('msgid "旧的"\nmsgstr "old"\n\nmsgid "没人说的"\nmsgstr "unsaid"\n', encoding="utf-8")
        return room

    def test_what_is_missing_or_stale_is_said(self, room):
        assert msgids.faults_of(room) == ("room: missing:  '新的'", "room: stale:  '没人说的'")

    def test_english_that_is_there_is_kept_what_is_missing_is_left_empty_what_is_stale_goes(self, room):
        msgids.write(room)
        assert msgids.english_of(msgids.catalogue_of(room)) == {Said("", "新的"): ("",), Said("", "旧的"): ("old",)}
        assert msgids.faults_of(room) == ("room: missing:  '新的'",)

    def test_writing_twice_changes_nothing(self, room):
        msgids.write(room)
        first = (room / msgids.CATALOGUE).read_bytes()
        msgids.write(room)
        assert (room / msgids.CATALOGUE).read_bytes() == first
