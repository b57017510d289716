"""Opening an account with a slip from the window, or tying an account that is nobody's yet."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.accounts import actions
from gongzhi.accounts.web.entering import welcome
from gongzhi.accounts.web.forms import code_field, password_field, said, show
from gongzhi.kernel.access import EVERYONE, Request, access
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.verdicts import Refusal, Verdict

MOST_NUMBER = 10**15
FIELDS = {
    "accounts.username_unfit": "username",
    "accounts.username_is_phone": "username",
    "accounts.username_taken": "username",
    "accounts.password_too_short": "password",
    "accounts.password_too_long": "password",
    "accounts.password_too_plain": "password",
    "accounts.password_too_common": "password",
}


class SlipForm(forms.Form):
    """Ask for number and code of the slip."""

    number = forms.IntegerField(
        label=gettext_lazy("纸条上的编号"),
        min_value=1,
        max_value=MOST_NUMBER,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    code = code_field(gettext_lazy("纸条上的口令"))


class OpenForm(SlipForm):
    """Ask for what a new account needs besides."""

    username = forms.CharField(
        label=gettext_lazy("起一个用户名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(gettext_lazy("设一个密码"), is_new=True)


@access(
    get=EVERYONE,
    post=EVERYONE,
    body={"number": "1", "code": "wrong", "username": "nobody", "password": "wrong-and-unused"},
)
@never_cache
@sensitive_post_parameters("code", "password")
def by_slip(request: Request) -> HttpResponse:
    """Open an account with a slip; whoever has signed in with an account that is nobody's ties it."""
    if request.actor.is_anonymous:
        return _opened(request)
    return _tied(request)


def _opened(request: Request) -> HttpResponse:
    form = OpenForm(request.POST or None)
    if form.is_valid():
        try:
            attempt = actions.open_account_by_slip(at=machine_now(), now=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(FIELDS.get(refusal.code), said(Verdict(False, refusal.code, refusal.figures)))
        else:
            if attempt.user is not None:
                return welcome(request, attempt.user, "")
            form.add_error("code", said(attempt.verdict))
    return show(request, "slip", form)


def _tied(request: Request) -> HttpResponse:
    if request.actor.person_id is not None:
        raise Refusal("accounts.has_person")
    form = SlipForm(request.POST or None)
    if form.is_valid():
        verdict = actions.tie_account_by_slip(by=request.actor, at=machine_now(), now=now(), **form.cleaned_data)
        if verdict.ok:
            messages.success(request, _("账号对上人了。"))
            return redirect("accounts:me")
        form.add_error("code", said(verdict))
    return show(request, "slip", form)
