"""The notice of a change of the tree, as an office sends it out. Papers are Chinese, whoever prints them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.documents.papers import Paper, Table
from gongzhi.territory.queries import Changed, Turn, Turned
from gongzhi.territory.rules import ChangeKind

KIND = "portal.change_notice"
NUMBERS = "一二三四五六七八九"
MOST_NAMES = 8  # areas or bodies that a sentence names; the rest is counted
NONE = "——"


@dataclass(frozen=True, slots=True)
class Told:
    """
    Hold what the notice says beside the change itself.

    `issuer` is the office that sends it and `place` what that office governs; `bodies` are those whose seals are to be
    changed; `address` is the public page of what stands there now, "" for none.
    """

    change: Changed
    turns: Sequence[Turn]
    issuer: str
    place: str
    bodies: Sequence[str]
    address: str


def day_words(day: dt.date) -> str:
    """Return 2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def names(words: Sequence[str]) -> str:
    """Return names as a sentence lists them; of very many the first, and how many there are."""
    if len(words) <= MOST_NAMES:
        return "、".join(words)
    return f"{'、'.join(words[:MOST_NAMES])}等{len(words)}个"


def olds(told: Told) -> list[Turned]:
    """Return the areas that ended or were renamed, each once."""
    return list({turn.before.area.id: turn.before for turn in told.turns if turn.before}.values())


def news(told: Told) -> list[Turned]:
    """Return the areas there are after the change, each once."""
    return list({turn.after.area.id: turn.after for turn in told.turns if turn.after}.values())


def named(lines: Sequence[Turned]) -> str:
    """Return the names of areas as a sentence lists them."""
    return names([line.area.name for line in lines])


def moved(told: Told) -> str:
    """Return 将石塘村由狮岭镇划归新华镇管辖, with its new name where it has one."""
    (old,), (new,) = olds(told), news(told)
    anew = "" if old.area.name == new.area.name else f"，更名为{new.area.name}"
    return f"将{old.area.name}由{old.above}划归{new.above}管辖{anew}"


def merged(told: Told) -> str:
    """Return 撤销石塘村，并入禾坪村, or what is set up in the place of both."""
    (new,) = news(told)
    way = "并入" if new.from_on < told.change.on else "合并设立"
    return f"撤销{named(olds(told))}，{way}{new.area.name}"


WHAT: Mapping[str, Callable[[Told], str]] = {
    ChangeKind.RENAME: lambda told: f"将{named(olds(told))}更名为{named(news(told))}",
    ChangeKind.MOVE: moved,
    ChangeKind.MERGE: merged,
    ChangeKind.SPLIT: lambda told: f"撤销{named(olds(told))}，分设{named(news(told))}",
    ChangeKind.ABOLISH: lambda told: f"撤销{named(olds(told))}",
    ChangeKind.REDRAW: lambda told: f"重新划分{olds(told)[0].above}网格",
}


def addressees(place: str) -> str:
    """Return whom an office sends its notices to: by the last sign of what it governs (镇, 乡, 街道 or above)."""
    if place.endswith("街道"):
        return "各村（社区），街道各单位："
    if place.endswith(("镇", "乡")):
        return f"各村（社区），{place[-1]}属各单位："
    return f"各镇（街道），{place[-1:]}直各单位："


def about_names(told: Told) -> str:
    """Say where names and codes stand."""
    if told.change.kind == ChangeKind.REDRAW:
        counts = f"原有网格{len(olds(told))}个，划分以后为{len(news(told))}个"
        return f"网格的名称和编码。{counts}，名称、编码和对应关系见附件；没有列出的网格不变。"
    return "名称和代码。变更前后的名称和代码见附件。"


def about_bodies(told: Told) -> str:
    """Say what becomes of bodies and posts."""
    bodies = told.change.figures.get("body", 0)
    if not bodies:
        return ""
    return (
        f"组织和岗位。原有的{bodies}个组织随之转入，任职人员、任期不变，继续履行职责；"
        "同类组织有两个以上的，按章程和法律办理选举、合并或者撤销，办理以前各自负责原来的范围。"
    )


def about_seals(told: Told) -> str:
    """Say whose seals are to be changed; those of grids have none."""
    if not told.bodies:
        return ""
    return (
        f"印章和牌子。{names(told.bodies)}的印章、牌子与变更后的名称不一致的，"
        "请按印章管理的规定停用、交回、换发，并更换牌子。"
    )


def about_homes(told: Told) -> str:
    """Say that people need not do anything."""
    homes, persons = told.change.figures.get("household", 0), told.change.figures.get("person", 0)
    if not (homes or persons):
        return ""
    return f"住户和居民。{homes}户、{persons}人的登记已经随之转入，不需要群众另行办理。"


def about_requests(told: Told) -> str:
    """Say where requests are now."""
    if told.change.kind == ChangeKind.RENAME:
        return "群众诉求。编号、查询码、承办单位和期限都不变。"
    waiting = told.change.figures.get("case", 0)
    where = named(news(told))
    first = f"没有办结的{waiting}件已经转入{where}，" if waiting and where else ""
    return (
        f"群众诉求。{first}编号、查询码、承办单位和期限都不变；"
        "已经办结的保留在原区域名下，按日期可以查到；要求重新办理的，由现在的区域受理。"
    )


ABOUT = (about_names, about_bodies, about_seals, about_homes, about_requests)


def annex(told: Told) -> Table:
    """Return names and codes before and after, a row for each pair."""
    sides = ((turn.before, turn.after) for turn in told.turns)
    return Table(
        title="附件：变更前后名称、代码对照表",
        headings=("变更前", "代码", "变更后", "代码"),
        rows=[[cell for side in pair for cell in cells(side)] for pair in sides],
    )


def cells(side: Turned | None) -> tuple[str, str]:
    """Return name and codes of an area as the table has them."""
    return (f"{side.above}{side.area.name}", "、".join(side.codes) or NONE) if side else (NONE, NONE)


def notice(told: Told, on: dt.date) -> Paper:
    """Return the notice, with the number of the document left to be written in by hand."""
    what = WHAT[told.change.kind](told)
    said = [words for words in (about(told) for about in ABOUT) if words]
    return Paper(
        kind=KIND,
        title=f"关于{what.removeprefix('将').replace('，', '')}的通知",
        issuer=told.issuer,
        number=f"　　　　〔{on.year}〕　　号",
        number_label="文号",
        day=day_words(on),
        salutation=addressees(told.place),
        paragraphs=(
            f"根据{told.change.basis}，自{day_words(told.change.on)}起，{what}。现将有关事项通知如下：",
            *(f"{NUMBERS[at]}、{words}" for at, words in enumerate(said)),
            "特此通知。",
        ),
        sealed_by=told.issuer,
        annexes=(annex(told),),
        address=told.address,
        address_label="扫码看现在由谁服务、在哪里办事" if told.address else "",
    )
