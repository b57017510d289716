"""How places in laws and documents are cited to readers of English."""

import pytest
from django.utils import translation

from gongzhi.policy.citing import in_english, number_in
from gongzhi.policy.queries import pack_named


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("八", 8),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("二百七十八", 278),
        ("一千二百六十", 1260),
    ],
)
def test_numbers_of_articles_are_read(written, number):
    assert number_in(written) == number


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("第二十三条", "article 23"),
        ("第十一条第二款第三项", "article 11, paragraph 2, item 3"),
        ("第三章", "chapter 3"),
        ("第二十三条以下", "第二十三条以下"),
        ("运行机制", "运行机制"),
        ("24", "24"),
        ("", ""),
    ],
)
def test_an_article_is_said_in_english_and_a_heading_stays(place, said):
    assert in_english(place) == said


def test_a_source_is_cited_in_the_reader_s_language():
    pack = pack_named("base")
    with translation.override("zh-hans"):
        assert pack.source_text("legal-aid-law:第二十三条") == "《中华人民共和国法律援助法》 第二十三条"
    with translation.override("en"):
        assert pack.source_text("legal-aid-law:第二十三条").endswith(", article 23")
