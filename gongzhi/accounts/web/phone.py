"""Signing in by a code on one's phone: the phone, then the code, and the name where several people share the phone."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.accounts import actions, sessions, sms
from gongzhi.accounts.rules import SMS_AGE
from gongzhi.accounts.web.entering import go_on
from gongzhi.accounts.web.forms import code_field, said, show
from gongzhi.kernel.access import EVERYONE, Request, access
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.verdicts import Refusal, Verdict

MOST_TYPED = 60
SHARED = frozenset({"accounts.phone_shared", "accounts.phone_name_wrong"})


class PhoneForm(forms.Form):
    """Ask for the phone."""

    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=MOST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput())


class PhoneCodeForm(forms.Form):
    """Ask for the code, and for the name of whoever shares the phone with others."""

    code = code_field(gettext_lazy("短信里的 6 位数字"))
    name = forms.CharField(
        label=gettext_lazy("您的姓名或用户名"),
        max_length=MOST_TYPED,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def require_sms() -> None:
    """
    Go on only where the site sends SMS.

    :raises Refusal: it does not.
    """
    if not sms.is_on():
        raise Refusal("accounts.sms_off")


@access(get=EVERYONE, post=EVERYONE, body={"phone": "19900009999"})
@never_cache
@sensitive_post_parameters("phone")
def ask(request: Request) -> HttpResponse:
    """Have a code sent; the answer is the same whether or not an account has the phone."""
    require_sms()
    form = PhoneForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        try:
            code_id = actions.ask_phone_code(phone=form.cleaned_data["phone"], at=machine_now(), now=now())
        except Refusal as refusal:
            form.add_error("phone", said(Verdict(False, refusal.code, refusal.figures)))
        else:
            sessions.keep_phone_code(request, code_id, target=form.cleaned_data["next"])
            return redirect("accounts:phone_code")
    return show(request, "phone", form)


@access(get=EVERYONE, post=EVERYONE, body={"code": "000000"})
@never_cache
@sensitive_post_parameters("code")
def code(request: Request) -> HttpResponse:
    """
    Look at the code and sign in, or go on to the second factor.

    :raises Refusal: this browser asked for no code.
    """
    require_sms()
    code_id, target = sessions.phone_code_of(request)
    if code_id is None:
        raise Refusal("accounts.phone_code_wrong")
    form, is_shared = PhoneCodeForm(request.POST or None), False
    if form.is_valid():
        given = form.cleaned_data
        attempt = actions.check_phone_code(
            code_id=code_id, code=given["code"], name=given["name"], at=machine_now(), now=now()
        )
        if attempt.user is not None:
            return go_on(request, attempt.user, target)
        is_shared = attempt.verdict.code in SHARED
        form.add_error("name" if is_shared else "code", said(attempt.verdict))
    if not is_shared:
        del form.fields["name"]
    return show(request, "phone_code", form, minutes=int(SMS_AGE.total_seconds() // 60))
