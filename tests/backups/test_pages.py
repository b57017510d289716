"""Pages opened in a restored copy: what is missing on one, or does not open, is said by the key of the page."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.queries import locality
from gongzhi.cases.rules import Channel
from gongzhi.config.backups import pages
from gongzhi.config.backups.pages import Wanted, open_pages, wanted
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import now, today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection():
    """Let the site keep the connection of the test, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_page_without_its_words_or_without_an_answer_is_a_fault_and_stops_no_other(cast, monkeypatch):
    town = cast.area("county").name
    asked = (
        Wanted("bare", "/", ("这里没有的字",)),
        Wanted("gone", "/a/987654/", ()),
        Wanted("home", "/", (cast.area("province").name,)),
        Wanted("village", f"/a/{cast.area('village').id}/", (cast.area("village").name, town)),
    )
    monkeypatch.setattr(pages, "wanted", lambda: iter(asked))
    found = open_pages()
    assert found.pages == ["home", "village"]
    assert found.faults == ["page bare: 1 of 1 things are not on it", "page gone: 404 Not Found"]


def test_a_page_that_breaks_is_told_by_the_kind_of_fault_and_by_nothing_it_says(cast, monkeypatch):
    def broken(page):
        raise KeyError("13800004127")

    monkeypatch.setattr(pages, "fault_of", broken)
    found = open_pages()
    assert (found.pages, set(found.faults)) == ([], {"page home: KeyError", "page village: KeyError"})


def test_the_newest_request_is_opened_as_somebody_who_reads_it_and_as_nobody_where_there_is_none(cast):
    assert [page.key for page in wanted()] == ["home", "village"]
    filed = file_case(
        by=VISITOR, where=locality(cast.area("village").id, today()), item="street_light", words="巷口的路灯三天没亮了",
        applicant=Applicant(), channel=Channel.WEB, now=now(),
    )  # fmt: skip
    request = list(wanted())[-1]
    assert (request.key, request.path) == ("request", f"/cases/{filed.case.pk}/")
    assert request.user is not None
    assert open_pages() == pages.Opened(["home", "village", "request"], [])
