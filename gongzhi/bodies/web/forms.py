"""The forms of bodies, drawn from what the pack of the place asks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.bodies.actions import Manner
from gongzhi.bodies.fields import COLUMNS
from gongzhi.bodies.offers import Asked, Offer, Options
from gongzhi.bodies.queries import HUNDREDTHS
from gongzhi.bodies.rules import OwnersVote
from gongzhi.kernel import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

WORDS = 200
NAME = 120
MOST_TERMS = 99
MOST_PEOPLE = 10**6  # more owners than any estate has
COUNTED = ("area", "area_present", "area_for", "people", "people_present", "people_for")
# refusals that a field of a form can mend; what no field can mend is said above the form
MENDED_AT = {
    "bodies.name_missing": "name",
    "bodies.name_taken": "name",
    "bodies.reason_missing": "reason",
    "bodies.record_missing": "record",
    "bodies.term_known": "number",
    "bodies.term_end_missing": "to_on",
    "bodies.term_too_long": "to_on",
    "bodies.term_apart": "to_on",
    "bodies.lives_elsewhere": "reason",
    "bodies.shares_unfit": "shares",
    "bodies.not_held_with": "person",
    "bodies.too_many_posts": "person",
    "bodies.basis_missing": "basis",
    "bodies.term_backwards": "on",
    "bodies.parent_missing": "parent",
    "bodies.parent_unfit": "parent",
    "bodies.parent_elsewhere": "parent",
    "bodies.tier_out_of_order": "parent",
    "bodies.unit_missing": "unit",
    "bodies.instrument_missing": "instrument",
    "bodies.owners_vote_missing": "vote",
    "bodies.owners_too_few": "vote",
    "bodies.owners_against": "vote",
    "bodies.vote_miscounted": "vote",
    "bodies.result_missing": "result",
    "bodies.hosts_missing": "link_host",
    "bodies.hosts_too_many": "link_host",
    "bodies.merge_unfit": "into",
    "bodies.still_members": "into",
}


def day(label: "Text", *, required: bool = True) -> forms.DateField:
    """Return a field for a day, today unless another one is chosen."""
    return forms.DateField(
        label=label,
        required=required,
        initial=clock.today if required else None,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def words(label: "Text", *, most: int = WORDS, required: bool = True, help_text: "Text" = "") -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def one_of(label: "Text", options: "Sequence[tuple[str, Text]]", *, required: bool = True) -> forms.ChoiceField:
    """Return a field in which one thing is chosen from a list."""
    blank = [] if required and len(options) == 1 else [("", _("请选择"))]
    return forms.ChoiceField(label=label, choices=[*blank, *options], required=required)


def radios(label: "Text", options: "Sequence[tuple[str, Text]]", *, required: bool = True) -> forms.ChoiceField:
    """Return a field in which one thing is chosen from a few that stand side by side."""
    return forms.ChoiceField(label=label, choices=options, required=required, widget=forms.RadioSelect)


def square(label: "Text") -> forms.DecimalField:
    """Return a field for an area in square metres, to the hundredth as title deeds write it."""
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, required=False)


def heads(label: "Text") -> forms.IntegerField:
    """Return a field for a number of persons."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, required=False)


class FieldsForm(forms.Form):
    """The fields that the kind of a body has; their keys are those of the pack."""

    def __init__(self, *args: Any, asked: Sequence[Asked], **given: Any) -> None:
        super().__init__(*args, **given)
        for each in asked:
            self.fields[each.key] = field_of(each)

    def contents(self, asked: Sequence[Asked]) -> dict[str, object]:
        """Return what was written into the fields."""
        return {each.key: self.cleaned_data[each.key] for each in asked}


class BodyForm(FieldsForm):
    """What is asked when a body is registered."""

    name = words(_("名称"), most=NAME, help_text=_("写全称，例如：中共石塘村支部委员会"))
    founded_on = day(_("成立日期"))

    def __init__(self, *args: Any, offer: Offer, **given: Any) -> None:
        super().__init__(*args, asked=offer.fields, **given)
        if offer.parents or offer.needs_parent:
            self.fields["parent"] = one_of(_("隶属于"), offer.parents, required=offer.needs_parent)
        for link in offer.links:
            self.fields[f"link_{link.key}"] = field_of(link)

    def links(self, offer: Offer) -> dict[str, list[int]]:
        """Return the bodies named, by kind of relation."""
        named = {link.key: [int(pk) for pk in self.cleaned_data[f"link_{link.key}"]] for link in offer.links}
        return {key: ids for key, ids in named.items() if ids}

    def split(self, offer: Offer) -> dict[str, Any]:
        """Return the columns among the fields on their own, and the other fields as the pack keeps them."""
        given = self.contents(offer.fields)
        columns = {name: str(given.pop(name, "") or "") for name in COLUMNS}
        return {**columns, "fields": given}

    def parent_id(self) -> int | None:
        """Return the body it hangs under, if any was chosen."""
        return number(self.cleaned_data.get("parent"))


def number(text: str | None) -> int | None:
    """Return the id that was chosen; None when nothing was."""
    return int(text) if text else None


def field_of(asked: Asked) -> forms.Field:
    """Return the form field for one thing that is asked."""
    if asked.type == "flag":
        return forms.BooleanField(label=asked.label, required=False)
    if asked.type == "date":
        return day(asked.label, required=asked.is_required)
    if asked.type == "choice":
        return one_of(asked.label, asked.options, required=asked.is_required)
    if asked.type == "choices":
        return forms.MultipleChoiceField(
            label=asked.label, choices=asked.options, required=asked.is_required, widget=forms.CheckboxSelectMultiple
        )
    return words(asked.label, required=asked.is_required)


class MoveForm(forms.Form):
    """Where a body goes, under whom, from which day, and why."""

    on = day(_("从哪天起"))
    reason = words(_("理由或者文件"))

    def __init__(self, *args: Any, places: Options, parents: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["area"] = one_of(_("所在区域"), places)
        self.fields["parent"] = one_of(_("隶属于"), parents, required=False)
        self.order_fields(["area", "parent", "on", "reason"])


class ClosingForm(forms.Form):
    """When and why a body is closed, and where its members go."""

    on = day(_("从哪天起撤销"))
    reason = words(_("理由或者文件"), help_text=_("例如：空壳党组织，镇党委会议决定撤并"))

    def __init__(self, *args: Any, others: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["into"] = one_of(_("成员并入"), others, required=False)
        self.fields["into"].help_text = _("还有成员的，必须写明并入哪个组织；没有成员的可以不选。")
        self.order_fields(["into", "on", "reason"])


class PostForm(forms.Form):
    """A post that is set up in a body."""

    title = words(_("岗位名称"), most=80, required=False, help_text=_("不填就用通行叫法；同一种岗位有几个的，写明区别"))

    def __init__(self, *args: Any, kinds: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["kind"] = one_of(_("岗位种类"), kinds)
        self.order_fields(["kind", "title"])


class PersonForm(forms.Form):
    """Somebody chosen from those that were found by name."""

    def __init__(self, *args: Any, persons: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["person"] = radios(_("选定人员"), persons)
        self.order_fields(["person"])


class AppointForm(PersonForm):
    """Who holds a post, from when to when, and on what basis."""

    from_on = day(_("从哪天起任职"))
    to_on = day(_("任到哪天为止"), required=False)
    basis = words(_("任职依据"), help_text=_("选举、会议决定或者任命文件，写明日期或者文号"))
    is_part_time = forms.BooleanField(label=_("兼职"), required=False)
    unit = words(_("来自哪个单位"), most=NAME, required=False, help_text=_("兼职的写明；已经登记的组织在下面选"))
    hours = words(_("服务时间"), most=NAME, required=False, help_text=_("例如：每周三上午；对外公开的岗位填写"))

    def __init__(self, *args: Any, posts: Options, origins: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["post"] = one_of(_("岗位"), posts)
        if origins:
            self.fields["from_body"] = one_of(_("来自哪个组织"), origins, required=False)
        self.order_fields(["person", "post", "from_on", "to_on", "basis", "is_part_time", "unit", "from_body", "hours"])

    def manner(self) -> Manner:
        """Return how the post is held."""
        given = self.cleaned_data
        return Manner(
            is_part_time=given["is_part_time"],
            unit=given["unit"],
            from_body_id=number(given.get("from_body")),
            hours=given["hours"],
        )


class TermForm(forms.Form):
    """A term of a body: its number, its days, and the record of its election."""

    number = forms.IntegerField(
        label=_("第几届"), min_value=1, max_value=MOST_TERMS, required=False, help_text=_("不填就接着上一届往下排")
    )
    elected_on = day(_("选举日期"), required=False)
    record = words(_("选举记录"), required=False, help_text=_("选举结果报告单或者会议记录，写明日期和文号"))
    from_on = day(_("任期从哪天起"))
    to_on = day(_("任到哪天为止"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["to_on"].help_text = _("不填就按规定的年数算；监委会按村委会的届满日期算")


class MemberForm(PersonForm):
    """Who joins a body as a member of which kind, from which unit."""

    from_on = day(_("从哪天起"))
    unit = words(_("所在单位"), most=NAME, required=False, help_text=_("兼职委员和在职党员必须写明所在单位"))
    shares = forms.DecimalField(
        label=_("份额"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        required=False,
        help_text=_("集体经济组织成员填写"),
    )
    reason = words(_("编在这里的理由"), required=False, help_text=_("住址不在这个组织范围内的，写明理由"))

    def __init__(self, *args: Any, kinds: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["kind"] = one_of(_("成员种类"), kinds)
        self.order_fields(["person", "kind", "unit", "shares", "from_on", "reason"])

    def shares_given(self) -> int | None:
        """Return the shares in hundredths; None where none were written."""
        given = self.cleaned_data["shares"]
        return None if given is None else int(given * HUNDREDTHS)


class RelationForm(forms.Form):
    """How a body is related to another one, since when, on what basis."""

    from_on = day(_("从哪天起"))
    instrument = words(_("依据"), required=False, help_text=_("领导关系必须写明所依据的法律、党内法规或者章程"))

    def __init__(self, *args: Any, others: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["other"] = radios(_("对方组织"), others)
        self.order_fields(["other", "instrument", "from_on"])


class TieForm(forms.Form):
    """A household that joins a group, or that a member keeps in contact with."""

    def __init__(self, *args: Any, households: Options, members: Options | None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["household"] = radios(_("选定住户"), households)
        if members is not None:
            self.fields["person"] = one_of(_("联系党员"), members)


class TaskForm(forms.Form):
    """What the parties of an estate agreed, who of them is responsible, and the owners' vote where one is needed."""

    title = words(_("任务"), most=NAME)
    vote = words(
        _("业主表决"),
        required=False,
        help_text=_("由业主共同决定的事项必须填表决的日期和方式，并填下面六个数"),
    )
    area = square(_("全部业主的面积（平方米）"))
    area_present = square(_("参加表决的面积（平方米）"))
    area_for = square(_("同意的面积（平方米）"))
    people = heads(_("全部业主人数"))
    people_present = heads(_("参加表决的人数"))
    people_for = heads(_("同意的人数"))
    agreed_on = day(_("商定日期"))

    def __init__(self, *args: Any, matters: Options, parties: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["matter"] = one_of(_("事项"), matters)
        self.fields["responsible"] = radios(_("责任方"), parties)
        self.order_fields(["matter", "title", "responsible", "agreed_on", "vote", *COUNTED])

    def ballot(self) -> OwnersVote | None:
        """Return the vote as counted; None while one of the six numbers is missing."""
        given = [self.cleaned_data[name] for name in COUNTED]
        if any(each is None for each in given):
            return None
        return OwnersVote(*(int(each * HUNDREDTHS) for each in given[:3]), *given[3:])


class ResourceForm(forms.Form):
    """A resource of an area: whose it is and what for."""

    name = words(_("名称"), most=NAME)
    owner = words(_("归谁所有"), most=NAME)
    use = words(_("作何用途"))

    def __init__(self, *args: Any, kinds: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["kind"] = one_of(_("资源种类"), kinds)
        self.order_fields(["kind", "name", "owner", "use"])
