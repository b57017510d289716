"""The forms of a change of the tree, one for each kind: what is asked, and the order it comes to."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.people.whereabouts import HomeGroup, home_groups
from gongzhi.portal.web import area as area_pages
from gongzhi.territory.actions import RIGHTS
from gongzhi.territory.changes.planning import Node, Order, Wanted
from gongzhi.territory.queries import AreaLine, areas_in, children_of, lines_of, open_nodes
from gongzhi.territory.rules import DRAWN, MOST_NAME_CHARACTERS, ChangeKind, CodeSystem, Level

MOST_PARTS = 4  # a split into more is rare and done in two steps
BASIS_CHARACTERS = 200
CODE_CHARACTERS = 40
MOST_GROUPS = 60  # groups of addresses that are offered by name; the smallest ones beyond go the way of their area
CODED = re.compile(r"(?P<name>.*?)[\s,，]+(?P<code>[0-9]+)")  # commas as typed
ALONG = "-"  # the choice of what goes the way of its grid
MENDED_AT = area_pages.MENDED_AT | {
    "territory.basis_missing": "basis",
    "territory.change_ahead": "on",
    "territory.move_below_itself": "parent",
    "territory.merge_needs_two": "others",
    "territory.merge_into_itself": "into",
}


class ChangeForm(forms.Form):
    """What every change has: the day from which it holds, and the document it rests on."""

    kind = forms.CharField(widget=forms.HiddenInput())
    on = area_pages.day(gettext_lazy("从哪一天起生效"))
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=BASIS_CHARACTERS,
        help_text=gettext_lazy("批准或者决定的机关、文件名称和文号。"),
    )

    def __init__(self, data: QueryDict | None, *, by: Actor, area: AreaLine, today: dt.date) -> None:
        super().__init__(data, initial={"kind": self.kind_key})
        self.area, self.by, self.today = area, by, today
        self.offer()

    kind_key: ChangeKind
    mended_at: Mapping[str, str] = MENDED_AT
    is_complete = True  # whether nothing more is to be asked than was shown

    def offer(self) -> None:
        """Fill the choices that depend on the area."""

    def order(self) -> Order:
        """Return what is asked for, of a form that is valid."""
        raise NotImplementedError

    def codes(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return a code with the register that areas of this level have it from."""
        system = area_pages.CODE_SYSTEMS.get(Level(self.area.level), CodeSystem.NBS)
        return ((system.value, code.strip()),) if code.strip() else ()

    def made(self, kind: ChangeKind, **given: Any) -> Order:
        """Return an order about this area and others with it."""
        data = self.cleaned_data
        others = tuple(int(pk) for pk in data.get("others", ()))
        return Order(kind=kind, areas=(self.area.id, *others), on=data["on"], basis=data["basis"], **given)


def name_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return a field for the name of an area."""
    return forms.CharField(label=label, max_length=MOST_NAME_CHARACTERS, required=required)


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    """Return a field for a code that may stay empty."""
    return forms.CharField(label=label, max_length=CODE_CHARACTERS, required=False, help_text=hint)


class RenameForm(ChangeForm):
    """Another name."""

    kind_key = ChangeKind.RENAME
    name = name_field(gettext_lazy("新名称"))
    field_order = ("kind", "name", "on", "basis")

    def order(self) -> Order:
        return self.made(ChangeKind.RENAME, parts=(Wanted(self.cleaned_data["name"].strip()),))


class MoveForm(ChangeForm):
    """Another area above, and where wanted another name and code."""

    kind_key = ChangeKind.MOVE
    parent = forms.ChoiceField(label=gettext_lazy("划归哪里"))
    name = name_field(gettext_lazy("新名称"), required=False)
    code = code_field(gettext_lazy("新编码"), gettext_lazy("不填就沿用现在的编码。"))
    field_order = ("kind", "parent", "name", "code", "on", "basis")

    def offer(self) -> None:
        self.fields["parent"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(pk), name) for pk, name in parents_for(self.by, self.area, self.today)
        ]

    def order(self) -> Order:
        data = self.cleaned_data
        wanted = Wanted(data["name"].strip(), self.codes(data["code"]))
        return self.made(ChangeKind.MOVE, parent_id=int(data["parent"]), parts=(wanted,))


class MergeForm(ChangeForm):
    """Which others come together with this one, and into what."""

    kind_key = ChangeKind.MERGE
    others = forms.MultipleChoiceField(
        label=gettext_lazy("还有哪些一起合并"), required=False, widget=forms.CheckboxSelectMultiple
    )
    into = forms.ChoiceField(label=gettext_lazy("并入哪里"), required=False)
    name = name_field(gettext_lazy("新区域的名称"), required=False)
    code = code_field(gettext_lazy("新区域的编码"), gettext_lazy("设立新区域时填；可以沿用其中一个的编码。"))
    field_order = ("kind", "others", "into", "name", "code", "on", "basis")

    def offer(self) -> None:
        siblings = [(str(line.id), line.name) for line in siblings_of(self.area, self.today)]
        self.fields["others"].choices = siblings  # type: ignore[attr-defined]  # a field of choices
        new = [("", _("设立一个新的区域"))]
        self.fields["into"].choices = new + siblings  # type: ignore[attr-defined]  # a field of choices

    def order(self) -> Order:
        data = self.cleaned_data
        if data["into"]:
            return self.made(ChangeKind.MERGE, into=int(data["into"]))
        return self.made(ChangeKind.MERGE, parts=(Wanted(data["name"].strip(), self.codes(data["code"])),))


class SplitForm(ChangeForm):
    """The parts by name and code, and which part each area below and each group of addresses goes to."""

    kind_key = ChangeKind.SPLIT

    def offer(self) -> None:
        for part in range(MOST_PARTS):
            number = {"number": part + 1}
            label = _("第 %(number)d 个：名称") % number
            self.fields[f"name_{part}"] = name_field(label, required=part < len(("first", "second")))
            self.fields[f"code_{part}"] = code_field(_("第 %(number)d 个：编码") % number)
        choices = [(str(part), _("归第 %(number)d 个") % {"number": part + 1}) for part in range(MOST_PARTS)]
        for line in children_of(self.area.id, self.today):
            self.fields[f"child_{line.id}"] = forms.ChoiceField(label=line.name, choices=choices)
        self.groups = offered_groups(self.area.id, home_groups(self.area.path))
        for field, group in self.groups:
            self.fields[field] = forms.ChoiceField(label=group_words(group), choices=choices)
        self.order_fields([name for name in self.fields if name not in ("on", "basis")])

    def order(self) -> Order:
        data = self.cleaned_data
        parts = tuple(
            Wanted(
                data[f"name_{part}"].strip(),
                self.codes(data[f"code_{part}"]),
                tuple(
                    int(key.partition("_")[2]) for key in data if key.startswith("child_") and data[key] == str(part)
                ),
                homes=tuple(
                    (self.area.id, each.group) for key, each in self.groups if part and data.get(key) == str(part)
                ),
            )
            for part in range(self.parts())
        )
        return self.made(ChangeKind.SPLIT, parts=parts)

    def parts(self) -> int:
        """Return how many parts have a name, up to the first that has none."""
        names = [self.cleaned_data[f"name_{part}"].strip() for part in range(MOST_PARTS)]
        return next((at for at, name in enumerate(names) if not name), MOST_PARTS)

    def clean(self) -> dict[str, Any]:
        """Say at its field when something goes to a part that has no name."""
        data: dict[str, Any] = self.cleaned_data
        if not self.errors:
            for key, to in data.items():
                if key.startswith(("child_", "home_")) and int(to or 0) >= self.parts():
                    self.add_error(key, _("第 %(number)d 个还没有名称。") % {"number": int(to) + 1})
        return data


class RedrawForm(ChangeForm):
    """
    The new grids of a village line by line; which of them takes each old one; what of an old one goes to another.

    What the last two ask depends on what was said before, so the form may come back with more to answer.
    """

    kind_key = ChangeKind.REDRAW
    mended_at = MENDED_AT | dict.fromkeys(
        (code for code, field in MENDED_AT.items() if field in ("name", "code")), "grids"
    )
    grids = forms.CharField(
        label=gettext_lazy("重新划分以后有哪些网格"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("一行一个：名称，空一格写 15 位编码，没有编码的只写名称。没有变的原样保留。"),
    )

    def offer(self) -> None:
        grids = [line for line in children_of(self.area.id, self.today) if line.level == Level.GRID]
        nodes = open_nodes(line.id for line in grids)
        self.old = {line.id: nodes[line.id] for line in grids}
        self.buildings = {pk: node for pk, node in nodes.items() if pk not in self.old}
        self.groups = {line.id: offered_groups(line.id, home_groups(line.path)) for line in grids}
        self.initial["grids"] = "\n".join(f"{node.name} {grid_code(node)}".strip() for node in self.old.values())
        self.new = read_grids(self.data.get("grids", ""))
        self.is_complete = True
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            for pk in self.old:
                self.ask_where(pk)
        self.order_fields([name for name in self.fields if name not in ("on", "basis")])

    def ask_where(self, pk: int) -> None:
        """Ask which new grid takes an old one, and where it goes to several, what goes to which."""
        name = {"name": self.old[pk].name}
        choices = [(str(at), new) for at, (new, _code) in enumerate(self.new)]
        self.ask(f"to_{pk}", _("原来的%(name)s归到") % name, [("", _("请选择")), *choices], self.default_of(pk))
        below = [(f"child_{each.id}", each.name) for each in self.buildings.values() if each.parent_id == pk]
        below += [(key, group_words(group)) for key, group in self.groups[pk]]
        if len(below) > 1:
            label = _("%(name)s的住户、楼栋要分到几个新网格") % name
            self.fields[f"apart_{pk}"] = forms.BooleanField(label=label, required=False)
        if self.data.get(f"apart_{pk}"):
            for key, label in below:
                named = _("%(grid)s：%(part)s") % {"grid": self.old[pk].name, "part": label}
                self.ask(key, named, [(ALONG, _("随%(name)s走") % name), *choices], ALONG)

    def ask(self, key: str, label: str, choices: Sequence[tuple[str, str]], default: str) -> None:
        """Ask for a choice; one that has not been made yet stands at its default until the form has come back."""
        is_new = key not in self.data
        self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=not is_new)
        if is_new:
            self.data[key] = default  # type: ignore[index]  # a copy of its own
            self.is_complete = False

    def default_of(self, pk: int) -> str:
        """Return the new grid that an old one most likely becomes: of its name, else of its code, else in its place."""
        names = [name for name, _code in self.new]
        codes = [code for _name, code in self.new if code]
        node, is_as_many = self.old[pk], len(self.new) == len(self.old)
        if node.name in names:
            return str(names.index(node.name))
        if grid_code(node) in codes:
            return str([code for _name, code in self.new].index(grid_code(node)))
        return str(list(self.old).index(pk)) if is_as_many else ""

    def clean(self) -> dict[str, Any]:
        """Say when nothing would change."""
        data: dict[str, Any] = self.cleaned_data
        if not self.errors and self.is_complete and len(self.kept()) == len(self.old):
            self.add_error("grids", _("和现在的网格一样，没有要变的。"))
        return data

    def comes_to(self, at: int) -> tuple[list[int], list[int], list[tuple[int, str]]]:
        """Return the old grids that a new one takes, and the buildings and groups of homes that come from others."""
        data = self.cleaned_data
        takes = [pk for pk in self.old if data[f"to_{pk}"] == str(at)]
        children = [pk for pk, node in self.buildings.items() if data.get(f"child_{pk}") == str(at)]
        homes = [
            (pk, each.group) for pk, groups in self.groups.items() for key, each in groups if data.get(key) == str(at)
        ]
        return (
            takes,
            [pk for pk in children if self.buildings[pk].parent_id not in takes],
            [home for home in homes if home[0] not in takes],
        )

    def kept(self) -> dict[int, int]:
        """Return the old grids that stay as they are, by the number of the line that names them again."""
        leaving = {self.buildings[pk].parent_id or 0 for at in range(len(self.new)) for pk in self.comes_to(at)[1]}
        leaving |= {pk for at in range(len(self.new)) for pk, _group in self.comes_to(at)[2]}
        found = {}
        for at, line in enumerate(self.new):
            takes, children, homes = self.comes_to(at)
            if len(takes) == 1 and not children and not homes and takes[0] not in leaving:
                node = self.old[takes[0]]
                if line == (node.name, grid_code(node)):
                    found[at] = node.id
        return found

    def order(self) -> Order:
        kept = self.kept()
        parts = []
        for at, (name, code) in enumerate(self.new):
            takes, children, homes = self.comes_to(at)
            codes = ((CodeSystem.GRID.value, code),) if code else ()
            if at not in kept:
                parts.append(Wanted(name, codes, tuple(children), tuple(takes), tuple(homes)))
        areas = tuple(pk for pk in self.old if pk not in kept.values())
        data = self.cleaned_data
        return Order(ChangeKind.REDRAW, areas, data["on"], data["basis"], parts=tuple(parts))


class AbolishForm(ChangeForm):
    """Nothing but the day and the document."""

    kind_key = ChangeKind.ABOLISH

    def order(self) -> Order:
        return self.made(ChangeKind.ABOLISH)


FORMS: Mapping[str, type[ChangeForm]] = {
    form.kind_key: form for form in (RenameForm, MoveForm, MergeForm, SplitForm, RedrawForm, AbolishForm)
}


def kinds_for(area: AreaLine, on: dt.date) -> tuple[ChangeKind, ...]:
    """Return what can become of an area: grids are drawn anew where there are some."""
    has_grids = any(line.level == Level.GRID for line in children_of(area.id, on))
    return tuple(form.kind_key for form in FORMS.values() if has_grids or form is not RedrawForm)


def read_grids(text: str) -> tuple[tuple[str, str], ...]:
    """Return name and code of each line; a line that ends in digits after a space ends in a code."""
    found = []
    for line in (each.strip() for each in text.splitlines() if each.strip()):
        match = CODED.fullmatch(line)
        found.append((match["name"].strip(), match["code"]) if match else (line, ""))
    return tuple(found)


def grid_code(node: Node) -> str:
    """Return the code of a grid, "" for none."""
    return dict(node.codes).get(CodeSystem.GRID, "")


def offered_groups(area_id: int, groups: Sequence[HomeGroup]) -> tuple[tuple[str, HomeGroup], ...]:
    """Return groups of addresses, each with the name of its field: the largest where there are very many."""
    largest = sorted(groups, key=lambda each: -len(each.addresses))[:MOST_GROUPS]
    names = ((each, blake2b(each.group.encode(), digest_size=4).hexdigest()) for each in groups if each in largest)
    return tuple((f"home_{area_id}_{name}", each) for each, name in names)


def group_words(group: HomeGroup) -> str:
    """Return what the households of a group of addresses are called, and how many there are."""
    given = {"group": group.group or _("没有写组、路的"), "count": len(group.addresses)}
    return _("%(group)s（%(count)d 户）") % given


def siblings_of(area: AreaLine, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the other areas of the same level under the same area."""
    above = ancestors(area.path)[:-1]
    lines = children_of(last_id(above[-1]) if above else None, on)
    return tuple(line for line in lines if line.id != area.id and line.level == area.level)


def parents_for(by: Actor, area: AreaLine, on: dt.date) -> list[tuple[int, str]]:
    """Return the areas to which this one can be moved, by their names from the town down: as high as where it is."""
    above = ancestors(area.path)[:-1]
    if not above:
        return []
    level = lines_of([above[-1]], on)[last_id(above[-1])].level
    tops = {post.path for post in by.posts if all(by.may(right, post.path) for right in RIGHTS)}
    found = [line for top in sorted(tops) for line in areas_in(top, on, level) if line.path != above[-1]]
    towns = lines_of({ancestors(line.path)[-2] for line in found if len(ancestors(line.path)) > 1}, on)
    named = {line.id: line.name for line in found}
    if Level(level) in DRAWN or level == Level.VILLAGE:
        named = {line.id: f"{towns[last_id(ancestors(line.path)[-2])].name} {line.name}" for line in found}
    return list(named.items())
