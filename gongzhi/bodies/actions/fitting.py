"""May a person hold a post as things stand: who is barred, what must be held with it, how many there may be."""

from django.db.models import Q

from gongzhi.bodies import rules
from gongzhi.bodies.lists import HeldBy, PostKind
from gongzhi.bodies.models import Appointment, Body, BodyTerm, HouseholdTie, Post
from gongzhi.bodies.queries import kind_of, post_kind
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.models import Person
from gongzhi.people.queries import relatives_of
from gongzhi.policy.packs import Pack


def check_fit(pack: Pack, post: Post, body: Body, person: Person, term: rules.Term) -> None:
    """
    Do nothing when a person may hold a post over these days.

    :raises Refusal: the person is barred from it, holds too many of its kind, is one too many in its body, or does not
        head a group of households.
    """
    check_bars(pack, post, body, person.pk, term)
    _check_staffing(pack, post, body, term)
    rule = post_kind(pack, post.kind)
    if rule.per_person:
        _check_number(pack, post, rule, person.pk, term)
    if rule.heads_households:
        _check_head(pack, body, person, term)


def check_bars(pack: Pack, post: Post, body: Body, person_id: int, term: rules.Term) -> None:
    """
    Do nothing unless a person, or a near relative, holds a post at this area that excludes this one, either way.

    Some posts exclude each other wherever the person holds them.

    :raises Refusal: one does.
    """
    own = post_kind(pack, post.kind)
    relatives = relatives_of(person_id)
    near = Q(post__body__path=body.path, person_id__in=[person_id, *relatives])
    rows = Appointment.objects.filter(near | Q(person_id=person_id))
    for other in rows.select_related("post__body").order_by("pk"):
        if not term.overlaps(rules.Term(other.from_on, other.to_on)):
            continue
        theirs, is_relative = post_kind(pack, other.post.kind), other.person_id != person_id
        held = {"is_relative": is_relative, "is_here": other.post.body.path == body.path}
        source = rules.barring_source(
            own, kind=other.post.kind, body_kind=other.post.body.kind, **held
        ) or rules.barring_source(theirs, kind=post.kind, body_kind=body.kind, **held)
        if source:
            told = {"title": post.title, "other": other.post.title, "source": pack.source_text(source)}
            code = "bodies.barred_relative" if is_relative else "bodies.barred_oneself"
            raise Refusal(code, figures=told, sources=(source,))


def term_for(rule: PostKind, post: Post, from_on: object) -> BodyTerm | None:
    """
    Return the term of the body in which a post is held from a day; None where it is not held by terms.

    :raises Refusal: the post is an elected one and there is no election record of a term on that day.
    """
    if not (rule.elected or rule.by_term):
        return None
    found = BodyTerm.objects.filter(body=post.body_id, from_on__lte=from_on, to_on__gt=from_on).first()
    if rule.elected and (found is None or found.elected_on is None):
        raise Refusal("bodies.election_missing", figures={"title": post.title, "name": post.body.name})
    return found


def carrier_of(pack: Pack, post: Post, rule: HeldBy, person_id: int, term: rules.Term) -> Appointment:
    """
    Return the appointment that lets a person hold a post: to one of the posts it may be held with.

    :raises Refusal: the person holds none of them on the first day.
    """
    rows = Appointment.objects.filter(person_id=person_id, post__kind__in=rule.posts, from_on__lte=term.from_on)
    if not rule.anywhere:
        rows = rows.filter(post__body=post.body_id)
    held = [row for row in rows.order_by("pk") if rules.is_during(term.from_on, rules.Term(row.from_on, row.to_on))]
    if not held:
        wanted = (pack.list("bodies", "posts").item(kind) for kind in rule.posts)
        names = "、".join(item.label() for item in wanted if item is not None)
        told = {"title": post.title, "posts": names}
        raise Refusal("bodies.not_held_with", figures=told, sources=(rule.source,) if rule.source else ())
    return max(held, key=lambda row: (row.to_on is None, row.to_on))


def _check_number(pack: Pack, post: Post, rule: PostKind, person_id: int, term: rules.Term) -> None:
    """Refuse one post more of a kind than a person may hold; an open figure limits nothing."""
    figure = pack.figure("bodies", rule.per_person, term.from_on)
    rows = Appointment.objects.filter(person_id=person_id, post__kind=post.kind).values_list("from_on", "to_on")
    held = sum(term.overlaps(rules.Term(*pair)) for pair in rows)
    if isinstance(figure.value, int) and held >= figure.value:
        told = {"title": post.title, "held": held, "most": figure.value, "source": pack.source_text(figure.source)}
        raise Refusal("bodies.too_many_posts", figures=told, sources=(figure.source,))


def _check_staffing(pack: Pack, post: Post, body: Body, term: rules.Term) -> None:
    """Refuse one person more than the kind of body may have."""
    staffing = kind_of(pack, body.kind).staffing
    if staffing is None or post.kind not in staffing.posts:
        return
    figure = pack.figure("bodies", staffing.most, term.from_on)
    rows = Appointment.objects.filter(post__body=body, post__kind__in=staffing.posts)
    terms = (rules.Term(*pair) for pair in rows.values_list("from_on", "to_on"))
    holders = sum(term.overlaps(other) for other in terms)
    verdict = rules.may_join(holders=holders, most=figure.value if isinstance(figure.value, int) else None)
    if not verdict.ok:
        told = {**verdict.figures, "name": body.name, "source": pack.source_text(figure.source)}
        raise Refusal(verdict.code, figures=told, sources=(figure.source,))


def _check_head(pack: Pack, body: Body, person: Person, term: rules.Term) -> None:
    """Refuse a head of a household group who is not an adult of one of its households."""
    is_of_group = HouseholdTie.objects.filter(body=body, household=person.household_id, kind="grouped", to_on=None)
    figure = pack.figure("bodies", "adult_age", term.from_on)
    verdict = rules.may_head_households(
        is_of_group=person.household_id is not None and is_of_group.exists(),
        born_on=person.born_on,
        adult_from=int(str(pack.needed("bodies", "adult_age", term.from_on))),
        on=term.from_on,
    )
    if not verdict.ok:
        told = {**verdict.figures, "name": body.name, "source": pack.source_text(figure.source)}
        raise Refusal(verdict.code, figures=told, sources=(figure.source,))
