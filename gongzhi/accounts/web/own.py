"""Pages of one's own account: devices, second factor, password, language, proof of identity."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.accounts import actions, oidc, queries, sessions, totp
from gongzhi.accounts.rules import ENROLMENT
from gongzhi.accounts.web.entering import landing, passkeys_here
from gongzhi.accounts.web.forms import CodeForm, EnrolForm, PasswordForm, ProofForm, said, show
from gongzhi.kernel.access import SIGNED_IN, Request, access, only
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.queries import is_demo
from gongzhi.kernel.verdicts import Refusal, Verdict

ENROLMENT_SALT = "accounts.enrolment"


@access(get=SIGNED_IN)
@never_cache
def me(request: Request) -> HttpResponse:
    """Show one's account: posts, second factor, language, devices."""
    lines = queries.sign_ins_of(request.actor, session_key=request.session.session_key)
    context = {"account": queries.account_of(request.actor), "devices": lines, "languages": settings.LANGUAGES}
    context["has_provider"] = oidc.is_on()
    return render(request, "accounts/me.html", context)


@access(get=SIGNED_IN, post=SIGNED_IN, body={"ticket": "x", "code": "000000"})
@never_cache
@sensitive_post_parameters("code", "ticket")
def enrol(request: Request) -> HttpResponse:
    """Set up the second factor: show the QR code, take the first code, show the recovery codes once."""
    account = queries.account_of(request.actor)
    if account.totp_confirmed_at is not None:
        require_step_up(request.actor, now=now())
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
    is_given = queries.account_of(request.actor).password_given_until is not None
    days = queries.protection().password_days if request.actor.posts else None
    return show(request, "password", form, is_given=is_given, days=days)


UNFIT = ("too_short", "too_long", "too_plain", "too_common", "used_before")
NEW_PASSWORD = frozenset(f"accounts.password_{why}" for why in UNFIT)


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
    form, target = proof_form(request, account), request.GET.get("next", "")
    is_pressed = is_demo() and isinstance(form, ProofForm)  # nobody was told the password of a demonstration's account
    if is_pressed and request.method == "POST":
        sessions.prove(request, at=machine_now())
        return redirect(landing(request.actor, target))
    if form.is_valid():
        at, moment = machine_now(), now()
        if isinstance(form, CodeForm):
            verdict = actions.check_code(user=account, code=form.cleaned_data["code"], at=at, now=moment)
        else:
            given = form.cleaned_data["password"]
            verdict = actions.check_own_password(by=request.actor, password=given, at=at, now=moment)
        if verdict.ok:
            sessions.prove(request, at=at)
            return redirect(landing(request.actor, target))
        form.add_error(None, said(verdict))
    shown = {"passkeys": passkeys_here(request, account), "target": target, "is_pressed": is_pressed}
    return show(request, "prove", form, **shown)


def proof_form(request: Request, account: queries.Account) -> forms.Form:
    """Return the form for the code of an account, or its password where it has no second factor; else an empty one."""
    data = request.POST or None
    if account.totp_confirmed_at is not None:
        return CodeForm(data)
    return forms.Form() if queries.has_second_factor(account) else ProofForm(data)
