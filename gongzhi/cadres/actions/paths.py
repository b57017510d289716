"""Let somebody enter a post by a path, on the records that the path asks for."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies.actions import appoint_as
from gongzhi.bodies.queries import body_line, posts_held
from gongzhi.cadres import rules
from gongzhi.cadres.fields import ROOM, labels_of
from gongzhi.cadres.lists import Path
from gongzhi.cadres.models import File, PathEntry
from gongzhi.cadres.queries import KEEP_FILES, kinds_on
from gongzhi.cadres.quotas import locked_quota, top_of, use
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at, post_titles


@transaction.atomic
def enter_path(
    *, by: Actor, key: str, file_id: int, body_id: int, from_on: dt.date, basis: str, now: dt.datetime
) -> PathEntry:
    """
    Appoint the person of a file to the post of a body that a path leads to.

    :raises NotVisible: the file or the body is not for this actor.
    :raises Refusal: the place knows no such path, a record or post it asks for is missing, the posts of the year are
        used up, or the person cannot be appointed.
    """
    file = File.objects.select_for_update(of=("self",)).filter(pk=file_id).first()
    if file is None or not by.may(KEEP_FILES, file.path):
        raise NotVisible
    body = body_line(body_id)
    pack = pack_at(path=body.path, on=localdate(now))
    item = _item(pack, key)
    _check(pack, item, file, from_on)
    _use_quota(pack, item, body.path, from_on)
    appointment = appoint_as(
        by=by,
        body_id=body_id,
        kind=item.read_as(Path).post,
        person_id=file.person_id,
        from_on=from_on,
        basis=basis,
        now=now,
    )
    entry = PathEntry.objects.create(
        key=key, file=file, appointment=appointment, path=body.path, on=from_on, year=from_on.year
    )
    write_entry(
        code="cadres.path_entered",
        by=by,
        now=now,
        subject=("cadres.file", file.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"path": key, "body": body_id, "from": from_on.isoformat(), "entry": entry.pk},
    )
    return entry


def _item(pack: Pack, key: str) -> Item:
    """Return a path as the place lists it; refuse one it does not list."""
    item = pack.list(ROOM, "paths").item(key)
    if item is None:
        choices = [each.label() for each in pack.list(ROOM, "paths").items]
        raise Refusal("cadres.path_unknown", figures={"path": key, "choices": choices or "—"})
    return item


def _check(pack: Pack, item: Item, file: File, on: dt.date) -> None:
    """Refuse who does not hold what a path asks for, or on whose file a record is missing."""
    rule = item.read_as(Path)
    held = {post.kind for post in posts_held(file.person_id, on)}
    verdict = rules.may_enter(rule, on_file=kinds_on(file, pack, on=on, counting=True), held=held)
    if not verdict.ok:
        told = {
            "label": item.label(),
            "posts": list(post_titles(pack, rule.holds)),
            "records": labels_of(pack, "records", verdict.figures.get("kinds", ())),  # type: ignore[arg-type]  # keys
        }
        raise Refusal(verdict.code, figures=told, sources=(rule.source,) if rule.source else ())


def _use_quota(pack: Pack, item: Item, path: str, on: dt.date) -> None:
    """Use one of the posts of the year, where the path has a number of them."""
    rule = item.read_as(Path)
    if not rule.quota:
        return
    most = int(str(pack.needed(ROOM, rule.quota, on)))
    source = pack.figure(ROOM, rule.quota, on).source
    quota = locked_quota(key=item.key, path=top_of(path, rule.quota_level), year=on.year, most=most)
    use(quota, more=1, most=most, label=item.label(), source=source, source_text=pack.source_text(source))
