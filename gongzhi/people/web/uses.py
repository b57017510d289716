"""What a person's data is used for, and agreeing or taking it back with one press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.people import actions, queries
from gongzhi.people.consents import Use, ended_of, uses_of
from gongzhi.people.web.pieces import MOST_TYPED, READERS_OF_ONE, actor_of, comma

FIELD_NAMES = {
    "name": gettext_lazy("姓名"),
    "phone": gettext_lazy("电话"),
    "sex": gettext_lazy("性别"),
    "born_on": gettext_lazy("出生日期"),
    "paper": gettext_lazy("证件"),
    "number": gettext_lazy("证件号码"),
    "residence": gettext_lazy("户籍"),
    "registered_address": gettext_lazy("户籍地址"),
    "household": gettext_lazy("住址和同户的人"),
    "relation": gettext_lazy("与户主关系"),
}
WAYS = {"web": gettext_lazy("网上"), "window": gettext_lazy("窗口"), "paper": gettext_lazy("书面")}


@access(get=READERS_OF_ONE, sample="person")
def uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a person's data is used for, on what it rests, and what the person agreed to."""
    actor = actor_of(request)
    found = queries.person_for(actor, pk)
    lines = uses_of(found, clock.today())
    shown = {
        "person": found,
        "is_oneself": actor.person_id == pk,
        "may_speak": actor.person_id == pk or queries.may_keep(actor, found),
        "ways": [(key, word) for key, word in WAYS.items() if key != "web"],
        "duties": [(use, _fields(use.purpose.fields)) for use in lines if not use.purpose.is_consent],
        "choices": [(use, _fields(use.purpose.fields)) for use in lines if use.purpose.is_consent],
        "ended": [(row, _label(lines, row.purpose), WAYS[row.withdrawn_way]) for row in ended_of(found)],
    }
    return render(request, "people/uses.html", shown)


def _fields(keys: tuple[str, ...]) -> str:
    return comma().join(str(FIELD_NAMES.get(key, key)) for key in keys)


def _label(lines: tuple[Use, ...], key: str) -> str:
    """Return what a purpose is called; one that the pack no longer has keeps its key."""
    return {line.purpose.key: line.purpose.label for line in lines}.get(key, key)


def _way(request: HttpRequest, pk: int) -> str:
    """Return how the person told us: on the web when it is oneself, else what the clerk says."""
    return "web" if actor_of(request).person_id == pk else request.POST.get("way", "")


@access(post=READERS_OF_ONE, sample="purpose", body={"version": "1", "way": "window"})
@idempotent
def agree(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Record that a person agrees to a purpose, in the words shown beside the button."""
    actions.give_consent(
        by=actor_of(request),
        person_id=pk,
        purpose=key,
        version=request.POST.get("version", ""),
        way=_way(request, pk),
        guardian=request.POST.get("guardian", "")[:MOST_TYPED],
        now=clock.now(),
    )
    return redirect(reverse("people:uses", args=[pk]))


@access(post=READERS_OF_ONE, sample="agreed", body={"way": "window"})
@idempotent
def withdraw(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a consent back."""
    actions.withdraw_consent(by=actor_of(request), person_id=pk, purpose=key, way=_way(request, pk), now=clock.now())
    return redirect(reverse("people:uses", args=[pk]))
