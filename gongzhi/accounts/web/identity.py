"""Signing in by an identity provider: the way there, the way back, tying one's account and untying it."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from gongzhi.accounts import actions, oidc, queries, sessions
from gongzhi.accounts.oidc import Begun, ProviderFails
from gongzhi.accounts.web.entering import go_on
from gongzhi.kernel.access import EVERYONE, SIGNED_IN, Request, access
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.proving import lead_through_proof, require_step_up
from gongzhi.kernel.verdicts import Refusal

LOG = logging.getLogger(__name__)
NEEDED = "accounts.step_up_needed"
SIGN_IN, TIE = "sign_in", "tie"


def way_back(request: Request) -> str:
    """Return the address to which the provider sends a browser back."""
    return request.build_absolute_uri(reverse("accounts:identity_back"))


def require_provider() -> None:
    """
    Go on only where the site has an identity provider.

    :raises Refusal: it has none.
    """
    if not oidc.is_on():
        raise Refusal("accounts.identity_off")


def sent_there(request: Request, *, purpose: str, target: str) -> HttpResponse:
    """
    Send a browser to the provider by a page, because a form may lead nowhere but to this site.

    :raises Refusal: the provider does not answer.
    """
    begun = oidc.begin()
    try:
        there = oidc.way_there(begun, back=way_back(request))
    except ProviderFails as fault:
        LOG.warning("the identity provider fails", extra={"facts": {"fault": str(fault)}})
        raise Refusal("accounts.identity_fails") from fault
    sessions.keep_identity(request, begun, purpose=purpose, target=target, at=machine_now())
    response = render(request, "accounts/identity_there.html", {"there": there})
    response.headers["Refresh"] = f"0;url={there}"
    return response


@access(post=EVERYONE)
@never_cache
def there(request: Request) -> HttpResponse:
    """Begin to sign in at the provider."""
    require_provider()
    return sent_there(request, purpose=SIGN_IN, target=request.POST.get("next", ""))


@access(get=EVERYONE)
@never_cache
@sensitive_variables("code")
def back(request: Request) -> HttpResponse:
    """
    Take what the provider sends back: sign in, or tie the account that began it.

    :raises Refusal: this browser began nothing, the provider refuses, or nobody has an account with this identity.
    """
    require_provider()
    begun, purpose, target = sessions.take_identity(request, at=machine_now())
    if begun is None or not constant_time_compare(request.GET.get("state", ""), begun.state):
        raise Refusal("accounts.identity_not_begun")
    told = proved(begun, request)
    if purpose == TIE:
        return tied(request, told)
    attempt = actions.check_identity(told=told)
    if attempt.user is None:
        raise Refusal(attempt.verdict.code)
    return go_on(request, attempt.user, target)


def proved(begun: Begun, request: Request) -> str:
    """
    Return whom the provider says has signed in.

    :raises Refusal: it says so of nobody.
    """
    try:
        return oidc.subject_of(begun, code=request.GET.get("code", ""), back=way_back(request))
    except ProviderFails as fault:
        LOG.warning("the identity provider fails", extra={"facts": {"fault": str(fault)}})
        raise Refusal("accounts.identity_fails") from fault


def tied(request: Request, told: str) -> HttpResponse:
    """Tie the account that began it to this identity."""
    actions.tie_identity(by=request.actor, told=told, now=now())
    messages.success(request, _("绑定好了。以后可以用统一身份认证登录。"))
    return redirect("accounts:identity")


@access(get=SIGNED_IN, post=SIGNED_IN)
@never_cache
def own(request: Request) -> HttpResponse:
    """Show whether one's account is tied to the provider, and begin to tie it."""
    require_provider()
    if request.method == "POST":
        try:
            require_step_up(request.actor, now=now())
        except Refusal:
            return lead_through_proof(request, back=request.path)
        return sent_there(request, purpose=TIE, target="")
    found = queries.identity_of(request.actor)
    return render(request, "accounts/identity.html", {"identity": found})


@access(post=SIGNED_IN)
@idempotent
def untie(request: Request) -> HttpResponse:
    """Untie one's account from the provider."""
    require_provider()
    if queries.identity_of(request.actor) is None:
        raise Refusal("accounts.identity_not_tied")
    try:
        actions.untie_identity(by=request.actor, now=now())
    except Refusal as refusal:
        if refusal.code != NEEDED:
            raise
        return lead_through_proof(request, back=reverse("accounts:identity"))
    messages.success(request, _("解除了绑定。"))
    return redirect("accounts:identity")
