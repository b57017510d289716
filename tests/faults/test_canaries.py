"""
Numbers planted through the pages and the API that take them are found nowhere in the clear.

Looked through are all columns of all tables (packed and signed ones undone), the file of the database, what is written
to the log, addresses the site leads to, and titles of pages.
"""

import io
import logging
import re
import zlib
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from gongzhi.cases.models import Case
from gongzhi.cases.queries import name_of, normal_claim
from gongzhi.kernel import jobs
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.logs import Lines
from gongzhi.kernel.models import PostedAnswer
from gongzhi.people.models import Person

# Fit numbers of nobody: area digits of 石塘村's county, a day of birth, and digits that add up.
IDENTITY, OTHER_IDENTITY = "440114199103072231", "440114198807154421"
PHONES = {"asked": "19955500011", "api": "19955500022", "geo": "19955500033", "written": "19955500044",
          "new": "19955500055", "roster": "19955500066", "tried": "19955500077"}  # fmt: skip
NAME = "金丝雀氏"  # of who asked
WORDS = "三组路口的路灯坏了三天，晚上老人不敢走。"
JSON = "application/json"

pytestmark = [pytest.mark.django_db]


def fitting(first: str) -> str:
    """Return an identity number with the last sign that its digits ask for (GB 11643-1999)."""
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]


NUMBERS = [fitting(each[:17]) for each in (IDENTITY, OTHER_IDENTITY)]
CANARIES = [*NUMBERS, *PHONES.values()]


class Travel:
    """Browsers that plant what they are told, and keep every address and title they come by."""

    def __init__(self, cast) -> None:
        self.cast, self.seen, self.claims, self.logged = cast, [], [], ""

    def go(self, client: Client, path: str, told: object = None, **how: object):
        """Ask for a page, or send a form to it."""
        answer = client.get(path) if told is None else client.post(path, told, **how)
        title = re.search(r"<title>(.*?)</title>", answer.content.decode(errors="replace"), re.S)
        self.seen += [path, answer.get("Location", ""), title[1] if title else ""]
        return answer


@pytest.fixture
def travelled(cast, caplog):
    """Return what was seen and logged while every number was planted."""
    caplog.set_level(logging.INFO)
    travel = plant(cast)
    travel.logged = "".join(Lines().format(record) for record in caplog.records)
    return travel


def plant(cast) -> Travel:
    """Plant every number by every way there is, refused and taken, and let the work behind the pages be done."""
    travel, area = Travel(cast), cast.area("village").id
    ask_about_something(travel, area)
    keep_people(travel, area)
    try_to_sign_in(travel)
    jobs.load_handlers()
    for _ in range(60):
        if not jobs.run_one(now=now(), machine_now=machine_now()):
            break
    return travel


def ask_about_something(travel: Travel, area: int) -> None:
    visitor, clerk = travel.cast.client("visitor"), travel.cast.client("village_clerk")
    told = {"item": "street_light", "words": WORDS, "name": NAME, "idempotency_key": "k" * 20}
    taken = travel.go(visitor, f"/ask/?area={area}", told | {"phone": PHONES["asked"]})
    assert taken.status_code == 302
    travel.go(visitor, taken["Location"])
    travel.go(
        visitor, f"/ask/?area={area}", told | {"words": "短", "phone": PHONES["asked"], "idempotency_key": "m" * 20}
    )
    body = {"area": area, "item": "street_light", "words": WORDS + "二", "name": NAME, "phone": PHONES["api"]}
    headers = {"Idempotency-Key": "a" * 32}
    answer = travel.go(visitor, "/api/v1/requests", body, content_type=JSON, headers=headers)
    assert answer.status_code == 201
    travel.claims = [answer.json()["claim_code"], normal_claim(answer.json()["claim_code"])]
    assert travel.go(visitor, "/api/v1/requests", body | {"words": 5}, content_type=JSON).status_code == 422
    geo = {"service_code": "street_light", "description": WORDS + "三", "address_id": str(area), "phone": PHONES["geo"],
           "last_name": NAME}  # fmt: skip
    assert travel.go(visitor, "/open311/v2/requests.json?jurisdiction_id=440114", geo).status_code == 201
    written = {
        "item": "street_light",
        "words": WORDS + "四",
        "channel": "visit",
        "name": NAME,
        "phone": PHONES["written"],
    }
    assert travel.go(clerk, "/cases/new/", written | {"idempotency_key": "w" * 20}).status_code == 201
    for case in Case.objects.all():
        travel.go(clerk, f"/cases/{case.pk}/")


def keep_people(travel: Travel, area: int) -> None:
    clerk = travel.cast.proved("village_clerk")
    person = {"area": area, "name": "邱小兰", "phone": PHONES["new"], "residence": "local", "idempotency_key": "p" * 20}
    assert travel.go(clerk, "/people/new/", person).status_code == 302
    pk = Person.objects.get(name="邱小兰").pk
    paper = {"paper": "identity", "number": NUMBERS[0], "idempotency_key": "q" * 20}
    assert travel.go(clerk, f"/people/{pk}/paper/", paper).status_code == 302
    wrong = {"paper": "identity", "number": NUMBERS[0][:-1] + "?"}
    assert travel.go(clerk, f"/people/{pk}/paper/", wrong).status_code == 422
    sheet = io.BytesIO(f"姓名,身份证号码,联系电话\n黄大山,{NUMBERS[1]},{PHONES['roster']}\n".encode())
    sheet.name = "名册.csv"
    assert travel.go(clerk, "/people/rosters/", {"area": area, "sheets": sheet}).status_code == 302
    assert NUMBERS[0] in travel.go(clerk, f"/people/{pk}/number/", {"reason": "核对"}).content.decode()
    travel.go(clerk, f"/people/{pk}/")
    for number in (PHONES["new"], NUMBERS[0]):
        found = travel.go(clerk, "/people/", {"find": "1", "q": number})
        assert "邱小兰" in travel.go(clerk, found["Location"]).content.decode()


def try_to_sign_in(travel: Travel) -> None:
    visitor = travel.cast.client("visitor")
    for password in ("wrong-password-1", "wrong-password-2"):
        travel.go(visitor, "/sign-in/", {"username": PHONES["tried"], "password": password})
    travel.go(visitor, "/sign-in/phone/", {"phone": PHONES["tried"]})


def texts_of(value: object) -> Iterator[bytes]:
    """Yield what can be read in a value: as it stands, and with packing and spelling undone."""
    if value is None or isinstance(value, bool):
        return
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    yield raw
    for undo in (b64decode, lambda each: urlsafe_b64decode(each + b"=" * (-len(each) % 4)), zlib.decompress):
        try:
            yield undo(raw)
        except (ValueError, zlib.error):
            continue


def values_of_all_tables() -> Iterator[tuple[str, object]]:
    """Yield every value of every column of every table, with its place."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{name}", value) for name, value in zip(names, row, strict=True))
    for session in Session.objects.all():
        yield "django_session, undone", session.get_decoded()


def found_in(values: Iterator[tuple[str, object]], canaries: list[str]) -> set[tuple[str, str]]:
    """Return where which canaries can be read, backwards too."""
    signs = {canary: (canary.encode(), canary.encode("utf-16-le"), canary[::-1].encode()) for canary in canaries}
    return {
        (place, canary)
        for place, value in values
        for text in texts_of(value)
        for canary, ways in signs.items()
        if any(way in text for way in ways)
    }


def test_no_number_can_be_read_in_any_table(travelled):
    assert Case.objects.exclude(phone_sealed=None).count() == 4, "the numbers are there, sealed"
    assert Person.objects.exclude(identity_sealed=None).count() >= 1
    assert found_in(values_of_all_tables(), CANARIES) == set()


def test_no_claim_code_can_be_read_in_any_table(travelled):
    """Who reads the database, kept answers included, can follow nobody's request."""
    assert PostedAnswer.objects.count() >= 2
    assert found_in(values_of_all_tables(), travelled.claims) == set()


def test_the_name_of_who_asked_can_be_read_in_no_table(travelled):
    assert {name_of(case) for case in Case.objects.all()} == {NAME}, "it is there, sealed"
    assert found_in(values_of_all_tables(), [NAME]) == set()


def test_no_number_can_be_read_in_the_pages_of_the_database(travelled):
    """On SQLite the file is looked through as well: what indexes, emptied pages and free space hold."""
    if connection.vendor == "sqlite":
        content = connection.connection.serialize()
        assert WORDS.encode() in content, "it is the file that was written to"
        assert [each for each in [*CANARIES, NAME] if each.encode() in content] == []


def test_no_number_or_name_is_logged_or_stands_in_an_address_or_a_title(travelled):
    assert travelled.logged
    seen = travelled.logged + "".join(travelled.seen)
    assert [each for each in [*CANARIES, NAME] if each in seen] == []


def test_a_fault_in_the_middle_of_a_page_logs_no_number(cast, caplog, monkeypatch):
    monkeypatch.setattr("gongzhi.cases.web.asking.filed", lambda request, where, form: 1 / 0)
    client = cast.client("visitor")
    client.raise_request_exception = False
    told = {"item": "street_light", "words": WORDS, "name": NAME, "phone": PHONES["asked"]}
    assert client.post(f"/ask/?area={cast.area('village').id}", told).status_code == 500
    logged = "".join(Lines().format(record) for record in caplog.records)
    assert "ZeroDivisionError" in logged
    assert [each for each in (PHONES["asked"], NAME) if each in logged] == []
