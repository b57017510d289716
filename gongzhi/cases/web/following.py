"""Follow what became of a request: by its claim code, or as who asked."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.cases import actions, papers, queries, rules
from gongzhi.cases.queries import Case
from gongzhi.cases.web import shown
from gongzhi.documents.queries import Attachment, attachment_of, attachments_of, content_of
from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.sealing import open_token, seal_token
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.territory.queries import area_line

# The cookie that holds, sealed, the claim codes of the requests this browser has shown it knows.
FOLLOWED = settings.FOLLOWED_COOKIE_NAME
COLUMN = "cases.followed"
MOST_FOLLOWED = 30  # together well below the 4 kB that every browser takes for a cookie
MOST_WORDS = 500


def holder_of(request: HttpRequest) -> str:
    """Return whom the cookie is bound to: the account that is signed in, "" for a visitor."""
    return str(request.actor.account_id or "")  # type: ignore[attr-defined]  # set by the actor middleware


def known_claims(request: HttpRequest) -> dict[int, str]:
    """Return the claim codes this browser has shown, by request; a cookie that was altered or of others holds none."""
    kept = open_token(request.COOKIES.get(FOLLOWED, ""), column=COLUMN, row=holder_of(request))
    return {int(pk): claim for pk, _, claim in (each.partition(":") for each in kept.split())}


def remember(request: HttpRequest, response: HttpResponse, pk: int, claim: str) -> HttpResponse:
    """Let this browser follow a request without typing the code again, and without a session kept for it here."""
    known = {**known_claims(request), pk: queries.normal_claim(claim)}
    kept = " ".join(f"{each}:{code}" for each, code in list(known.items())[-MOST_FOLLOWED:])
    response.set_cookie(
        FOLLOWED,
        seal_token(kept, column=COLUMN, row=holder_of(request)),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def known_to(request: HttpRequest) -> list[int]:
    """Return the rows this browser has shown it knows the codes of."""
    return list(known_claims(request))


def claim_of(request: HttpRequest, pk: int) -> str | None:
    """Return the claim code this browser has shown for a request, "" for its signed-in applicant, None for others."""
    if claim := known_claims(request).get(pk):
        return claim
    return "" if queries.is_applicant(request.actor, pk) else None  # type: ignore[attr-defined]  # set by the actor middleware


def ask_for_claim() -> HttpResponse:
    """Ask for the claim code; the same whether there is such a request or not."""
    return redirect("cases:follow")


def forget_seen(request: HttpRequest) -> HttpResponse:
    """Empty the list of what was looked at on this device."""
    response = redirect("cases:follow")
    response.delete_cookie(FOLLOWED, samesite="Lax")
    messages.success(request, _("已清空，这台设备上不再留有您看过的事项。"))
    return response


@access(get=EVERYONE, post=EVERYONE)
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Find a request by its claim code; show those this person has filed and this browser has seen, or empty these."""
    error = ""
    if request.POST.get("forget"):
        return forget_seen(request)
    if request.method == "POST":
        case = queries.case_by_claim(request.POST.get("claim", ""))
        if case is not None:
            return remember(request, redirect("cases:followed", pk=case.pk), case.pk, request.POST["claim"])
        error = "cases.claim_unknown"
    own = queries.own_cases(request.actor)  # type: ignore[attr-defined]  # set by the actor middleware
    seen = queries.known_cases(set(known_to(request)) - {case.pk for case in own})
    told = {
        "own": rows_of(own),
        "seen": rows_of(seen),
        "error": error,
        "given": request.POST.get("claim", ""),
    }
    return render(request, "cases/follow.html", told, status=422 if error else 200)


def rows_of(cases: Sequence[Case]) -> list[shown.Row]:
    """Return requests as lines that lead to what became of them."""
    now = clock.now()
    return [shown.row_of(c, now=now, area="", url=reverse("cases:followed", args=[c.pk])) for c in cases]


@access(get=EVERYONE, sample="followed")
@never_cache
def followed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has it, until when, and what the resident can do."""
    if claim_of(request, pk) is None:
        return ask_for_claim()
    return show_followed(request, pk)


@access(get=EVERYONE, sample="followed")
@never_cache
def filed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the claim code to who has just filed a request, and who has it now."""
    claim = claim_of(request, pk)
    if not claim:
        return ask_for_claim()
    case, now = queries.case_row(pk), clock.now()
    place = area_line(case.area_id, now.date())
    context = {
        "case": case,
        "claim": rules.shown_claim(claim),
        "place": place,
        "number": queries.number_of(case),
        "row": shown.row_of(case, now=now, area=place.name, url=""),
    }
    return render(request, "cases/filed.html", context)


def show_followed(request: HttpRequest, pk: int, refusal: Refusal | None = None) -> HttpResponse:
    """Show a request to who asked; after a refusal with its sentence and with what was written."""
    case, now = queries.case_row(pk), clock.now()
    told = {
        "case": case,
        "number": queries.number_of(case),
        "row": shown.row_of(case, now=now, area="", url=""),
        "steps": shown.way_of(case, now=now),
        "place": area_line(case.area_id, now.date()),
        "files": files_of(case, "cases:followed_file"),
        "can_rate": case.deed == "rate",
        "can_reopen": queries.may_reopen(case),
        "looks": queries.looks_at(case.pk),
        "ends": shown.ends_words(case.due_at, now) if case.due_at else "",
        "limit": shown.open_words(case, queries.definition_for(case), now.date()),
        "refusal": in_words(refusal) if refusal else None,
        "given": given(request),
    }
    return render(request, "cases/followed.html", told, status=422 if refusal else 200)


def given(request: HttpRequest) -> Mapping[str, str]:
    """Return what was written in a form that is shown again."""
    return request.POST.dict()


def files_of(case: Case, address: str) -> list[dict[str, str]]:
    """Return the files of a request for `ui/_files.html`; `address` names the page that gives them."""
    return [
        {"name": file.name, "url": reverse(address, args=[case.pk, file.pk]), "size": filesizeformat(file.size)}
        for file in attachments_of(owner_kind="cases.case", owner_id=case.pk)
    ]


def sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file so that no browser runs anything in it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def sent_file(file: Attachment) -> HttpResponse:
    """Return a kept file: a photograph to be seen; a PDF, which a stranger wrote, to be put down."""
    response = sent(content_of(file), file.media_type, file.name)
    is_photograph = file.media_type.startswith("image/")
    response["Content-Disposition"] = content_disposition_header(not is_photograph, file.name) or "attachment"
    return response


@access(get=EVERYONE, sample="followed_file")
@never_cache
def followed_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Give a file of a request to who asked."""
    if claim_of(request, pk) is None:
        return ask_for_claim()
    found = attachment_of(owner_kind="cases.case", owner_id=pk, attachment_id=file)
    return sent_file(found)


@access(post=EVERYONE, sample="followed")
@require_POST
@idempotent
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it was solved."""
    claim, rating = claim_of(request, pk), request.POST.get("rating", "")
    if claim is None:
        return ask_for_claim()
    words = request.POST.get("words", "")[:MOST_WORDS]
    try:
        if rating not in rules.RATINGS:
            raise Refusal("procedures.rating_missing", figures={"step": _("评价")})
        actions.rate_case(
            by=request.actor,  # type: ignore[attr-defined]  # set by the actor middleware
            case_id=pk,
            rating=rating,
            words=words,
            claim_code=claim,
            now=clock.now(),
        )
    except Refusal as refusal:
        return show_followed(request, pk, refusal)
    messages.success(request, _("您的评价记下了，谢谢。"))
    return redirect("cases:followed", pk=pk)


@access(post=EVERYONE, sample="followed")
@require_POST
@idempotent
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it to be done again."""
    words = request.POST.get("reason", "")[:MOST_WORDS]
    claim = claim_of(request, pk)
    if claim is None:
        return ask_for_claim()
    try:
        actions.reopen_case(by=request.actor, case_id=pk, words=words, claim_code=claim, now=clock.now())  # type: ignore[attr-defined]  # set by the actor middleware
    except Refusal as refusal:
        return show_followed(request, pk, refusal)
    messages.success(request, _("收到了，这件事再办一次。"))
    return redirect("cases:followed", pk=pk)


@access(post=EVERYONE, sample="followed_paper")
@require_POST
def followed_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Print the receipt or the reply for who asked."""
    claim = claim_of(request, pk)
    if claim is None:
        return ask_for_claim()
    content = actions.print_paper(
        by=request.actor,  # type: ignore[attr-defined]  # set by the actor middleware
        case_id=pk,
        kind=papers.Kind(kind),
        claim_code=claim,
        address=request.build_absolute_uri(reverse("cases:follow")),
        now=clock.now(),
    )
    return sent(content, "application/pdf", f"{papers.NAMES[papers.Kind(kind)]}.pdf")
