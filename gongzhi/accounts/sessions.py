"""The session of a signed-in browser: whose it is, how long it lasts, when it last proved who it is."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponseBase

from gongzhi.accounts import actions, queries, rules
from gongzhi.accounts.models import User
from gongzhi.accounts.oidc import Begun
from gongzhi.accounts.passkeys import Site, State
from gongzhi.accounts.rules import PENDING

BACKEND = "gongzhi.accounts.sessions.SessionBackend"
PENDING_KEY, STEP_UP_KEY = "accounts_pending", "accounts_stepped_up"
CHALLENGE_KEY, CHALLENGE_AGE = "accounts_challenge", dt.timedelta(minutes=5)
PHONE_KEY = "accounts_phone_code"
IDENTITY_KEY, IDENTITY_AGE = "accounts_identity", dt.timedelta(minutes=10)
ENTERED_KEY, SEEN_KEY = "accounts_entered", "accounts_seen"
SEEN_EVERY = dt.timedelta(minutes=1)  # so that reading page after page writes once a minute
LANGUAGE_AGE = dt.timedelta(days=365)

# What a browser says about itself, first match counts: WeChat and Edge also call themselves Chrome, Chrome Safari.
BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("QQBrowser", "QQ"), ("UCBrowser", "UC"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class SessionBackend(BaseBackend):
    """Find the account of a session with its person; passwords are looked at by `actions.check_password`."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account unless it was closed."""
        return queries.user_for_session(user_id)


def device_of(request: HttpRequest) -> str:
    """Return the browser and system of a request in two words, as far as they say."""
    agent = request.headers.get("User-Agent", "")
    found = (next((word for mark, word in names if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return " · ".join(word for word in found if word)


def hold(request: HttpRequest, *, user: User, target: str, at: dt.datetime) -> None:
    """Remember that the password was right and the code is to come."""
    request.session.cycle_key()
    request.session[PENDING_KEY] = {"user": user.pk, "at": at.timestamp(), "next": target}


def held(request: HttpRequest, *, at: dt.datetime) -> tuple[User | None, str]:
    """Return whose code is awaited and where to go on; nobody when the password is too long ago."""
    pending = request.session.get(PENDING_KEY)
    if not pending or abs(at.timestamp() - pending["at"]) > PENDING.total_seconds():
        return None, ""
    return queries.user_for_session(pending["user"]), pending["next"]


def keep_phone_code(request: HttpRequest, code_id: int, *, target: str) -> None:
    """Remember which code this browser asked for, by its id: the phone stands in no session."""
    request.session[PHONE_KEY] = {"id": code_id, "next": target}


def phone_code_of(request: HttpRequest) -> tuple[int | None, str]:
    """Return which code this browser asked for and where to go on; None when it asked for none."""
    kept = request.session.get(PHONE_KEY)
    return (kept["id"], kept["next"]) if kept else (None, "")


def keep_identity(request: HttpRequest, begun: Begun, *, purpose: str, target: str, at: dt.datetime) -> None:
    """Remember which sign-in at the identity provider this browser began."""
    secrets = [begun.state, begun.nonce, begun.verifier]
    request.session[IDENTITY_KEY] = {"begun": secrets, "purpose": purpose, "next": target, "at": at.timestamp()}


def take_identity(request: HttpRequest, *, at: dt.datetime) -> tuple[Begun | None, str, str]:
    """Return that, what it is for and where to go on, this once; None when there is none or it is too long ago."""
    kept = request.session.pop(IDENTITY_KEY, None)
    if kept is None or abs(at.timestamp() - kept["at"]) > IDENTITY_AGE.total_seconds():
        return None, "", ""
    return Begun(*kept["begun"]), kept["purpose"], kept["next"]


def site_of(request: HttpRequest) -> Site:
    """Return the address under which this browser sees the site."""
    return Site(request.scheme or "http", request.get_host())


def keep_challenge(request: HttpRequest, state: State, *, at: dt.datetime) -> None:
    """Remember what the answer of an authenticator will be held against."""
    request.session[CHALLENGE_KEY] = {"state": dict(state), "at": at.timestamp()}


def take_challenge(request: HttpRequest, *, at: dt.datetime) -> State:
    """Return that, this once; nothing when there is none or it is too long ago."""
    kept = request.session.pop(CHALLENGE_KEY, None)
    if kept is None or abs(at.timestamp() - kept["at"]) > CHALLENGE_AGE.total_seconds():
        return {}
    state: State = kept["state"]
    return state


def enter(request: HttpRequest, *, user: User, at: dt.datetime, now: dt.datetime) -> None:
    """Sign a browser in: a fresh session key, an entry in the list of devices, the moment of proof."""
    request.session.flush()
    change_hands(request)
    django_login(request, user, backend=BACKEND)
    if queries.actor_for(user=user, now=now).posts:
        request.session.set_expiry(int(queries.protection().longest.total_seconds()))
    request.session[ENTERED_KEY] = request.session[SEEN_KEY] = at.timestamp()
    prove(request, at=at)
    request.session.save()
    actions.open_session(
        user=user,
        session_key=request.session.session_key or "",
        device=device_of(request),
        address=request.META.get("REMOTE_ADDR") or None,
        now=now,
    )


def leave(request: HttpRequest) -> None:
    """Sign a browser out."""
    django_logout(request)
    change_hands(request)


def change_hands(request: HttpRequest) -> None:
    """Note that another person sits at this browser from now on: the answer empties what the last one left there."""
    cast("Any", request).has_changed_hands = True


def empty(answer: HttpResponseBase) -> None:
    """Take away what a browser keeps about what one person has looked at."""
    for name in settings.COOKIES_OF_ONE_PERSON:
        answer.delete_cookie(name, samesite="Lax")


def is_over(request: HttpRequest, *, at: dt.datetime) -> bool:
    """Tell whether the session of somebody with a post has ended by itself, else note that it is in use."""
    protection, seen = queries.protection(), moment_of(request, SEEN_KEY)
    if rules.is_over(entered_at=moment_of(request, ENTERED_KEY), seen_at=seen, protection=protection, at=at):
        return True
    if protection.idle is not None and (seen is None or at - seen >= SEEN_EVERY):
        request.session[SEEN_KEY] = at.timestamp()
    return False


def prove(request: HttpRequest, *, at: dt.datetime) -> None:
    """Note that this person has just proved who they are."""
    request.session[STEP_UP_KEY] = at.timestamp()


def proved_at(request: HttpRequest) -> dt.datetime | None:
    """Return when this person last proved who they are, in the machine's time."""
    return moment_of(request, STEP_UP_KEY)


def moment_of(request: HttpRequest, key: str) -> dt.datetime | None:
    """Return a moment that a session keeps, in the machine's time."""
    stamp = request.session.get(key)
    return dt.datetime.fromtimestamp(stamp, dt.UTC) if stamp is not None else None


def keep_after_password(request: HttpRequest, user: User) -> None:
    """Let this session live on after its account got another password, which ends all others."""
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()


def speak(response: HttpResponseBase, language: str) -> None:
    """Let this browser show the language that an account keeps."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=int(LANGUAGE_AGE.total_seconds()),
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
