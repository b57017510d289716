"""Pages of accounts: signing in, the second factor, one's own account and devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.accounts import actions, queries, sessions, totp
from gongzhi.accounts.rules import ENROLMENT, LONGEST
from gongzhi.kernel.access import EVERYONE, SIGNED_IN, Request, access, only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.verdicts import Refusal, Verdict
from gongzhi.kernel.wording import in_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

UNPROCESSABLE = 422
ENROLMENT_SALT = "accounts.enrolment"


def password_field(label: "str | StrPromise", *, is_new: bool = False) -> forms.CharField:
    """Return a field for a password, which the browser may fill or propose."""
    use = "new-password" if is_new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": use}),
        help_text=gettext_lazy("至少 12 个字符。几个不相干的词连起来，又长又好记。") if is_new else "",
    )


def code_field(label: "str | StrPromise", hint: "str | StrPromise" = "") -> forms.CharField:
    """Return a field for a one-time code; a recovery code fits as well."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none", "class": "gz-num"}
    return forms.CharField(label=label, help_text=hint, max_length=24, widget=forms.TextInput(attrs=attrs))


class SignInForm(forms.Form):
    """Ask for a user name or phone, and the password."""

    username = forms.CharField(
        label=gettext_lazy("用户名或手机号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(gettext_lazy("密码"))
    next = forms.CharField(required=False, widget=forms.HiddenInput())


class CodeForm(forms.Form):
    """Ask for the code of the second factor."""

    code = code_field(
        gettext_lazy("验证码"), gettext_lazy("手机上验证器里现在的 6 位数字。手机不在身边，填一个恢复码。")
    )


class EnrolForm(forms.Form):
    """Ask for the first code; `ticket` carries the secret, signed for this account."""

    ticket = forms.CharField(widget=forms.HiddenInput())
    code = code_field(gettext_lazy("验证器显示的 6 位数字"))


class PasswordForm(forms.Form):
    """Ask for the present password and a new one."""

    current = password_field(gettext_lazy("现在的密码"))
    new = password_field(gettext_lazy("新密码"), is_new=True)


class ProofForm(forms.Form):
    """Ask an account without a second factor for its password."""

    password = password_field(gettext_lazy("密码"))


def said(verdict: Verdict) -> str:
    """Return the sentence of a no."""
    return in_words(Refusal(verdict.code, figures=verdict.figures)).sentence


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
    return show(request, "sign_in", form, target=form["next"].value() or "", **context)


def show(request: Request, page: str, form: forms.Form, **context: object) -> HttpResponse:
    """Show a form: anew, or with what is wrong in it."""
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"accounts/{page}.html", {"form": form, **context}, status=status)


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
        if attempt.user is not None and attempt.user.totp_confirmed_at is not None:
            sessions.hold(request, user=attempt.user, target=given["next"], at=at)
            return redirect("accounts:second_factor")
        if attempt.user is not None:
            return welcome(request, attempt.user, given["next"])
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
    return show(request, "second_factor", form)


@access(post=SIGNED_IN)
def sign_out(request: Request) -> HttpResponse:
    """Sign out on this device."""
    actions.sign_out(by=request.actor, session_key=request.session.session_key or "", now=now())
    logout(request)
    messages.success(request, _("已退出登录。"))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@access(get=SIGNED_IN)
@never_cache
def me(request: Request) -> HttpResponse:
    """Show one's account: posts, second factor, language, devices."""
    lines = queries.sign_ins_of(request.actor, session_key=request.session.session_key)
    context = {"account": queries.account_of(request.actor), "devices": lines, "languages": settings.LANGUAGES}
    return render(request, "accounts/me.html", context)


@access(get=SIGNED_IN, post=SIGNED_IN, body={"ticket": "x", "code": "000000"})
@never_cache
@sensitive_post_parameters("code", "ticket")
def enrol(request: Request) -> HttpResponse:
    """Set up the second factor: show the QR code, take the first code, show the recovery codes once."""
    account = queries.account_of(request.actor)
    if account.totp_confirmed_at is not None:
        queries.require_step_up(request.actor, now=now())
    if request.method != "POST":
        secret = totp.new_secret()
        ticket = signing.dumps([account.pk, secret], salt=ENROLMENT_SALT)
        return show_enrolment(request, EnrolForm(initial={"ticket": ticket}), account=account, secret=secret)
    form = EnrolForm(request.POST)
    secret = secret_of(form.data.get("ticket", ""), account_id=account.pk)
    if form.is_valid():
        given = {"secret": secret, "code": form.cleaned_data["code"]}
        key = request.session.session_key or ""
        verdict, codes = actions.confirm_totp(by=request.actor, session_key=key, at=machine_now(), now=now(), **given)
        if verdict.ok:
            sessions.prove(request, at=machine_now())
            return render(request, "accounts/recovery.html", {"codes": codes, "onward": landing(request.actor, "")})
        form.add_error("code", said(verdict))
    return show_enrolment(request, form, account=account, secret=secret)


def secret_of(ticket: str, *, account_id: int) -> str:
    """
    Return the secret that a form of this account carries.

    :raises Refusal: it was opened too long ago, or is not this account's.
    """
    try:
        owner, secret = signing.loads(ticket, salt=ENROLMENT_SALT, max_age=ENROLMENT)
    except signing.BadSignature as fault:
        raise Refusal("accounts.enrolment_expired") from fault
    if owner != account_id:
        raise Refusal("accounts.enrolment_expired")
    return str(secret)


def show_enrolment(request: Request, form: EnrolForm, *, account: queries.Account, secret: str) -> HttpResponse:
    """Show the QR code of a secret, the secret in groups of four, and the field for the first code."""
    picture = totp.picture(totp.address(secret, username=account.username))
    return show(request, "enrol", form, qr=picture, secret=totp.in_groups(secret))


@access(get=SIGNED_IN, post=SIGNED_IN, body={"current": "wrong-and-unused", "new": "wrong-and-unused"})
@never_cache
@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """Change the password, which signs out every other device."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        verdict = change(request, form)
        if verdict.ok:
            sessions.keep_after_password(request, queries.account_of(request.actor))
            messages.success(request, _("密码改好了，其他设备已退出登录。"))
            return redirect("accounts:me")
        field = "new" if verdict.code in NEW_PASSWORD else "current"
        form.add_error(field, said(verdict))
    return show(request, "password", form)


NEW_PASSWORD = frozenset(f"accounts.password_{why}" for why in ("too_short", "too_long", "too_common"))


def change(request: Request, form: PasswordForm) -> Verdict:
    """Change the password and return what came of it; a refusal is said at the field."""
    try:
        return actions.change_password(
            by=request.actor,
            current=form.cleaned_data["current"],
            new=form.cleaned_data["new"],
            session_key=request.session.session_key or "",
            at=machine_now(),
            now=now(),
        )
    except Refusal as refusal:
        return Verdict(False, refusal.code, refusal.figures)


@access(post=only("resident"), sample="device")
def end_device(request: Request, pk: int) -> HttpResponse:
    """Sign oneself out on a device."""
    actions.end_session(by=request.actor, sign_in_id=pk, now=now())
    messages.success(request, _("那台设备已退出登录。"))
    return redirect("accounts:me")


@access(post=SIGNED_IN, sample="language")
def language(request: Request, code: str) -> HttpResponse:
    """Keep the language of the account, here and wherever it signs in."""
    actions.choose_language(by=request.actor, language=code, now=now())
    response = redirect("accounts:me")
    sessions.speak(response, code)
    return response


@access(get=SIGNED_IN, post=SIGNED_IN, body={"password": "wrong-and-unused", "code": "000000"})
@never_cache
@sensitive_post_parameters()
def prove(request: Request) -> HttpResponse:
    """Let somebody prove once more who they are, before what must not be done from an open screen."""
    account = queries.account_of(request.actor)
    has_factor = account.totp_confirmed_at is not None
    target = request.GET.get("next", "")
    form = (CodeForm if has_factor else ProofForm)(request.POST or None)
    if form.is_valid():
        at, moment = machine_now(), now()
        if has_factor:
            verdict = actions.check_code(user=account, code=form.cleaned_data["code"], at=at, now=moment)
        else:
            verdict = actions.check_own_password(
                by=request.actor, password=form.cleaned_data["password"], at=at, now=moment
            )
        if verdict.ok:
            sessions.prove(request, at=at)
            return redirect(landing(request.actor, target))
        form.add_error(None, said(verdict))
    return show(request, "prove", form)
