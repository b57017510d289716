"""What several pages of persons share: who asks, roles of the rights matrix, words, how a form is answered."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gongzhi.kernel.access import only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.forms import answered as answered_by
from gongzhi.people.rules import Asked, Closing, Kin, Paper, Residence

READERS = only("village_clerk", "clerk_elsewhere", "town_desk")
READERS_OF_ONE = only("resident", "village_clerk", "town_desk")  # a person of the village, and the person themselves
KEEPERS_OF_ONE = only("village_clerk", "town_desk")
REGISTRARS = READERS | only("organiser", "security_admin")
MOST_TYPED = 60
UNPROCESSABLE = 422
RESIDENCES = {
    Residence.LOCAL: gettext_lazy("本地户籍"),
    Residence.INCOMER: gettext_lazy("外来"),
    Residence.OVERSEAS: gettext_lazy("境外"),
}
SEXES = {"": gettext_lazy("不填"), "female": gettext_lazy("女"), "male": gettext_lazy("男")}
KINDS = {
    Kin.SPOUSE: gettext_lazy("配偶"),
    Kin.PARENT: gettext_lazy("父母"),
    Kin.CHILD: gettext_lazy("子女"),
    Kin.SIBLING: gettext_lazy("兄弟姐妹"),
    Kin.GRANDPARENT: gettext_lazy("祖父母、外祖父母"),
    Kin.GRANDCHILD: gettext_lazy("孙子女、外孙子女"),
}
PAPERS = {
    "": gettext_lazy("不登记"),
    Paper.IDENTITY: gettext_lazy("居民身份证（含港澳台居民居住证）"),
    Paper.PASSPORT: gettext_lazy("护照"),
    Paper.PERMIT: gettext_lazy("通行证或者外国人永久居留身份证"),
    Paper.NONE: gettext_lazy("暂无证件（如新生儿）"),
}
CLOSINGS = {
    Closing.MOVED: gettext_lazy("迁出"),
    Closing.DIED: gettext_lazy("去世"),
    Closing.TWICE: gettext_lazy("重复登记"),
}
ASKED = {
    Asked.COPY: gettext_lazy("要一份副本"),
    Asked.CORRECT: gettext_lazy("更正"),
    Asked.DELETE: gettext_lazy("删除"),
}
FIELDS = {
    "people.name_missing": "name",
    "people.phone_unfit": "phone",
    "people.address_missing": "address",
    "people.identity_unfit": "number",
    "people.number_unfit": "number",
    "people.number_without_paper": "paper",
    "people.number_known_here": "number",
    "people.born_otherwise": "born_on",
    "people.closed_day_unfit": "closed_on",
    "people.reason_missing": "reason",
}
"""Refusals that a field of a form can mend; others stand above it."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the actor middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


def comma() -> str:
    """Return what stands between the items of a list."""
    return pgettext("list", "、")


def page_of(pk: int) -> str:
    """Return the address of a person's page."""
    return reverse("people:person", args=[pk])


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was done and go back to the person."""
    messages.success(request, _("已办理。"))
    return redirect(page_of(pk))


def answered(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], object],
    *,
    to: str,
    shown: Mapping[str, object],
) -> HttpResponse:
    """Do what a form asks for and go on to `to`; or show it, with what stands in the way when it was sent."""
    return answered_by(
        request,
        form,
        act,
        to=to,
        shown={"back": to, **shown},
        template="people/form.html",
        mended_at=FIELDS,
        told=_("已办理。"),
    )
