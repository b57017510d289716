"""Signing in and out: name and password, the second factor, and one press on a demonstration."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.accounts import actions, oidc, queries, sessions, sms
from gongzhi.accounts.rules import TRIES
from gongzhi.accounts.web.forms import CodeForm, SignInForm, said, show
from gongzhi.kernel.access import EVERYONE, SIGNED_IN, Request, access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.verdicts import Refusal


def landing(actor: Actor, target: str) -> str:
    """Return where somebody goes on after signing in: where they wanted to, else to their work or the home page."""
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/"):
        return target
    return settings.STAFF_HOME if actor.posts else settings.LOGIN_REDIRECT_URL


def welcome(request: Request, user: queries.Account, target: str) -> HttpResponse:
    """Sign the browser in and send it on its way, in the language the account keeps."""
    moment = now()
    sessions.enter(request, user=user, at=machine_now(), now=moment)
    response = redirect(landing(queries.actor_for(user=user, now=moment), target))
    sessions.speak(response, user.language)
    return response


def go_on(request: Request, user: queries.Account, target: str) -> HttpResponse:
    """Ask whoever has passed the first door for the second factor, and let in whoever has none."""
    if not queries.has_second_factor(user):
        return welcome(request, user, target)
    sessions.hold(request, user=user, target=target, at=machine_now())
    return redirect("accounts:second_factor")


@dataclass(frozen=True, slots=True)
class Spot:
    """Hold the accounts of a demonstration in one village, town or county office."""

    name: str
    accounts: tuple[queries.DemoAccount, ...]


@dataclass(frozen=True, slots=True)
class County:
    """Hold the accounts of a demonstration in one county."""

    name: str
    size: int
    spots: tuple[Spot, ...]


def demo_counties(accounts: Sequence[queries.DemoAccount]) -> tuple[County, ...]:
    """Return the accounts of a demonstration by county, and in it by place."""
    grouped = ((name, tuple(lines)) for name, lines in groupby(accounts, key=lambda line: line.county))
    return tuple(County(name, len(lines), spots_of(lines)) for name, lines in grouped)


def spots_of(accounts: Sequence[queries.DemoAccount]) -> tuple[Spot, ...]:
    """Return the accounts of a county by place, those of the county itself first."""
    grouped = groupby(accounts, key=lambda line: line.spot)
    return tuple(Spot(name, tuple(lines)) for name, lines in grouped)


def show_sign_in(request: Request, form: SignInForm) -> HttpResponse:
    """Show the sign-in form, and on a demonstration the accounts one can enter with a press."""
    today = localdate(now())
    accounts = queries.demo_accounts(today)
    context = {"counties": demo_counties(accounts), "stories": queries.demo_stories(accounts, today)}
    limits = {"tries": TRIES, "minutes": int(queries.protection().lock.total_seconds() // 60)}
    return show(
        request,
        "sign_in",
        form,
        target=form["next"].value() or "",
        site=sessions.site_of(request),
        has_sms=sms.is_on(),
        has_provider=oidc.is_on(),
        **context,
        **limits,
    )


def passkeys_here(request: Request, user: queries.Account) -> tuple[object, ...]:
    """Return the passkeys of an account that this browser could prove at this address."""
    site = sessions.site_of(request)
    return queries.passkeys_of(user, host=site.name) if site.takes_passkeys else ()


@access(get=EVERYONE, post=EVERYONE, body={"username": "nobody", "password": "wrong-and-unused"})
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Ask for name and password; go on to the code where the account has a second factor."""
    if request.method != "POST":
        return show_sign_in(request, SignInForm(initial={"next": request.GET.get("next", "")}))
    form = SignInForm(request.POST)
    if form.is_valid():
        given, at = form.cleaned_data, machine_now()
        attempt = actions.check_password(username=given["username"], password=given["password"], at=at, now=now())
        if attempt.user is not None:
            return go_on(request, attempt.user, given["next"])
        form.add_error(None, said(attempt.verdict))
    return show_sign_in(request, form)


@access(post=EVERYONE, sample="demo")
@never_cache
def demo_sign_in(request: Request, pk: int) -> HttpResponse:
    """Sign in to an account of a demonstration with one press; there is no such page on any other database."""
    return welcome(request, queries.demo_user(pk), request.POST.get("next", ""))


@access(get=EVERYONE, post=EVERYONE, body={"code": "000000"})
@never_cache
@sensitive_post_parameters("code")
def second_factor(request: Request) -> HttpResponse:
    """Ask for the code after the password was right."""
    user, target = sessions.held(request, at=machine_now())
    if user is None:
        raise Refusal("accounts.sign_in_first")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        verdict = actions.check_code(user=user, code=form.cleaned_data["code"], at=machine_now(), now=now())
        if verdict.ok:
            return welcome(request, user, target)
        form.add_error("code", said(verdict))
    context = {"has_code": user.totp_confirmed_at is not None, "passkeys": passkeys_here(request, user)}
    return show(request, "second_factor", form, **context)


@access(post=SIGNED_IN)
def sign_out(request: Request) -> HttpResponse:
    """Sign out on this device."""
    actions.sign_out(by=request.actor, session_key=request.session.session_key or "", now=now())
    sessions.leave(request)
    messages.success(request, _("已退出登录。"))
    return redirect(settings.LOGOUT_REDIRECT_URL)
