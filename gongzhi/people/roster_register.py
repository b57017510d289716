"""What a roster is read by and compared with: kinds of rosters of a place, villages and grids, who is registered."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from gongzhi.kernel.actors import Actor, PostHeld
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.sealing import unseal_bytes
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Household, Person
from gongzhi.people.roster_tables import RosterHeading, RosterImport
from gongzhi.people.rosters import corrections
from gongzhi.people.rosters.corrections import Corrections
from gongzhi.people.rosters.findings import Findings, unpacked
from gongzhi.people.rosters.matching import KnownHousehold, KnownPerson
from gongzhi.people.rosters.rows import Places
from gongzhi.people.rosters.shapes import Kind, Roster
from gongzhi.people.rosters.spelling import word_of
from gongzhi.policy.queries import adoptions_on, pack_at
from gongzhi.territory.queries import AreaLine, areas_in

IMPORT = "people.import_roster"
COLUMN = "people.roster"  # what a roster and everything found in it is sealed for
ROSTERS = ("people", "rosters")
LEVELS = ("county", "town", "village")  # what a roster can be of: a village, or all villages of a town or county
AT_ONCE = 5000  # values of one question: well below what either database takes
KNOWN = (
    "id",
    "name",
    "sex",
    "born_on",
    "residence",
    "relation",
    "registered_address",
    "paper",
    "identity_index",
    "phone_index",
    "household_id",
    "area_path",
    "seal_key",
    "closed_on",
)
BODIES = ("村民委员会", "居民委员会", "村委会", "居委会", "社区居民委员会", "社区居委会", "村", "社区", "")
"""What stands behind the name of a village or community in rosters, or is left out."""


def kinds_at(path: str, on: dt.date) -> tuple[Kind, ...]:
    """Return the kinds of rosters that the pack of a place knows."""
    pack = pack_at(path=path, on=on)
    relations = {
        word_of(text): item.key
        for item in pack.list("people", "relations").items
        for text in (item.zh, *item.data.get("also", ()))
    }
    return tuple(Kind(item.key, item.label(), item.read_as(Roster), relations) for item in pack.list(*ROSTERS).items)


def kinds_within(paths: Iterable[str], on: dt.date) -> dict[str, str]:
    """Return the kinds of rosters that these areas and all below them know: their names by key."""
    tops = tuple(dict.fromkeys(paths))
    followed = [*tops, *(each.path for each in adoptions_on(on) if each.path.startswith(tops))]
    return {kind.key: kind.label for path in followed for kind in kinds_at(path, on)}


def kind_at(path: str, key: str, on: dt.date) -> Kind:
    """
    Return one kind of roster of a place.

    :raises NotVisible: the place keeps no such roster.
    """
    found = next((kind for kind in kinds_at(path, on) if kind.key == key), None)
    if found is None:
        raise NotVisible
    return found


def places_of(area: AreaLine, on: dt.date) -> Places:
    """
    Return where the rows of a roster of this area can live.

    :raises Refusal: the area is neither a village nor above one.
    """
    if area.level not in LEVELS:
        raise Refusal("people.roster_area_unfit", figures={"area": area.name})
    villages = areas_in(area.path, on, "village")
    spelled: dict[str, set[int]] = {}
    for village in villages:
        for name in spellings_of(village.name):
            spelled.setdefault(name, set()).add(village.id)
    exact = {village.name: village.id for village in villages}
    clear = {name: next(iter(ids)) for name, ids in spelled.items() if len(ids) == 1}
    return Places(area.id, {**clear, **exact}, {each.id: each.name for each in villages}, grids_in(area, villages, on))


def spellings_of(name: str) -> Iterator[str]:
    """Yield the ways in which rosters write the name of a village or community."""
    core = next((name.removesuffix(each) for each in BODIES if each and name.endswith(each)), name)
    for each in BODIES:
        if len(core) > 1 or each:
            yield core + each


def grids_in(area: AreaLine, villages: Sequence[AreaLine], on: dt.date) -> Mapping[tuple[int, str], int]:
    """Return the grids below an area by village and name, with and without the name of the village before it."""
    found: dict[tuple[int, str], int] = {}
    tops = {village.path: village for village in villages}
    for grid in areas_in(area.path, on, "grid"):
        village = next((tops[path] for path in tops if grid.path.startswith(path)), None)
        if village is not None:
            bare = grid.name.removeprefix(village.name)
            found.update({(village.id, name): grid.id for name in (grid.name, bare, village.name + bare)})
    return found


def village_of(path: str, villages: Mapping[int, str]) -> int:
    """Return which of these villages a path lies in, 0 for none of them: somebody registered directly at a town."""
    return next((int(each) for each in path.split("/")[:-1] if int(each) in villages), 0)


def known_persons(path: str, villages: Mapping[int, str]) -> Iterator[KnownPerson]:
    """Yield everybody registered at or under an area, closed ones as well."""
    rows = Person.objects.filter(within("area_path", (subtree(path),))).order_by("id").values_list(*KNOWN)
    for pk, name, sex, born_on, *plain, number, phone, home, at, seal_key, closed_on in rows.iterator(AT_ONCE):
        residence, relation, registered_address, paper = plain
        yield KnownPerson(
            pk,
            name,
            sex,
            born_on.isoformat() if born_on else "",
            residence,
            relation,
            registered_address,
            paper,
            bytes(number) if number is not None else None,
            bytes(phone) if phone is not None else None,
            home,
            village_of(at, villages),
            seal_key,
            closed_on is not None,
        )


def known_households(path: str, villages: Mapping[int, str]) -> Iterator[KnownHousehold]:
    """Yield the households registered at or under an area."""
    rows = Household.objects.filter(within("area_path", (subtree(path),))).order_by("id")
    for pk, area_id, at, number, address in rows.values_list(
        "id", "area_id", "area_path", "register_number", "address"
    ).iterator(AT_ONCE):
        yield KnownHousehold(pk, village_of(at, villages), area_id, number, address)


def registered_elsewhere(indexes: Sequence[bytes], path: str) -> frozenset[bytes]:
    """Return which of these numbers stand on a roster outside an area; neither where nor whose is told."""
    first, end = subtree(path)
    found: set[bytes] = set()
    for start in range(0, len(indexes), AT_ONCE):
        rows = Person.objects.filter(identity_index__in=indexes[start : start + AT_ONCE], closed_on=None)
        outside = rows.exclude(area_path__gte=first, area_path__lt=end)
        found.update(bytes(index) for index in outside.order_by().values_list("identity_index", flat=True) if index)
    return frozenset(found)


def headings_of(office: int, kind: str) -> dict[str, str]:
    """Return what an office has said about the headings of its rosters."""
    rows = RosterHeading.objects.filter(office=office, kind=kind)
    return dict(rows.order_by("pk").values_list("heading", "field"))


def office_of(by: Actor) -> int:
    """Return the body for which an actor works on rosters; 0 for the system."""
    return by.posts[0].body_id if by.posts else 0


def posts_kept(by: Actor) -> list[dict[str, object]]:
    """Return the posts of an actor as a record keeps them."""
    return [asdict(post) for post in by.posts]


def actor_kept(record: RosterImport) -> Actor:
    """Return who handed in a roster, as the journal names them; the rights were asked when they pressed."""
    posts = tuple(PostHeld(**each) for each in record.posts)
    return Actor(name=record.by_name, account_id=record.by_account, person_id=record.by_person, posts=posts)


def roster_for(by: Actor, pk: int) -> RosterImport:
    """
    Return a roster that this account handed in.

    :raises NotVisible: there is none, or another account handed it in, or the actor takes in no rosters there any more.
    """
    found = RosterImport.objects.filter(pk=pk).first()
    if found is None or found.by_account != by.account_id or not by.may(IMPORT, found.area_path):
        raise NotVisible
    return found


def rosters_of(by: Actor) -> Iterable[RosterImport]:
    """Return the last rosters that this account handed in, newest first, without their contents."""
    rows = RosterImport.objects.filter(by_account=by.account_id).order_by("-id")
    return rows.defer("content_sealed", "corrections_sealed", "findings_sealed", "marked_sealed")[:20]


def corrections_of(record: RosterImport) -> Corrections:
    """Return what a clerk put in place of what the file says."""
    if record.corrections_sealed is None:
        return Corrections()
    return corrections.unpacked(unseal_bytes(record.corrections_sealed, column=COLUMN, row=record.seal_key))


def findings_of(record: RosterImport) -> Findings:
    """Return what was found in a roster; nothing while it waits and after it is over."""
    if record.findings_sealed is None:
        return Findings()
    return unpacked(unseal_bytes(record.findings_sealed, column=COLUMN, row=record.seal_key))
