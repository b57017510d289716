"""What the tests of pages share: reading a page, sending a form, a person and an appointment."""

from django.urls import reverse

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY
from gongzhi.kernel.clock import now, today
from gongzhi.people.actions import register_person


def page(client, view, /, *args, **query):
    answer = client.get(reverse(f"bodies:{view}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().partition("<main")[2]


def send(client, view, /, *args, query="", **given):
    return client.post(reverse(f"bodies:{view}", args=args) + query, given)


def person(cast, name="邱小兰", at="village", **more):
    return register_person(by=BY, name=name, area_id=cast.area(at).id, now=now(), **more)


def appoint(found, kind, who):
    given = {"body_id": found.pk, "kind": kind, "person_id": who.pk, "from_on": today(), "basis": "选举结果"}
    return actions.appoint_as(by=BY, now=now(), **given)
