"""The API as a program meets it: `program` speaks JSON as a role of the cast, with the form token where it writes."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from gongzhi.cases.actions import Filed
from gongzhi.cases.factories import filed_with_claim

ROOT = "/api/v1"
TOKEN = "t" * 32


@dataclass(frozen=True)
class Program:
    """A client that sends and takes JSON; `client` is held to the form token, as browsers are."""

    client: Client

    def get(self, path: str, **headers: str) -> HttpResponseBase:
        """Read an address of the API."""
        return self.client.get(ROOT + path, headers=headers)

    def post(self, path: str, told: object = None, **headers: str) -> HttpResponseBase:
        """Send JSON to an address of the API; `key="…"` is the idempotency key, `claim="…"` the claim code."""
        names = {"key": "Idempotency-Key", "claim": "Claim-Code"}
        sent = {names.get(name, name): value for name, value in headers.items()}
        if settings.SESSION_COOKIE_NAME in self.client.cookies:
            self.client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
            sent = {"X-CSRFToken": TOKEN} | sent
        return self.client.post(ROOT + path, told or {}, content_type="application/json", headers=sent)

    def every(self, path: str) -> list[dict]:
        """Return the lines of all pages of a list, turned by its own links."""
        found: list[dict] = []
        answer = self.get(path).json()
        while True:
            found += answer["items"]
            if answer["next"] is None:
                return found
            answer = self.client.get(answer["next"]).json()


@pytest.fixture
def program(cast) -> Callable[[str], Program]:
    """Return what makes a program of a role."""

    def make(role: str = "visitor", *, has_proved: bool = False) -> Program:
        client = cast.proved(role) if has_proved else cast.client(role)
        client.handler.enforce_csrf_checks = True
        return Program(client)

    return make


@pytest.fixture
def filed(cast) -> Filed:
    """Return a request of a visitor in the village of the cast, with its claim code."""
    return filed_with_claim(cast)


@pytest.fixture
def told(cast) -> dict[str, object]:
    """Return what somebody asks in the village of the cast."""
    return {
        "area": cast.area("village").id,
        "item": "street_light",
        "words": "三组路口的路灯坏了三天，晚上老人不敢走。",
    }
