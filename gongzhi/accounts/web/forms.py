"""The forms of accounts, and how one is shown with what is wrong in it."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from gongzhi.accounts.rules import LONGEST
from gongzhi.kernel.access import Request
from gongzhi.kernel.verdicts import Refusal, Verdict
from gongzhi.kernel.wording import in_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

UNPROCESSABLE = 422


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


def show(request: Request, page: str, form: forms.Form, **context: object) -> HttpResponse:
    """Show a form: anew, or with what is wrong in it."""
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"accounts/{page}.html", {"form": form, **context}, status=status)
