"""Every column of a person has its roles declared, and no page of the site shows one to anybody else."""

import datetime as dt
from collections import defaultdict

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from gongzhi.kernel import clock
from gongzhi.kernel.access import ROLES
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now
from gongzhi.people.actions import correct_person, record_paper
from gongzhi.people.fields import COLUMNS, NEVER
from gongzhi.people.models import Household, Person
from gongzhi.people.rules import Facts
from tests.rights.matrix import Made, addresses, sample_of

pytestmark = pytest.mark.django_db
BY = system_actor("test")
NUMBER = "11010519491231002X"  # the worked example that GB 11643 is usually taught with; it belongs to nobody
PHONE = "19900000001"


@pytest.fixture
def canaries(cast):
    """Give the resident values that nobody else has; return them by column as pages, not forms, write them."""
    pk = cast.person_id("resident")
    facts = Facts("金丝雀", "female", dt.date(1949, 12, 31), "overseas", "sibling", "金丝雀巷九号")
    correct_person(by=BY, person_id=pk, facts=facts, address="金丝雀里七号", now=now())
    record_paper(by=BY, person_id=pk, paper="identity", number=NUMBER, now=now())
    Household.objects.update(register_number="0017-4127")
    person = Person.objects.get(pk=pk)
    return {
        "name": ("金丝雀",),
        "born_on": ("1949年12月31日", "1949-12-31"),
        "relation": ("<dd>兄弟姐妹</dd>",),
        "registered_address": ("金丝雀巷九号",),
        "household": ("金丝雀里七号", "0017-4127"),
        "residence": ("<dd>境外</dd>",),
        "paper": ("<dd>居民身份证（含港澳台居民居住证）",),
        "phone_sealed": (PHONE, bytes(person.phone_sealed).hex()),
        "phone_index": (bytes(person.phone_index).hex(),),
        "identity_sealed": (NUMBER, NUMBER[6:14], bytes(person.identity_sealed).hex()),
        "identity_index": (bytes(person.identity_index).hex(),),
        "seal_key": (person.seal_key,),
    }


def pages():
    """Return every address that can be read."""
    found = addresses(get_resolver().url_patterns)
    return [each for each in found if each.access is not None and "GET" in each.access.methods]


def read(cast, clients, address):
    """Yield what each role reads at an address, about the resident wherever it is about a person of the cast."""
    with transaction.atomic():
        made = sample_of(address)(cast)
        made = made if isinstance(made, Made) else Made(made)
        url = reverse(address.name, kwargs=dict(made.arguments), query=dict(made.query) or None)
        for role, client in clients.items():
            cookies = client.cookies.copy()  # some addresses change the language or the size of letters
            answer = client.get(url, headers=dict(made.headers))
            client.cookies = cookies
            yield role, "" if answer.streaming else answer.content.decode(errors="replace")
        transaction.set_rollback(True)
    clock.forget()


def test_every_column_of_a_person_is_declared_with_roles_that_there_are():
    assert set(COLUMNS) == {field.name for field in Person._meta.concrete_fields}
    assert all(roles <= frozenset(ROLES) for roles in COLUMNS.values())
    assert {name for name, roles in COLUMNS.items() if name.endswith(("_sealed", "_index")) and roles} == set()


@pytest.mark.slow
def test_pages_show_each_column_to_the_roles_declared_for_it_and_to_nobody_else(cast, canaries):
    clients = {role: cast.client(role) for role in ROLES}
    met = defaultdict(set)
    for address in pages():
        for role, page in read(cast, clients, address):
            for column, texts in canaries.items():
                if any(text in page for text in texts):
                    met[column].add((role, address.name))
    roles = {column: frozenset(role for role, _ in seen) for column, seen in met.items()}
    assert roles == {column: COLUMNS[column] for column in canaries if COLUMNS[column] != NEVER}
