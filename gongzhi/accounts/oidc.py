"""
Sign-in by an identity provider that speaks OpenID Connect: the way there, and what its token proves.

The provider is named by settings; what it offers is read from its own document and kept for a while. A token counts
when it is signed by a key of the provider with an algorithm of public keys, issued by it for this site, for the sign-in
that this browser began, and not expired (OpenID Connect Core 1.0, 3.1.3.7).
"""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Keys of the provider are public; one that could be a shared secret, or none, must never be enough.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
WAIT_SECONDS = 5.0
KEPT_SECONDS = 600.0
LEEWAY_SECONDS = 60  # clocks differ
LARGEST_ANSWER = 1_000_000  # bytes
ASKED = "openid profile"

_kept: dict[str, tuple[float, Any]] = {}


class ProviderFails(Exception):
    """Say that the provider does not answer, or answers what it must not."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Hold what a browser keeps of a sign-in it began: nobody else can end it, and it ends once."""

    state: str
    nonce: str
    verifier: str


class Stay(HTTPRedirectHandler):
    """Follow no redirect: only the addresses that the provider names are asked."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Return nothing, so that a redirect is a failure."""


OPENER = build_opener(Stay)


def is_on() -> bool:
    """Tell whether this site has an identity provider."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def is_safe(address: str) -> bool:
    """Tell whether an address is https, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def fetch(address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
    """
    Return the JSON that an address of the provider answers with.

    :raises ProviderFails: it does not answer in time, answers something else, or is no safe address.
    """
    if not is_safe(address):
        raise ProviderFails(f"not https: {address}")
    body = urlencode(form).encode() if form is not None else None
    request = Request(address, data=body, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310  # checked above
    try:
        with OPENER.open(request, timeout=WAIT_SECONDS) as answer:
            return json.loads(answer.read(LARGEST_ANSWER))
    except (URLError, HTTPException, OSError, ValueError) as fault:
        raise ProviderFails(f"{address}: {fault}") from fault


def kept(address: str) -> Any:
    """Return the JSON at an address, read anew after a while."""
    known = _kept.get(address)
    if known is None or time.monotonic() - known[0] > KEPT_SECONDS:
        known = _kept[address] = (time.monotonic(), fetch(address))
    return known[1]


def forget() -> None:
    """Read the provider's documents anew at the next question."""
    _kept.clear()


def described() -> Mapping[str, Any]:
    """
    Return the provider's description of itself.

    :raises ProviderFails: there is none, or it is another's.
    """
    found = kept(settings.OIDC_ISSUER.rstrip("/") + "/.well-known/openid-configuration")
    if not isinstance(found, dict) or found.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderFails("the description is not of this issuer")
    return found


def begin() -> Begun:
    """Return fresh secrets for one sign-in."""
    return Begun(*(secrets.token_urlsafe(32) for _ in range(3)))


def way_there(begun: Begun, *, back: str) -> str:
    """Return where a browser goes to sign in at the provider, with proof of possession for the code (RFC 7636)."""
    challenge = base64.urlsafe_b64encode(sha256(begun.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": ASKED,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    there = str(described().get("authorization_endpoint", ""))
    if not is_safe(there):
        raise ProviderFails(f"not https: {there}")
    return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"


def subject_of(begun: Begun, *, code: str, back: str) -> str:
    """
    Return whom the provider says has signed in: the claim `OIDC_CLAIM` of a token that counts.

    :raises ProviderFails: the provider gives no token for this code, or one that does not count.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": begun.verifier}
    answer = fetch(str(described().get("token_endpoint", "")), form=form, headers={"Authorization": credentials()})
    token = answer.get("id_token") if isinstance(answer, dict) else None
    claims = claims_in(str(token or ""), nonce=begun.nonce)
    subject = claims.get(settings.OIDC_CLAIM)
    if not isinstance(subject, str) or not subject:
        raise ProviderFails(f"the token has no {settings.OIDC_CLAIM}")
    return subject


def credentials() -> str:
    """Return how this site names itself to the provider."""
    pair = f"{settings.OIDC_CLIENT_ID}:{settings.OIDC_CLIENT_SECRET}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def claims_in(token: str, *, nonce: str) -> Mapping[str, Any]:
    """
    Return what a token claims, once everything about it was checked.

    :raises ProviderFails: the signature, issuer, audience, time or nonce is not right.
    """
    address = str(described().get("jwks_uri", ""))
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.OIDC_ISSUER},
        aud={"essential": True, "value": settings.OIDC_CLIENT_ID},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set(kept(address)), algorithms=ALGORITHMS)
        rules.validate(found.claims)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        _kept.pop(address, None)  # the provider may have changed its keys: the next try reads them
        raise ProviderFails(f"the token does not count: {type(fault).__name__}") from fault
    if found.claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise ProviderFails("the token is for another site")
    return dict(found.claims)
