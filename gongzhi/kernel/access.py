"""
Who is expected to reach an address, declared beside the view and tested whole.

The declaration says what a person of each role sees: allowed roles get an answer, signed-in others a 404, visitors the
sign-in page. It does two things at run time (ask visitors to sign in, answer 405 to other methods) and is otherwise the
yardstick of the rights matrix: the rows themselves are guarded by `x_for`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.http import HttpRequest

from gongzhi.kernel.actors import Actor

ROLES = (
    "visitor",
    "resident",
    "resident_elsewhere",
    "grid_officer",
    "party_member",
    "village_clerk",
    "clerk_elsewhere",
    "town_desk",
    "department_desk",
    "supervisor",
    "county_official",
    "organiser",
    "system_admin",
    "security_admin",
    "audit_admin",
)
EVERYONE = frozenset(ROLES)
SIGNED_IN = EVERYONE - {"visitor"}
STAFF = SIGNED_IN - {"resident", "resident_elsewhere"}
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
HANDLERS = STAFF - ADMINISTRATORS - {"organiser"}  # whose posts meet requests of residents
NOBODY: frozenset[str] = frozenset()

View = TypeVar("View", bound=Callable[..., object])


class Request(HttpRequest):
    """Type a request as views get it: with the actor that `accounts` gave it."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class Access:
    """
    Hold the roles expected per HTTP method.

    `sample` names an entry of `SAMPLES` in the room's `factories.py`, which makes the row the address needs and returns
    its keyword arguments, or `Made`; None for an address without arguments. `body` is form data that a POST needs to
    get past 400, `json` the same for an operation of the API.
    """

    methods: dict[str, frozenset[str]]
    sample: str | None = None
    body: dict[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None

    @property
    def is_public(self) -> bool:
        """Tell whether a visitor may use any method of it."""
        return any("visitor" in roles for roles in self.methods.values())

    def joined(self, other: "Access") -> "Access":
        """Return what two operations at one address declare together."""
        json = self.json if other.json is None else other.json
        return Access(self.methods | other.methods, self.sample or other.sample, self.body | other.body, json)


@dataclass(frozen=True, slots=True)
class Made:
    """Hold what a sample has made: arguments of the address, and query, headers and body that a request needs."""

    arguments: Mapping[str, object]
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)


def only(*roles: str) -> frozenset[str]:
    """Return these roles; an unknown one is a mistake of the programmer."""
    unknown = set(roles) - EVERYONE
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")
    return frozenset(roles)


def access(
    *,
    get: frozenset[str] | None = None,
    post: frozenset[str] | None = None,
    sample: str | None = None,
    body: dict[str, str] | None = None,
    json: Mapping[str, object] | None = None,
) -> Callable[[View], View]:
    """Declare who is expected to read (`get`) and to write (`post`) at a view."""
    methods = {name: roles for name, roles in (("GET", get), ("POST", post)) if roles is not None}

    def declare(view: View) -> View:
        view.access = Access(methods=methods, sample=sample, body=body or {}, json=json)  # type: ignore[attr-defined]  # a mark on the function
        return view

    return declare
