"""What every template may use without loading it: icons, dates, money, badges and form fields."""

import datetime as dt
import re

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gongzhi.accounts.queries import title_of
from gongzhi.kernel.actors import PostHeld
from gongzhi.portal.queries import cite

register = template.Library()
HAN = re.compile(r"[\u3400-\u9fff]")
FEN = 100  # fen in one yuan


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return the drawing `name` of the sprite; it says nothing to a screen reader, the word beside it does."""
    drawing = f"{static('icons.svg')}#{name}"
    classes = f"gz-icon {extra}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, drawing)


def local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """Return a moment in the time of the site, a day as it is."""
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


def clock(value: dt.datetime) -> str:
    """Return the time of day; the last minute of a day is written 24:00, as notices write it."""
    return "24:00" if (value.hour, value.minute) == (23, 59) else f"{value.hour}:{value.minute:02}"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Return 2026年1月5日."""
    return date_format(local(value), pgettext("date", "Y年n月j日")) if value else "—"


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    """Return 1月5日."""
    return date_format(local(value), pgettext("date", "n月j日")) if value else "—"


@register.filter
def weekday(value: dt.date | dt.datetime | None) -> str:
    """Return 11月25日（星期三）, for days on which somebody has to come."""
    return date_format(local(value), pgettext("date", "n月j日（l）")) if value else "—"


@register.filter
def full_day(value: dt.date | dt.datetime | None) -> str:
    """Return 2026年11月23日，星期一."""
    return date_format(local(value), pgettext("date", "Y年n月j日，l")) if value else "—"


@register.filter
def time_of_day(value: dt.datetime | None) -> str:
    """Return 16:05."""
    return clock(local(value)) if value else "—"  # type: ignore[arg-type]  # local() of a moment


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return 11月22日 16:05."""
    return f"{short_day(value)} {clock(local(value))}" if value else "—"  # type: ignore[arg-type]  # local() of a moment


@register.filter
def full_moment(value: dt.datetime | None) -> str:
    """Return 2026年11月22日 16:05."""
    return f"{day(value)} {clock(local(value))}" if value else "—"  # type: ignore[arg-type]  # local() of a moment


@register.filter
def thousands(value: int | None) -> str:
    """Return 1,234; unknown is a dash."""
    return "—" if value is None else f"{value:,}"


@register.filter
def yuan(fen: int | None) -> str:
    """Return an amount of fen as 12,345.60, without the unit."""
    if fen is None:
        return "—"
    sign, rest = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{rest // FEN:,}.{rest % FEN:02}"


@register.filter
def post_title(post: PostHeld) -> str:
    """Return the title of a post, in the reader's language where everybody calls this kind so."""
    return title_of(post)


@register.filter
def initial(name: str) -> str:
    """Return the first character of a name, for the circle beside it."""
    return name[:1]


@register.inclusion_tag("ui/_due.html", name="due")
def due_tag(badge: object) -> dict[str, object]:
    """Show a due badge."""
    return {"due": badge}


def widget_class(bound: BoundField) -> str:
    """Return the style class of a field's widget."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple | CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.simple_tag
def widget(bound: BoundField) -> SafeString:
    """Show the widget of a field in the site's clothes."""
    own = bound.field.widget.attrs.get("class", "")
    wrong = "is-invalid" if bound.errors else ""
    return bound.as_widget(attrs={"class": " ".join(filter(None, (widget_class(bound), own, wrong)))})


@register.filter
def is_single_check(bound: BoundField) -> bool:
    """Tell whether a field is one box to tick, whose label stands behind it."""
    return isinstance(bound.field.widget, CheckboxInput)


@register.simple_tag
def lang_of(text: object) -> SafeString:
    """Return the mark of a passage in Chinese on a page in another language, for screen readers; else nothing."""
    is_marked = get_language() == "en" and HAN.search(str(text or ""))
    return format_html(' lang="{}"', "zh-CN") if is_marked else SafeString("")


@register.filter
def as_written(text: object) -> str | SafeString:
    """Return what somebody wrote; in Chinese on a page in another language it is marked so, for screen readers."""
    mark = lang_of(text)
    return format_html("<span{}>{}</span>", mark, text) if mark else str(text or "")


@register.simple_tag
def source_words(ref: str) -> str:
    """Return a source (`villagers-committee-law:24`) as people cite it."""
    return cite(ref)


@register.simple_tag
def error_count(count: int) -> str:
    """Return the head of the list of what is wrong in a form."""
    return _("有 %(count)s 处要改，改完再提交") % {"count": count}
