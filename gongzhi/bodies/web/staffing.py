"""Posts, who holds them, and members: setting up, appointing, joining, and their ends."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.bodies import actions, listing, offers
from gongzhi.bodies.rolls import may_see
from gongzhi.bodies.web.answering import (
    KEEPERS,
    STAFFERS,
    actor_of,
    answered,
    body_in,
    day_in,
    done,
    page_of_body,
    said,
)
from gongzhi.bodies.web.forms import AppointForm, MemberForm, PostForm
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.looking import finding, sought
from gongzhi.kernel.wording import in_brackets
from gongzhi.people.queries import line_of
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import line_at

MOST_TYPED = 40


@access(get=STAFFERS, post=STAFFERS, sample="body", body={"kind": "branch_secretary"})
@idempotent
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up a post in a body."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.create_post")
    kinds = offers.posts_for(pack_at(path=found.path, on=today), found, line_at(found.path, today).level)
    form = PostForm(request.POST or None, kinds=kinds)

    def act(given: Mapping[str, Any]) -> object:
        return actions.create_post(by=actor, body_id=pk, kind=given["kind"], title=given["title"], now=clock.now())

    return answered(request, form, act, to=page_of_body(pk), shown=about(found, _("设立岗位"), _("设立")))


def about(found: Any, title: str, button: str) -> dict[str, object]:
    """Return what a form about a body shows around its fields."""
    return {"title": title, "lead": found.name, "back": page_of_body(found.pk), "button": button}


def searched(request: HttpRequest, actor: Actor) -> dict[str, object]:
    """Return whom the address asks for, and the persons found, as a form for choosing shows them."""
    name, phone = sought(request, "name"), sought(request, "phone")
    found = [line_of(person) for person in listing.persons_named(actor, name=name, phone=phone)]
    return {
        "finder": "person",
        "name": name,
        "phone": phone,
        "options": tuple((str(line.id), label_of(line.name, line.address, line.phone)) for line in found),
    }


def label_of(*parts: str) -> str:
    """Return what is known of a person beside the box: name, address, phone masked."""
    name, *more = parts
    known = _("，").join(part for part in more if part)
    return in_brackets(name, known) if known else name


@access(get=STAFFERS, post=STAFFERS, sample="body", body={"from_on": "2026-01-05", "basis": "党员大会选举结果"})
@finding
@idempotent
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody hold a post of a body, which is set up when it is not yet."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.appoint")
    who = searched(request, actor)
    form = AppointForm(
        request.POST or None,
        persons=who["options"],
        posts=offers.posts_in(actor, found, today),
        origins=offers.named(listing.origins_for(actor, found, today)),
    )

    def act(given: Mapping[str, Any]) -> object:
        holding: dict[str, Any] = {
            "by": actor,
            "person_id": int(given["person"]),
            "from_on": given["from_on"],
            "to_on": given["to_on"],
            "basis": given["basis"],
            "manner": form.manner(),
            "now": clock.now(),
        }
        what, _colon, key = given["post"].partition(":")
        if what == offers.STANDING:
            return actions.appoint(post_id=int(key), **holding)
        return actions.appoint_as(body_id=pk, kind=key, **holding)

    shown = about(found, _("登记任职"), _("登记任职")) | who | {"note": _needs_term(found, today)}
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


def _needs_term(found: Any, today: Any) -> str:
    """Return what is said beside the form of an appointment where the body has elected posts."""
    if not offers.has_elected_posts(found, today):
        return ""
    return _("选举产生的职务要先有这一届的选举记录，在组织页的“任期”里登记；任职到届满之日为止。")


@access(get=KEEPERS, post=KEEPERS, sample="body", body={"kind": "party_member", "from_on": "2026-01-05"})
@finding
@idempotent
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody join a body as a member."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.describe_body")
    pack = pack_at(path=found.path, on=today)
    kinds = tuple((key, label) for key, label in offers.members_for(pack, found) if may_see(actor, pack, found, key))
    who = searched(request, actor)
    form = MemberForm(request.POST or None, persons=who["options"], kinds=kinds)

    def act(given: Mapping[str, Any]) -> object:
        return actions.add_member(
            by=actor,
            body_id=pk,
            person_id=int(given["person"]),
            kind=given["kind"],
            unit=given["unit"],
            from_on=given["from_on"],
            shares=form.shares_given(),
            reason=given["reason"],
            now=clock.now(),
        )

    return answered(request, form, act, to=page_of_body(pk), shown=about(found, _("登记成员"), _("登记成员")) | who)


@access(post=KEEPERS, sample="member", body={"reason": "转出"})
@require_POST
@idempotent
def end_member(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership on a day, with the reason."""
    ended = actions.end_membership(
        by=actor_of(request), member_id=pk, on=day_in(request), reason=said(request), now=clock.now()
    )
    return done(request, ended.body_id)
