"""Passkeys on pages: the browser is asked, its answer signs in or proves who acts; one's own are listed and named."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.accounts import actions, passkeys, queries, sessions
from gongzhi.accounts.passkeys import Answer
from gongzhi.accounts.web.entering import landing, welcome
from gongzhi.accounts.web.forms import show
from gongzhi.kernel.access import EVERYONE, SIGNED_IN, Request, access, only
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.proving import lead_through_proof
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

LONGEST_ANSWER = 20_000  # characters; the largest an authenticator sends is a tenth of it
MOST_TYPED = 40
NEEDED = "accounts.step_up_needed"


class PasskeyForm(forms.Form):
    """Ask for the name of a new passkey; the browser fills in what its authenticator made."""

    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=MOST_TYPED,
        help_text=gettext_lazy("写清是哪台设备，例如：办公室电脑、我的手机。"),
    )
    passkey = forms.CharField(widget=forms.HiddenInput(), max_length=LONGEST_ANSWER, required=False)


def answer_in(request: Request) -> Answer:
    """Return what an authenticator answered, nothing when it is not what a browser sends."""
    try:
        found = json.loads(request.POST.get("passkey", "")[:LONGEST_ANSWER])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def check(request: Request, owner: queries.Account | None) -> queries.Account:
    """
    Return the account whose passkey answered.

    :raises Refusal: the answer is not genuine, or the passkey is another account's than the owner's.
    """
    attempt = actions.check_passkey(
        answer=answer_in(request),
        state=sessions.take_challenge(request, at=machine_now()),
        site=sessions.site_of(request),
        owner=owner,
        now=now(),
    )
    if attempt.user is None:
        raise Refusal(attempt.verdict.code)
    return attempt.user


@access(post=EVERYONE)
@never_cache
def challenge(request: Request) -> HttpResponse:
    """
    Tell the browser which passkey to ask for: of who is signed in or has given the password, else any.

    :raises Refusal: browsers offer no passkeys at this address.
    """
    site = sessions.site_of(request)
    if not site.takes_passkeys:
        raise Refusal("accounts.passkey_no_site")
    held, _target = sessions.held(request, at=machine_now())
    owner = held if request.actor.is_anonymous else queries.account_of(request.actor)
    known = queries.passkeys_of(owner, host=site.name) if owner else ()
    options, state = passkeys.ask_for_proof(site, known=[bytes(each.credential_id) for each in known])
    sessions.keep_challenge(request, state, at=machine_now())
    return JsonResponse(options)


@access(post=EVERYONE, body={"passkey": "{}"})
@never_cache
@sensitive_post_parameters("passkey")
def sign_in(request: Request) -> HttpResponse:
    """Sign in by a passkey alone: the device asked for finger, face or PIN, which are two factors."""
    return welcome(request, check(request, None), request.POST.get("next", ""))


@access(post=EVERYONE, body={"passkey": "{}"})
@never_cache
@sensitive_post_parameters("passkey")
def second_factor(request: Request) -> HttpResponse:
    """Take a passkey instead of the code after the password was right."""
    user, target = sessions.held(request, at=machine_now())
    if user is None:
        raise Refusal("accounts.sign_in_first")
    return welcome(request, check(request, user), target)


@access(post=SIGNED_IN, body={"passkey": "{}"})
@never_cache
@sensitive_post_parameters("passkey")
def prove(request: Request) -> HttpResponse:
    """Take a passkey as the proof of who acts."""
    check(request, queries.account_of(request.actor))
    sessions.prove(request, at=machine_now())
    return redirect(landing(request.actor, request.POST.get("next", "")))


@access(post=SIGNED_IN)
@never_cache
def new_challenge(request: Request) -> HttpResponse:
    """
    Tell the browser to make a passkey for the account that is signed in.

    :raises Refusal: browsers offer no passkeys at this address.
    """
    site, account = sessions.site_of(request), queries.account_of(request.actor)
    if not site.takes_passkeys:
        raise Refusal("accounts.passkey_no_site")
    options, state = passkeys.ask_for_new(
        site,
        handle=bytes.fromhex(account.seal_key),
        username=account.username,
        name=account.name,
        known=[bytes(each.credential_id) for each in queries.passkeys_of(account, host=site.name)],
    )
    sessions.keep_challenge(request, state, at=machine_now())
    return JsonResponse(options)


@access(get=SIGNED_IN, post=SIGNED_IN, body={"name": "Phone", "passkey": "{}"})
@never_cache
@sensitive_post_parameters("passkey")
@idempotent
def own(request: Request) -> HttpResponse:
    """List one's passkeys and add one; where the address cannot carry any, the page says so and what to use."""
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            add(request, form.cleaned_data["name"])
        except Refusal as refusal:
            if refusal.code == NEEDED:
                return lead_through_proof(request, back=request.path)
            form.add_error(None, in_words(refusal).sentence)
        else:
            messages.success(request, _("加好了。以后在这台设备上，不用密码就能登录。"))
            return redirect("accounts:passkeys")
    account, site = queries.account_of(request.actor), sessions.site_of(request)
    found = queries.passkeys_of(account)
    return show(request, "passkeys", form, passkeys=found, site=site, account=account)


def add(request: Request, name: str) -> None:
    """Add the passkey that the browser has made."""
    actions.add_passkey(
        by=request.actor,
        name=name,
        answer=answer_in(request),
        state=sessions.take_challenge(request, at=machine_now()),
        site=sessions.site_of(request),
        session_key=request.session.session_key or "",
        now=now(),
    )


OWNER = only("resident")


@access(get=OWNER, post=OWNER, sample="passkey", body={"name": "Old phone"})
@never_cache
@idempotent
def one(request: Request, pk: int) -> HttpResponse:
    """Give one of one's passkeys another name."""
    row = queries.passkey_for(request.actor, pk)
    form = PasskeyForm(request.POST or None, initial={"name": row.name})
    if form.is_valid():
        actions.rename_passkey(by=request.actor, passkey_id=pk, name=form.cleaned_data["name"], now=now())
        messages.success(request, _("改好了。"))
        return redirect("accounts:passkeys")
    return show(request, "passkey", form, passkey=row)


@access(post=OWNER, sample="passkey")
@idempotent
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove one of one's passkeys."""
    try:
        actions.remove_passkey(by=request.actor, passkey_id=pk, now=now())
    except Refusal as refusal:
        if refusal.code != NEEDED:
            raise
        return lead_through_proof(request, back=request.path.removesuffix("remove/"))
    messages.success(request, _("删掉了。那台设备上存着的也可以删。"))
    return redirect("accounts:passkeys")
