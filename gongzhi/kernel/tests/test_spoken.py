"""Figures as they stand in the sentences of refusals, in the language of the reader."""

import datetime as dt

import pytest
from django.utils import translation

from gongzhi.kernel.due import warning_words
from gongzhi.kernel.wording import spoken
from gongzhi.kernel.workdays import warning_about

NEW_YEAR = dt.date(2027, 1, 5)


@pytest.mark.parametrize(
    ("language", "day", "steps"), [("zh-hans", "2027年1月5日", "受理、派办"), ("en", "5 January 2027", "受理, 派办")]
)
def test_days_and_lists_are_said_as_the_reader_writes_them(language, day, steps):
    with translation.override(language):
        assert spoken(NEW_YEAR) == day
        assert spoken(("受理", "派办")) == steps
        assert spoken([NEW_YEAR]) == day


@pytest.mark.parametrize("figure", [3, "镇", None])
def test_other_figures_stay(figure):
    assert spoken(figure) == figure


def test_the_warning_of_a_deadline_is_said_in_the_reader_s_language():
    kept = warning_about((2027, 2028))
    assert warning_words(kept) == "2027、2028年的放假安排还没有公布，暂按周六、周日休息计算。"
    with translation.override("en"):
        assert warning_words(kept).startswith("The public holidays of 2027, 2028 are not published yet")
        assert warning_words("") == ""
