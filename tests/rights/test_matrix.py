"""The rights matrix: every address × method × role answers as declared beside its view."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path

from gongzhi.accounts.models import User
from gongzhi.accounts.sessions import BACKEND
from gongzhi.kernel.access import EVERYONE, SIGNED_IN, access
from tests.rights.matrix import METHODS, addresses, faults_of, undeclared

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    """Return a client that is signed in to an account without posts."""
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    user = User.objects.create(username=role, name=role, created_at=now, password="!", seal_key="0" * 32)
    session = SessionStore()
    session.update(
        {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
    )
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@pytest.fixture
def clients() -> dict[str, Client]:
    """Return one client per role."""
    return {"visitor": Client(), "resident": signed_in("resident")}


def test_every_address_declares_who_may_reach_it():
    assert undeclared(addresses(get_resolver().url_patterns)) == []


def test_every_address_answers_every_role_as_declared(clients):
    found = list(addresses(get_resolver().url_patterns))
    results = [faults_of(address, clients=clients, cast=None) for address in found]
    cells = sum(count for _, count in results)
    size = f"权限矩阵：{len(found)} 个网址 × {len(METHODS)} 种方法 × {len(clients)} 个角色，共 {cells} 格"
    (settings.VAR / "rights-matrix.txt").write_text(size + "\n", encoding="utf-8")
    assert [fault for faults, _ in results for fault in faults] == []


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@access(get=SIGNED_IN)
def hides(request: HttpRequest) -> HttpResponse:
    raise Http404


@access(get=SIGNED_IN, post=frozenset())
def shows(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@access(get=EVERYONE, sample="nobody_makes_this")
def needs(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", include("gongzhi.config.urls")),
    path("bare/", bare, name="bare"),
    path("unnamed/", shows),
    path("needs/", needs, name="needs"),
    path("hides/", hides, name="hides"),
    path("shows/", shows, name="shows"),
]


@pytest.mark.urls(__name__)
def test_an_address_nobody_declared_is_a_fault():
    faults = undeclared(addresses(get_resolver().url_patterns))
    assert [fault.partition(":")[0] for fault in faults] == ["bare", "unnamed/", "needs"]


@pytest.mark.urls(__name__)
def test_an_answer_other_than_the_declared_one_is_a_fault(clients):
    found = {address.name: address for address in addresses(get_resolver().url_patterns)}
    hidden, _ = faults_of(found["hides"], clients=clients, cast=None)
    assert hidden == ["hides GET as resident: declared an answer, got 404"]
    shown, cells = faults_of(found["shows"], clients=clients, cast=None)
    assert shown == ["shows POST as resident: declared 404, got an answer"]
    assert cells == len(METHODS) * len(clients)
