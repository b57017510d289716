"""A resident's words, name and phone are planted and looked for wherever anybody else can read."""

import pytest
from django.urls import get_resolver, reverse

from gongzhi.cases.actions import Applicant, file_case, index_text
from gongzhi.cases.queries import locality, number_of
from gongzhi.cases.rules import Channel
from gongzhi.kernel.access import ROLES
from gongzhi.kernel.clock import now
from tests.rights.matrix import Made, addresses, sample_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS, NAME, PHONE = "灯下金丝雀第七号", "金丝雀氏", "19912345678"
QUERY = {"q": "金丝雀", "jurisdiction_id": "440114", "state": "all"}


@pytest.fixture
def planted(cast):
    """File a request of the resident that holds words nobody else uses; return it as named in addresses."""
    case = file_case(
        by=cast.actor("resident"), where=locality(cast.area("village").id, now().date()), item="street_light",
        words=WORDS, place=WORDS,
        applicant=Applicant(name=NAME, phone=PHONE, person_id=cast.person_id("resident")), channel=Channel.WEB,
        now=now(),
    ).case  # fmt: skip
    index_text(case_id=case.pk)
    return {"case": case.pk, "number": number_of(case)}


def interfaces():
    for address in addresses(get_resolver().url_patterns):
        if address.name.startswith(("api:", "open311:")) and "GET" in address.access.methods:
            yield address


def read(cast, address, role, planted):
    """Read an address as a role, naming the planted request wherever the address names one."""
    made = sample_of(address)(cast)
    arguments = dict(made.arguments if isinstance(made, Made) else made)
    arguments |= {name: planted[name] for name in planted if name in arguments}
    return cast.client(role).get(reverse(address.name, kwargs=arguments), QUERY).content.decode()


def test_nobody_outside_the_village_and_its_desks_meets_a_resident_s_words(cast, planted):
    met = {
        (role, address.name)
        for role in ROLES
        for address in interfaces()
        if WORDS in read(cast, address, role, planted)
    }
    readers = {role for role, _ in met}
    assert readers == {"resident", "village_clerk", "town_desk", "supervisor", "county_official"}
    own = {name for role, name in met if role == "resident"}
    assert own == {"api:case", "api:request", "api:requests", "open311:request", "open311:requests"}


def test_nobody_at_all_reads_a_whole_name_or_phone(cast, planted):
    for role in ROLES:
        for address in interfaces():
            shown = read(cast, address, role, planted)
            assert PHONE not in shown, (role, address.name)
            assert NAME not in shown, (role, address.name)
