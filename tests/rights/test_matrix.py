"""The rights matrix: every address × method × role answers as declared beside its view."""

import time

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path

from gongzhi.config.wsgi import settle_down
from gongzhi.kernel.access import EVERYONE, ROLES, SIGNED_IN, access
from tests.rights.matrix import METHODS, addresses, faults_of, undeclared

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients(cast) -> dict[str, Client]:
    """Return one client per role."""
    return {role: cast.client(role) for role in ROLES}


def test_every_address_declares_who_may_reach_it():
    assert undeclared(addresses(get_resolver().url_patterns)) == []


@pytest.mark.slow
def test_every_address_answers_every_role_as_declared(clients, cast):
    found = list(addresses(get_resolver().url_patterns))
    settle_down()
    began = time.process_time()
    results = [faults_of(address, clients=clients, cast=cast) for address in found]
    cells = sum(count for _, count in results)
    rate = f"处理器每秒 {cells / (time.process_time() - began):.0f} 格"
    size = f"权限矩阵：{len(found)} 个网址 × {len(METHODS)} 种方法 × {len(clients)} 个角色，共 {cells} 格，{rate}"
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
def test_an_answer_other_than_the_declared_one_is_a_fault(clients, cast):
    found = {address.name: address for address in addresses(get_resolver().url_patterns)}
    hidden, _ = faults_of(found["hides"], clients=clients, cast=cast)
    assert hidden == [f"hides GET as {role}: declared an answer, got 404" for role in ROLES[1:]]
    shown, cells = faults_of(found["shows"], clients=clients, cast=cast)
    assert shown == [f"shows POST as {role}: declared 404, got an answer" for role in ROLES[1:]]
    assert cells == len(METHODS) * len(clients)
