"""Every fragment renders, keeps to the content policy, and uses only icons and classes that exist."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from gongzhi.portal.templatetags import gz
from gongzhi.portal.tests.pieces import DUES, FRAGMENTS, NOON

FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
ROOMS = Path(__file__).resolve().parents[2]


class AskForm(forms.Form):
    what = forms.CharField(label="什么事", help_text="像跟人说话一样写", widget=forms.Textarea)
    how = forms.ChoiceField(
        label="怎么告诉您", choices=[("phone", "短信"), ("code", "查询码")], widget=forms.RadioSelect
    )
    item = forms.ChoiceField(label="事项", choices=[("", "不知道"), ("water", "饮水")], required=False)
    agreed = forms.BooleanField(label="请代办员替我去办", required=False)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_renders_within_the_content_policy(name):
    html = render_to_string(f"ui/{name}.html", FRAGMENTS[name])
    assert html.strip()
    assert not re.search(r"\sstyle=|\son\w+=|<script|<style|https?://|javascript:", html)


@pytest.mark.parametrize("template", sorted(ROOMS.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_style_script_or_another_host(template):
    text = template.read_text()
    assert not re.search(
        r"\sstyle=|\son(click|load|change|submit|input)=|<style|//cdn|src=\"https?:|href=\"https?:", text
    )
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("template", sorted(ROOMS.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_every_icon_a_template_names_is_in_the_sprite(template):
    drawn = [line.split()[0] for line in (FRONTEND / "icons.txt").read_text().splitlines() if line[:1] not in ("", "#")]
    assert set(re.findall(r'\{% icon "([^"]+)"', template.read_text())) <= set(drawn)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_class_of_ours_has_a_style(template):
    styles = "".join(path.read_text() for path in (FRONTEND / "scss").glob("*.scss"))
    for name in set(re.findall(r"gz-[a-z0-9-]+[a-z0-9](?![a-z0-9-]*\{)", template.read_text())):
        assert name in styles, name


def test_the_seven_due_badges_differ_in_class_icon_or_word():
    shown = {render_to_string("ui/_due.html", {"due": due}) for due in DUES}
    assert len(shown) == len(DUES)


def test_dates_are_written_the_chinese_way_without_spaces():
    day = dt.date(2026, 11, 25)
    with translation.override("zh-hans"):
        assert gz.day(day) == "2026年11月25日"
        assert gz.weekday(day) == "11月25日（星期三）"
        assert gz.moment(NOON) == "11月23日 12:00"
        assert gz.full_day(None) == "—"


def test_dates_are_written_the_english_way():
    day = dt.date(2026, 1, 5)
    with translation.override("en"):
        assert gz.day(day) == "5 January 2026"
        assert gz.weekday(day) == "Mon 5 Jan"
        assert gz.short_day(day) == "5 Jan"


def test_the_last_minute_of_a_day_is_2400():
    assert gz.moment(NOON.replace(hour=23, minute=59)).endswith("24:00")


def test_money_has_two_decimals_and_an_unknown_amount_is_a_dash():
    assert [gz.yuan(fen) for fen in (1234560, -5, 0, None)] == ["12,345.60", "-0.05", "0.00", "—"]
    assert gz.thousands(1234567) == "1,234,567"
    assert gz.thousands(None) == "—"


def test_a_form_ties_label_hint_and_error_to_the_field():
    form = AskForm({"what": "", "how": "phone"})
    html = str(form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'id="id_what_error"' in html
    assert '<a href="#id_what">' in html
    assert html.count("form-check-input") == 3
    assert "form-select" in html


def test_a_form_without_mistakes_has_no_list_of_them():
    assert "gz-errors" not in str(AskForm())


def test_optional_fields_say_so():
    assert str(AskForm()).count("gz-optional") == 1


def test_an_icon_is_silent_for_a_screen_reader():
    html = Template('{% icon "clock" %}').render(Context())
    assert 'aria-hidden="true"' in html
    assert "icons.svg#clock" in html
