"""Ask for something without an account: one form, what must be said first, and the claim code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import wraps

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.cases import actions, queries, rules
from gongzhi.cases.queries import Case, Locality
from gongzhi.cases.rules import TICKED_ONLINE
from gongzhi.cases.web import shown
from gongzhi.cases.web.following import known_to, remember
from gongzhi.documents.actions import keep_attachment
from gongzhi.documents.drafts import Draft, draft_of, keep_draft
from gongzhi.documents.judging import judged
from gongzhi.documents.rules import Fit, Offered
from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.kernel.idempotency import View, idempotent
from gongzhi.kernel.identifiers import normal_phone, phone_digits
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.policy.packs import Pack
from gongzhi.procedures.queries import definition_in
from gongzhi.territory.queries import ancestor_lines

MOST_PICTURES = 3
UNAUTHORISED = gettext_lazy("代办要有您的委托，同意就在这里打勾。")
SAME_AGAIN = dt.timedelta(
    hours=1
)  # whoever comes back by the back button and sends the form anew means the same matter


class ManyFiles(forms.ClearableFileInput):
    """Let several files be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Return the chosen files as they would be kept, empty when none was chosen; each is judged at the field."""

    widget = ManyFiles

    def clean(self, data: object, initial: object = None) -> list[Fit]:
        """Return the chosen files, photographs without the place and the device they were taken with."""
        chosen = data if isinstance(data, list) else [data] if data else []
        if len(chosen) > MOST_PICTURES:
            raise forms.ValidationError(too_many(len(chosen)))
        return [judged_file(super(FilesField, self).clean(one, initial)) for one in chosen]


def too_many(given: int) -> str:
    """Return what is said of more files than are taken."""
    return _("最多 %(most)s 张，您选了 %(given)s 张。") % {"most": MOST_PICTURES, "given": given}


def judged_file(file: UploadedFile[bytes]) -> Fit:
    """
    Return a file as it would be kept; it is looked into once.

    :raises ValidationError: it cannot be kept; the sentence says why and what to do.
    """
    found = judgement_of(file)
    if isinstance(found, Refusal):
        raise forms.ValidationError(told(found)) from found
    return found


def judgement_of(file: UploadedFile[bytes]) -> Fit | Refusal:
    """Return what an uploaded file is found to be, and keep that with the file for as long as the request lasts."""
    found: Fit | Refusal | None = getattr(file, "judgement", None)
    if found is None:
        try:
            found = judged(Offered(file.name or "", file.read()))
        except Refusal as refusal:
            found = refusal
        file.judgement = found  # type: ignore[attr-defined]  # read above
    return found


def judging_files_first(view: View) -> View:
    """Look into the files of a post before a transaction is open: a file of a stranger makes nobody wait for a lock."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        chosen = request.FILES.getlist("pictures")
        for file in chosen if len(chosen) <= MOST_PICTURES else ():
            judgement_of(file)
        return view(request, *args, **kwargs)

    return wrapped


def told(refusal: Refusal) -> str:
    """Return a refusal as it stands at a field: why, and the first thing to do."""
    words = in_words(refusal)
    return "".join((words.sentence, *words.ways[:1]))


class AskForm(forms.Form):
    """What a resident tells: as little as possible. `kept` are files handed in before, while something was amiss."""

    words = forms.CharField(
        label=gettext_lazy("什么事"),
        help_text=gettext_lazy("像跟人说话一样写。比如：三组路口的路灯坏了三天，晚上老人不敢走。"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=rules.MOST_CHARACTERS,
        min_length=rules.FEWEST_CHARACTERS,
        error_messages={
            "required": gettext_lazy("还没有写。一句话也行：什么东西、怎么了。"),
            "min_length": gettext_lazy("只写了 %(show_value)d 个字，再多写几个字：什么东西、怎么了。"),
            "max_length": gettext_lazy(
                "写了 %(show_value)d 个字，最多 %(limit_value)d 个。先写要紧的，其余的拍成照片附上。"
            ),
        },
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
        allow_empty_file=True,  # judged as well, and answered with what to do
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

    def __init__(self, *args: object, pack: Pack, kept: Sequence[str] = (), **kwargs: object) -> None:
        """Offer the matters of the place; ask for an authorisation where somebody is to act for the resident."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on
        self.items = pack.list("cases", "items")
        self.drafts = [draft for token in kept if (draft := draft_of(token))]
        choices = [(item.key, item.label()) for item in self.items.items if not item.data.get("is_internal")]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["item"].initial = "other"
        entrusted = queries.entrusted_items(pack, clock.today())
        self.entrusted = {key: label for key, label in choices if key in entrusted}
        if self.entrusted:
            is_every, matters = len(self.entrusted) == len(choices), _("、").join(self.entrusted.values())
            self.fields["authorised"] = forms.BooleanField(
                label=_("我委托代办员替我去办这件事"),
                help_text="" if is_every else _("办这些事要打勾：%(matters)s") % {"matters": matters},
                required=is_every,
                error_messages={"required": UNAUTHORISED},
            )

    def clean_authorised(self) -> bool:
        """Ask for the authorisation of a matter in which somebody acts for the resident; other matters need none."""
        is_given = bool(self.cleaned_data["authorised"])
        if not is_given and self.cleaned_data.get("item") in self.entrusted:
            raise forms.ValidationError(UNAUTHORISED)
        return is_given

    def clean_phone(self) -> str:
        """Tell how many digits are amiss."""
        text = str(self.cleaned_data["phone"])
        if text and normal_phone(text) is None:
            refusal = Refusal("cases.phone_unfit", figures={"given": len(phone_digits(text))})
            raise forms.ValidationError(in_words(refusal).sentence)
        return text

    def clean_pictures(self) -> list[Fit]:
        """Count what is chosen now together with what was handed in before."""
        files = [*(draft.fit for draft in self.drafts), *self.cleaned_data["pictures"]]
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(too_many(len(files)))
        return files

    def held(self) -> list[Draft]:
        """Return the fit files of a form that is shown again, laid aside so that they need not be chosen again."""
        new = self.cleaned_data.get("pictures", []) if hasattr(self, "cleaned_data") else []
        known = {draft.fit for draft in self.drafts}
        return [*self.drafts, *(keep_draft(fit) for fit in new if fit not in known)][:MOST_PICTURES]


def asked_about(request: HttpRequest) -> Locality | None:
    """Return where the request is about as the address names it, None when it names nothing."""
    given = request.GET.get("area", "")
    return queries.locality(int(given), clock.today()) if given.isdigit() else None


@access(get=EVERYONE, post=EVERYONE, sample="ask")
@judging_files_first
@idempotent
def ask(request: HttpRequest) -> HttpResponse:
    """Take in a request of anybody; life comes first, so dangerous words show whom to call."""
    where = asked_about(request)
    if where is None:
        return redirect(reverse("portal:home"))
    form = AskForm(request.POST or None, request.FILES or None, pack=where.pack, kept=request.POST.getlist("kept"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, where, form, status=422 if form.errors else 200)
    warnings = () if request.POST.get("warned") else queries.warnings_for(where.pack, form.cleaned_data["words"])
    if warnings:
        return show_form(request, where, form, warnings=warnings)
    try:
        return filed(request, where, form)
    except Refusal as refusal:
        form.add_error(None, told(refusal))
        return show_form(request, where, form, status=422)


def show_form(
    request: HttpRequest,
    where: Locality,
    form: AskForm,
    *,
    warnings: Sequence[queries.Warned] = (),
    status: int = 200,
) -> HttpResponse:
    """Show the form with what is wrong or must be said first; nothing that was filled in or chosen is lost."""
    today = clock.today()
    definition = definition_in(where.pack, "citizen_request", today)
    context = {
        "form": form,
        "held": form.held() if request.method == "POST" else [],
        "place": where.area,
        "above": ancestor_lines(where.area.path, today)[:-1],
        "steps": shown.line_of(definition, where.pack, today),
        "warnings": [(warned.advice.text(queries.language()), warned.number) for warned in warnings],
    }
    return render(request, "cases/ask.html", context, status=status)


def filed(request: HttpRequest, where: Locality, form: AskForm) -> HttpResponse:
    """File the request and lead to its claim code, which this browser keeps sealed."""
    said = form.cleaned_data
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]  # set by the actor middleware
    same = queries.same_case(known_to(request), area_id=where.area.id, words=said["words"], since=now - SAME_AGAIN)
    if same is not None:
        messages.info(request, _("这件事刚才已经收到了，没有再报一次。"))
        return redirect("cases:followed", pk=same.pk)
    result = actions.file_case(
        by=actor,
        where=where,
        item=said["item"],
        words=said["words"],
        place=said["place"],
        applicant=actions.Applicant(name=said["name"], phone=said["phone"], person_id=actor.person_id),
        channel=rules.Channel.WEB,
        authorisation=TICKED_ONLINE if said.get("authorised") else "",
        now=now,
    )
    keep_files(request, result.case, said["pictures"])
    return remember(request, redirect("cases:filed", pk=result.case.pk), result.case.pk, result.claim_code)


def keep_files(request: HttpRequest, case: Case, files: Sequence[Fit]) -> None:
    """Keep what was handed in with a request."""
    for fit in files:
        keep_attachment(
            by=request.actor,  # type: ignore[attr-defined]  # set by the actor middleware
            owner_kind="cases.case",
            owner_id=case.pk,
            area_path=case.area_path,
            fit=fit,
            now=clock.now(),
        )
