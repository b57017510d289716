"""What a place lays down for requests: its matters, what is said first, who receives them, the way and its limits."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongzhi.bodies.queries import Holder, nearest_holders, serving
from gongzhi.cases import rules
from gongzhi.cases.lists import Item, Warned
from gongzhi.cases.models import Case
from gongzhi.cases.queries.one import language, pack_for
from gongzhi.kernel.due import in_words
from gongzhi.kernel.paths import ancestors
from gongzhi.kernel.workdays import Unit
from gongzhi.policy.packs import Item as PackItem
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.procedures.definitions import END, RELATIONS, Step
from gongzhi.procedures.queries import Definition, definition_in, definition_of
from gongzhi.territory.queries import AreaLine, area_line, full_name

INTAKE_POSTS = ("village_clerk", "town_desk")  # who takes requests in, nearest first


@dataclass(frozen=True, slots=True)
class Locality:
    """Hold an area as it is on a day, with the pack it follows that day."""

    area: AreaLine
    pack: Pack


def locality(area_id: int, on: dt.date) -> Locality:
    """
    Return where a request is about.

    :raises NotVisible: there is no such area on that day.
    """
    area = area_line(area_id, on)
    return Locality(area, pack_at(path=area.path, on=on))


def item_in(pack: Pack, key: str) -> tuple[PackItem, Item] | None:
    """Return a matter of the place's list with what the list says of it."""
    found = pack.list("cases", "items").item(key)
    return (found, found.read_as(Item)) if found else None


def entrusted_items(pack: Pack, on: dt.date) -> frozenset[str]:
    """Return the matters whose procedure asks for the resident's authorisation, because somebody acts for them."""
    procedures = {item.key: item.read_as(Item).procedure for item in pack.list("cases", "items").items}
    asking = {
        each for each in set(procedures.values()) if "authorisation" in definition_in(pack, each, on).steps[0].evidence
    }
    return frozenset(key for key, procedure in procedures.items() if procedure in asking)


def warnings_for(pack: Pack, text: str) -> tuple[Warned, ...]:
    """Return what must be said first about a text: who to call when life is in danger, where a court decides."""
    found = []
    for name in ("urgent_words", "elsewhere"):
        for item in pack.list("cases", name).items:
            warned = item.read_as(Warned)
            if rules.words_found(text, warned.words):
                found.append(warned)
    return tuple(found)


def receivers_for(case: Case, on: dt.date) -> tuple[Holder, ...]:
    """
    Return whom a request may be given to, by area: its own first, then those nearest to it.

    Per kind of post that may do the step which follows, those in the area of the request, else the nearest above.
    """
    holders = serving(kinds=receiving_kinds(case, on), path=case.area_path, on=on)
    own = len(ancestors(case.area_path))
    return tuple(sorted(holders, key=lambda holder: (abs(len(ancestors(holder.path)) - own), holder.path)))


def receiving_kinds(case: Case, on: dt.date) -> tuple[str, ...]:
    """Return the kinds of post a request may be given to: its item's and the next step's, if they may do that step."""
    pack, definition = pack_for(case, on), definition_of(case.run)
    found = item_in(pack, case.item)
    kinds = found[1].receivers if found else ()
    if not case.step or definition.step(case.step).deed != "assign":
        return kinds
    following = definition.step(definition.step(case.step).outcomes[0].to)
    named = (kind for kind in following.by if kind not in RELATIONS)
    return tuple(kind for kind in dict.fromkeys((*kinds, *named)) if may_ever(pack, kind, rules.RIGHTS[following.deed]))


def may_ever(pack: Pack, kind: str, right: str) -> bool:
    """Tell whether a place gives a kind of post this right, wherever it reaches."""
    item = pack.list("accounts", "grants").item(kind)
    return item is not None and any(grant["action"] == right for grant in item.data["grants"])


def intake_body(case: Case, on: dt.date) -> str:
    """Return the full name of the body that takes requests in where this one is, `狮岭镇石塘村村民委员会`."""
    found = nearest_holders(kinds=INTAKE_POSTS, path=case.area_path, on=on)
    if not found:
        return full_name(case.area_path, on)
    above = ancestors(found[0].path)[-2:-1]
    return f"{full_name(above[0], on) if above else ''}{found[0].body_name}"


def limits_of(pack: Pack, definition: Definition, on: dt.date) -> tuple[tuple[str, str], ...]:
    """Return label and limit of each step with a clock on the straight way; a limit nobody has set is said to be."""
    steps_with_clocks = (step for step in straight_way(definition) if step.clock)
    return tuple((step.label.text(language()), limit_in(pack, definition, step, on)) for step in steps_with_clocks)


def limit_in(pack: Pack, definition: Definition, step: Step, on: dt.date) -> str:
    """Return the limit of a step with a clock as a place sets it on a day, `2 个工作日`."""
    figure = pack.figure(definition.room, str(step.clock), on)
    if isinstance(figure.value, int):
        return in_words(figure.value, Unit(figure.unit))
    return _("办理期限未设定")


def straight_way(definition: Definition, after: str = "") -> tuple[Step, ...]:
    """Return the steps from the first, or after one, to the end, if nothing is returned and nobody is dissatisfied."""
    step = definition.step(after) if after else definition.steps[0]
    found = [] if after else [step]
    while step.outcomes[0].to != END:
        step = definition.step(step.outcomes[0].to)
        if step in found:
            break
        found.append(step)
    return tuple(found)
