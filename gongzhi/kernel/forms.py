"""Do what a form asks for, and say a refusal where it can be mended."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

UNPROCESSABLE = 422  # RFC 9110, section 15.5.21


def tried(form: forms.Form, act: Callable[[Mapping[str, Any]], object], *, mended_at: Mapping[str, str]) -> bool:
    """
    Do what a form asks for; where that is refused, say at its field or above the form what stands in the way.

    `mended_at` names the field that mends a refusal, by its code; what no field of this form mends stands above it.
    """
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        said = in_words(refusal)
        field = mended_at.get(refusal.code)
        form.add_error(field if field in form.fields else None, said.sentence + "".join(said.ways))
        return False
    return True


def answered(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], object],
    *,
    to: str | Callable[[], str],
    shown: Mapping[str, object],
    template: str,
    mended_at: Mapping[str, str],
    told: str = "",
) -> HttpResponse:
    """
    Do what a form asks for and go on to `to`; or show it, with what stands in the way when it was sent.

    `told` is what is said when it is done.
    """
    if request.method == "POST" and form.is_valid() and tried(form, act, mended_at=mended_at):
        messages.success(request, told or _("已登记。"))
        return redirect(to if isinstance(to, str) else to())
    return render(request, template, {"form": form, **shown}, status=UNPROCESSABLE if form.errors else None)
