"""The forms of cadres, drawn from what the pack of the place asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.bodies.web.forms import PersonForm, day, one_of, radios, words
from gongzhi.cadres.fields import Asked, Options

LONG = 500
YEARS = (1900, 2100)  # birth years that can be typed at all
MOST_POSTS = 10**6


def field_of(asked: Asked) -> forms.Field:
    """Return the form field for one thing that is asked."""
    if asked.type == "choice":
        return one_of(asked.label, asked.options, required=asked.is_required)
    if asked.type == "finding":
        widget = forms.Textarea(attrs={"rows": 3})
        help_text = _("写具体表现，不打分")
        return forms.CharField(
            label=asked.label, max_length=LONG, required=asked.is_required, widget=widget, help_text=help_text
        )
    return words(asked.label, required=asked.is_required)


def many_of(label: Any, options: Options) -> forms.MultipleChoiceField:
    """Return a field in which several things may be chosen."""
    return forms.MultipleChoiceField(label=label, choices=options, required=False, widget=forms.CheckboxSelectMultiple)


class AskedForm(forms.Form):
    """The fields that a role or a record asks for; their keys are those of the pack."""

    def __init__(self, *args: Any, asked: Sequence[Asked], **given: Any) -> None:
        super().__init__(*args, **given)
        for each in asked:
            self.fields[f"f_{each.key}"] = field_of(each)

    def contents(self, asked: Sequence[Asked]) -> dict[str, object]:
        """Return what was written into the fields."""
        return {each.key: self.cleaned_data[f"f_{each.key}"] for each in asked}


class PlanForm(AskedForm):
    """Who is sent from which unit, when, with the fields of the role, and the reason where one is needed."""

    planned_on = day(_("计划哪天到岗"))
    reason = words(_("理由"), required=False, help_text=_("一般不用填；提示要写明理由时再填"))

    def __init__(
        self, *args: Any, persons: Options, units: Options, needs_sender: bool, has_bands: bool, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.fields["person"] = radios(_("选定人员"), persons)
        self.fields["sender"] = one_of(_("派出单位"), units, required=needs_sender)
        self.fields["host"] = one_of(_("接收单位"), units, required=False)
        if has_bands:
            self.fields["born"] = forms.IntegerField(
                label=_("出生年份"), min_value=YEARS[0], max_value=YEARS[1], help_text=_("只保存年代，不保存年份")
            )
        own = [name for name in self.fields if name.startswith("f_")]
        self.order_fields(["person", "sender", "host", *own, "born", "planned_on", "reason"])


class EndForm(forms.Form):
    """The last day of a posting, why it ends, and how the person worked."""

    last_on = day(_("最后一天"))
    reason = words(_("原因或者文件"), help_text=_("期满、调整、考录等，写明文件更好"))
    evaluation = forms.CharField(
        label=_("挂职、驻村表现"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PlaceForm(forms.Form):
    """Where a cadre goes instead, and why."""

    reason = words(_("理由或者文件"))

    def __init__(self, *args: Any, places: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["area"] = radios(_("调整到哪里"), places)
        self.order_fields(["area", "reason"])


class VoidForm(forms.Form):
    """Why something was entered by mistake."""

    reason = words(_("哪里录错了"))


class FileForm(PersonForm):
    """Whose file is opened, in which unit the person works, and in which categories of cadres they are."""

    def __init__(self, *args: Any, units: Options, categories: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["unit"] = one_of(_("所在单位"), units, required=False)
        self.fields["categories"] = many_of(_("干部类别"), categories)
        self.order_fields(["person", "unit", "categories"])


class SortForm(forms.Form):
    """In which unit somebody works, and in which categories of cadres they are."""

    def __init__(self, *args: Any, units: Options, categories: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["unit"] = one_of(_("所在单位"), units, required=False)
        self.fields["categories"] = many_of(_("干部类别"), categories)


class RecordForm(AskedForm):
    """A record of a kind: its day and its fields."""

    on = day(_("日期"))


class LeaderForm(PersonForm):
    """Who keeps in contact with a talent, from which day."""

    from_on = day(_("从哪天起"))


class EntryForm(forms.Form):
    """Who enters a post of which body by a path, from which day, on what basis."""

    from_on = day(_("从哪天起任职"))
    basis = words(_("任职依据"), help_text=_("会议决定或者任命文件，写明日期或者文号"))

    def __init__(self, *args: Any, files: Options, bodies: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["person"] = one_of(_("人选"), files)
        self.fields["body"] = one_of(_("任职的单位"), bodies)
        self.order_fields(["person", "body", "from_on", "basis"])


class AllotForm(forms.Form):
    """How many posts a town has from now on, on what basis."""

    posts = forms.IntegerField(label=_("分给多少名"), min_value=0, max_value=MOST_POSTS)
    basis = words(_("依据"), help_text=_("编制文件的名称和文号"))


class FillForm(PersonForm):
    """Who takes up a post of a town, from which day."""

    from_on = day(_("从哪天起"))
