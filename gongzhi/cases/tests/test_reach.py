"""Who may read a request: by the area of a post, by having it in hand, or as who asked; and by nothing else."""

import pytest

from gongzhi.cases import queries, rules
from gongzhi.cases.models import Case
from gongzhi.cases.queries import ties_of
from gongzhi.cases.tests.world import NOW, filed, place
from gongzhi.kernel.actors import VISITOR, Actor, Grant, PostHeld, Reach, system_actor

TOWN, VILLAGE, NEXT_VILLAGE = "1/2/", "1/2/3/", "1/2/30/"
HOLDER, HANDLER, APPLICANT = 7, 8, 9
TIES = rules.Ties(
    area_path=VILLAGE,
    holder_body=HOLDER,
    holder_person=None,
    handler_body=HANDLER,
    handler_person=None,
    applicant_person=APPLICANT,
)


def actor(reach: Reach | None, path: str, body: int) -> Actor:
    grants = () if reach is None else (Grant("cases.read_cases", path, reach),)
    post = PostHeld(1, 2, "village_clerk", "文书", body, "村民委员会", 4, path)
    return Actor(name="何晓燕", account_id=1, person_id=5, posts=(post,), grants=grants)


@pytest.mark.parametrize(
    ("reach", "path", "body", "may"),
    [
        (Reach.SUBTREE, TOWN, 0, True),
        (Reach.SUBTREE, VILLAGE, 0, True),
        (Reach.SUBTREE, NEXT_VILLAGE, 0, False),
        (Reach.AREA, VILLAGE, 0, True),
        (Reach.AREA, TOWN, 0, False),
        (Reach.OWN, VILLAGE, 0, False),
        (Reach.OWN, NEXT_VILLAGE, HOLDER, True),
        (Reach.OWN, NEXT_VILLAGE, HANDLER, True),
        (None, VILLAGE, HOLDER, False),
    ],
)
def test_a_post_reads_the_requests_of_its_area_and_those_in_its_hand_where_it_reads_any(reach, path, body, may):
    assert rules.may_read(by=actor(reach, path, body), ties=TIES) is may


def test_who_asked_reads_the_own_request_and_nobody_reads_one_that_nobody_signed():
    assert rules.may_read(by=Actor(name="刘小芳", account_id=1, person_id=APPLICANT), ties=TIES)
    assert not rules.may_read(by=Actor(name="欧阳娜娜", account_id=2, person_id=10), ties=TIES)
    unsigned = rules.Ties(VILLAGE, HOLDER, None, HANDLER, None, None)
    assert not rules.may_read(by=VISITOR, ties=unsigned)
    assert rules.may_read(by=system_actor("sweep"), ties=unsigned)


@pytest.mark.django_db
def test_a_list_holds_exactly_what_may_be_read_one_by_one():
    made = place("base")
    here, there = filed(made).case, filed(made, area="elsewhere").case
    village, town = made.areas["village"].path, made.areas["town"].path
    posts = [made.actor(kind) for kind in made.posts]
    places = ((village, 0), (village, here.holder_body), (town, 0), (town, here.holder_body))
    given = [(reach, path, body) for reach in (None, *Reach) for path, body in places]
    readers = [*posts, *(actor(*each) for each in given), VISITOR]
    both = Case.objects.filter(pk__in=(here.pk, there.pk))
    found = set()
    for by in readers:
        listed = {case.pk for case in queries.cases_in(by, queries.Filter(), before=None, limit=9, now=NOW)}
        assert listed == {case.pk for case in both if rules.may_read(by=by, ties=ties_of(case))}
        found.add(len(listed))
    assert found == {0, 1, 2}
