"""Walk every address with every method as every role, and say where the answer is not the declared one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from gongzhi.kernel import clock
from gongzhi.kernel.access import Access, Made

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FIRST_FAILURE, NOT_SIGNED_IN, NOT_FOUND, NOT_ALLOWED, UNPROCESSABLE = 400, 401, 404, 405, 422
Sample = Callable[[Any], dict[str, object] | Made]


@dataclass(frozen=True, slots=True)
class Address:
    """Hold one URL pattern: its route as written, its full name, the room that brings it, and its view."""

    route: str
    name: str
    room: str
    view: Callable[..., object]

    @property
    def access(self) -> Access | None:
        """Return what the view declares about itself."""
        return getattr(self.view, "access", None)


def addresses(patterns: Iterable[URLPattern | URLResolver], route: str = "", spaces: str = "") -> Iterator[Address]:
    """Yield every URL pattern under these, in order."""
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{spaces}{each.namespace}:" if each.namespace else spaces
            yield from addresses(each.url_patterns, here, inner)
        else:
            name = f"{spaces}{each.name}" if each.name else ""
            yield Address(here, name, room_of(spaces, each.callback), each.callback)


def room_of(spaces: str, view: Callable[..., object]) -> str:
    """Return the room an address belongs to: that of its namespace, else that of the view's module."""
    rooms = {room.label for room in apps.get_app_configs() if room.name.startswith("gongzhi.")}
    first = spaces.partition(":")[0]
    parts = view.__module__.split(".")
    return first if first in rooms else parts[1] if parts[0] == "gongzhi" else ""


def samples_of(room: str) -> Mapping[str, Sample]:
    """Return what a room's `factories.py` can make."""
    name = f"gongzhi.{room}.factories"
    return import_module(name).SAMPLES if room and find_spec(name) else {}


def sample_of(address: Address) -> Sample | None:
    """Return the maker of the row an address needs; `room.name` names another room's."""
    wanted = address.access.sample if address.access else None
    if wanted is None:
        return lambda cast: {}
    room, _, name = wanted.rpartition(".")
    return samples_of(room or address.room).get(name)


def undeclared(found: Iterable[Address]) -> list[str]:
    """Say of each address what its declaration lacks; an empty list is as it should be."""
    faults = []
    for address in found:
        if not address.name:
            faults.append(f"{address.route}: has no name")
        elif address.access is None:
            faults.append(f"{address.name}: its view carries no @access")
        elif not address.access.methods:
            faults.append(f"{address.name}: declares no method")
        elif sample_of(address) is None:
            faults.append(f"{address.name}: SAMPLES of {address.room} has no {address.access.sample!r}")
    return faults


def asks_to_sign_in(answer: HttpResponseBase) -> bool:
    """Tell whether the answer sends a visitor to the sign-in page, or tells a program to sign in."""
    if answer.status_code == NOT_SIGNED_IN:
        return True
    return answer.status_code == 302 and answer["Location"].partition("?")[0] == resolve_url(settings.LOGIN_URL)


def expected(access: Access, *, method: str, role: str) -> str:
    """Return what a role is declared to get: an answer, 405, the sign-in page, or 404."""
    if method not in access.methods:
        return "405"
    if role in access.methods[method]:
        return "an answer"
    return "the sign-in page" if role == "visitor" else "404"


def got(answer: HttpResponseBase) -> str:
    """Return what an answer is, in the words of `expected`."""
    if asks_to_sign_in(answer):
        return "the sign-in page"
    if answer.status_code < FIRST_FAILURE or answer.status_code == UNPROCESSABLE:
        return "an answer"
    fault = getattr(answer, "exc_info", None)
    return f"{answer.status_code} {fault[1]!r}" if fault else str(answer.status_code)


def sent(client: Client, *, method: str, url: str, access: Access, made: Made) -> HttpResponseBase:
    """Send a request as the declaration says: a form, or JSON to an operation of the API."""
    headers = dict(made.headers)
    if method != "POST":
        return client.generic(method, url, headers=headers)
    if access.json is None:
        return client.post(url, access.body | dict(made.body), headers=headers)
    return client.post(url, {**access.json, **made.body}, content_type="application/json", headers=headers)


def ask(client: Client, *, method: str, url: str, access: Access, made: Made) -> HttpResponseBase:
    """Ask once and take back whatever the answer changed."""
    client.raise_request_exception = False
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = sent(client, method=method, url=url, access=access, made=made)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def faults_of(address: Address, *, clients: Mapping[str, Client], cast: Any) -> tuple[list[str], int]:
    """Try one address whole; return where the answer is another than declared, and how many cells were tried."""
    access, sample = address.access, sample_of(address)
    if access is None or sample is None:
        return [], 0
    faults = []
    with transaction.atomic():
        made = sample(cast)
        made = made if isinstance(made, Made) else Made(made)
        url = reverse(address.name, kwargs=dict(made.arguments), query=dict(made.query) or None)
        for method in METHODS:
            for role, client in clients.items():
                want = expected(access, method=method, role=role)
                have = got(ask(client, method=method, url=url, access=access, made=made))
                if have != want:
                    faults.append(f"{address.name} {method} as {role}: declared {want}, got {have}")
        transaction.set_rollback(True)
    clock.forget()
    return faults, len(METHODS) * len(clients)
