"""Ask for something without an account, and follow what became of it."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongzhi.cases import actions, papers, queries, rules
from gongzhi.cases.queries import Case
from gongzhi.cases.web import shown
from gongzhi.documents.actions import keep_attachment
from gongzhi.documents.queries import attachment_of, attachments_of, content_of
from gongzhi.documents.rules import Offered
from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.sealing import seal, unseal
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.procedures.queries import definition_in
from gongzhi.territory.queries import AreaLine, ancestor_lines, area_line

MOST_PICTURES = 3
FOLLOWED = "followed"  # session: the sealed claim codes of requests this browser has shown it knows
COLUMN = "cases.followed"


class ManyFiles(forms.ClearableFileInput):
    """Let several files be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Return a list of files, empty when none was chosen."""

    widget = ManyFiles

    def clean(self, data: object, initial: object = None) -> list[UploadedFile[bytes]]:
        """Return the chosen files; each is judged by the room that keeps it."""
        chosen = data if isinstance(data, list) else [data] if data else []
        if len(chosen) > MOST_PICTURES:
            raise forms.ValidationError(
                _("最多 %(most)s 张，您选了 %(given)s 张。") % {"most": MOST_PICTURES, "given": len(chosen)}
            )
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class AskForm(forms.Form):
    """What a resident tells: as little as possible."""

    words = forms.CharField(
        label=gettext_lazy("什么事"),
        help_text=gettext_lazy("像跟人说话一样写。比如：三组路口的路灯坏了三天，晚上老人不敢走。"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=rules.MOST_CHARACTERS,
        min_length=rules.FEWEST_CHARACTERS,
    )
    place = forms.CharField(
        label=gettext_lazy("在哪里"),
        help_text=gettext_lazy("写具体一点：几组、谁家旁边、什么路口。"),
        max_length=120,
        required=False,
    )
    item = forms.ChoiceField(label=gettext_lazy("哪一类"), help_text=gettext_lazy("不知道就选“其他”，我们来分。"))
    pictures = FilesField(
        label=gettext_lazy("照片"),
        help_text=gettext_lazy("最多 3 张，可以不传。请不要拍到别人的脸和证件。"),
        required=False,
        widget=ManyFiles(attrs={"accept": "image/*,application/pdf", "multiple": True}),
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        help_text=gettext_lazy("可以不留。留了，只有经办人能看到，每次查看都有记录。"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=gettext_lazy("怎么称呼您"),
        help_text=gettext_lazy("可以不写。如：王大姐。"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: object, pack: Pack, **kwargs: object) -> None:
        """Offer the matters of the place; ask for an authorisation where somebody is to act for the resident."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on
        items = pack.list("cases", "items").items
        self.fields["item"].choices = [(item.key, item.label()) for item in items if not item.data.get("is_internal")]  # type: ignore[attr-defined]  # a choice field
        self.fields["item"].initial = "other"
        if needs_authorisation(pack):
            self.fields["authorised"] = forms.BooleanField(label=_("我委托代办员替我去办这件事"), required=False)


def needs_authorisation(pack: Pack) -> bool:
    """Tell whether requests of this place are agency services, which need the resident's authorisation."""
    definition = definition_in(pack, "citizen_request", clock.today())
    return "authorisation" in definition.steps[0].evidence


def asked_area(request: HttpRequest) -> AreaLine | None:
    """Return the area the address names, None when it names none."""
    given = request.GET.get("area", "")
    return area_line(int(given), clock.today()) if given.isdigit() else None


@access(get=EVERYONE, post=EVERYONE, sample="ask")
@idempotent
def ask(request: HttpRequest) -> HttpResponse:
    """Take in a request of anybody; life comes first, so dangerous words show whom to call."""
    area = asked_area(request)
    if area is None:
        return redirect(reverse("portal:home"))
    pack = pack_at(path=area.path, on=clock.today())
    form = AskForm(request.POST or None, request.FILES or None, pack=pack)
    warnings: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        found = queries.warnings_for(pack, form.cleaned_data["words"])
        warnings = [(warned.advice.text(shown.language()), warned.number) for warned in found]
        if not warnings or request.POST.get("warned"):
            return filed(request, area, form)
    steps = definition_in(pack, "citizen_request", clock.today()).steps
    line = [step.label.text(shown.language()) for step in steps if step.deed not in ("rule", "call_back", "archive")]
    told = {"form": form, "place": area, "above": ancestor_lines(area.path, clock.today())[:-1], "line": line}
    status = 422 if form.errors else 200
    return render(request, "cases/ask.html", told | {"warnings": warnings}, status=status)


def filed(request: HttpRequest, area: AreaLine, form: AskForm) -> HttpResponse:
    """File the request and show the claim code, once."""
    said = form.cleaned_data
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]  # set by the actor middleware
    result = actions.file_case(
        by=actor,
        area_id=area.id,
        item=said["item"],
        words=said["words"],
        place=said["place"],
        applicant=actions.Applicant(name=said["name"], phone=said["phone"], person_id=actor.person_id),
        channel=rules.Channel.WEB,
        authorisation=_("本人在网上表格中勾选委托") if said.get("authorised") else "",
        now=now,
    )
    keep_files(request, result.case, said["pictures"])
    remember(request, result.case.pk, result.claim_code)
    told = {"case": result.case, "claim": result.claim_code, "place": area, "number": queries.number_of(result.case)}
    row = shown.row_of(result.case, now=now, area=area.name, url="")
    return render(request, "cases/filed.html", told | {"row": row}, status=201)


def keep_files(request: HttpRequest, case: Case, files: list[UploadedFile[bytes]]) -> None:
    """Keep what was handed in with a request."""
    for file in files:
        keep_attachment(
            by=request.actor,  # type: ignore[attr-defined]  # set by the actor middleware
            owner_kind="cases.case",
            owner_id=case.pk,
            area_path=case.area_path,
            offered=Offered(file.name or "", file.read()),
            now=clock.now(),
        )


def remember(request: HttpRequest, pk: int, claim: str) -> None:
    """Let this browser follow a request without typing the code again; the code is kept sealed."""
    followed = dict(request.session.get(FOLLOWED, {}))
    followed[str(pk)] = seal(claim, column=COLUMN, row=str(pk)).hex()
    request.session[FOLLOWED] = followed


def claim_of(request: HttpRequest, pk: int) -> str | None:
    """Return the claim code this browser has shown for a request, "" for its signed-in applicant, None for others."""
    kept = request.session.get(FOLLOWED, {}).get(str(pk))
    if kept:
        return unseal(bytes.fromhex(kept), column=COLUMN, row=str(pk))
    return "" if queries.is_applicant(request.actor, pk) else None  # type: ignore[attr-defined]  # set by the actor middleware


def ask_for_claim() -> HttpResponse:
    """Ask for the claim code; the same whether there is such a request or not."""
    return redirect("cases:follow")


@access(get=EVERYONE, post=EVERYONE)
def follow(request: HttpRequest) -> HttpResponse:
    """Find a request by its claim code; show those this browser or this person has filed."""
    error = ""
    if request.method == "POST":
        case = queries.case_by_claim(request.POST.get("claim", ""))
        if case is not None:
            remember(request, case.pk, queries.normal_claim(request.POST["claim"]))
            return redirect("cases:followed", pk=case.pk)
        error = "cases.claim_unknown"
    known = [int(pk) for pk in request.session.get(FOLLOWED, {})] if request.session.session_key else []
    cases = queries.followed_cases(request.actor, known)  # type: ignore[attr-defined]  # set by the actor middleware
    now = clock.now()
    rows = [shown.row_of(c, now=now, area="", url=reverse("cases:followed", args=[c.pk])) for c in cases]
    told = {"rows": rows, "error": error, "given": request.POST.get("claim", "")}
    return render(request, "cases/follow.html", told, status=422 if error else 200)


@access(get=EVERYONE, sample="followed")
def followed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has it, until when, and what the resident can do."""
    if claim_of(request, pk) is None:
        return ask_for_claim()
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
    }
    return render(request, "cases/followed.html", told)


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


@access(get=EVERYONE, sample="followed_file")
def followed_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Give a file of a request to who asked."""
    if claim_of(request, pk) is None:
        return ask_for_claim()
    found = attachment_of(owner_kind="cases.case", owner_id=pk, attachment_id=file)
    return sent(content_of(found), found.media_type, found.name)


@access(post=EVERYONE, sample="followed")
@require_POST
@idempotent
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it was solved."""
    claim, rating = claim_of(request, pk), request.POST.get("rating", "")
    if claim is None:
        return ask_for_claim()
    if rating not in rules.RATINGS:
        raise Refusal("procedures.rating_missing", figures={"step": _("评价")})
    words = request.POST.get("words", "")[:500]
    actions.rate_case(
        by=request.actor,  # type: ignore[attr-defined]  # set by the actor middleware
        case_id=pk,
        rating=rating,
        words=words,
        claim_code=claim,
        now=clock.now(),
    )
    return redirect("cases:followed", pk=pk)


@access(post=EVERYONE, sample="followed")
@require_POST
@idempotent
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it to be done again."""
    words = request.POST.get("words", "")[:500]
    claim = claim_of(request, pk)
    if claim is None:
        return ask_for_claim()
    actions.reopen_case(by=request.actor, case_id=pk, words=words, claim_code=claim, now=clock.now())  # type: ignore[attr-defined]
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
    return sent(content, "application/pdf", f"{kind}.pdf")
