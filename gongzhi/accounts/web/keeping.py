"""Pages of the security administrator: accounts, one of them with what is done to it, and the rules in force."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from gongzhi.accounts import actions, listing, queries
from gongzhi.accounts.listing import State
from gongzhi.accounts.web.forms import show
from gongzhi.accounts.web.ruled import ruled
from gongzhi.kernel import clock
from gongzhi.kernel.access import Request, access, only
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.proving import lead_through_proof
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words

KEEPER = only("security_admin")
MOST_TYPED = 60
NEEDED = "accounts.step_up_needed"
STATES = {
    State.STAFF: gettext_lazy("在岗"),
    State.LEFT: gettext_lazy("离岗，账号还开着"),
    State.UNPROVED: gettext_lazy("没有第二道验证"),
    State.ASLEEP: gettext_lazy("长期不用，已停用"),
    State.CLOSED: gettext_lazy("全部停用的"),
    State.OPEN: gettext_lazy("全部能用的"),
}
AT_USERNAME = frozenset({"accounts.username_unfit", "accounts.username_is_phone", "accounts.username_taken"})


class GiveForm(forms.Form):
    """Ask for whom an account is, and its user name."""

    person = forms.ChoiceField(label=gettext_lazy("给谁"), widget=forms.RadioSelect)
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=MOST_TYPED,
        help_text=gettext_lazy("2 到 40 个字：汉字、字母、数字和 . @ + - _，例如 hexiaoyan。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: object, persons: tuple[tuple[str, str], ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["person"].choices = list(persons)  # type: ignore[attr-defined]  # a ChoiceField


class ReasonForm(forms.Form):
    """Ask why."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


def state_of(request: Request) -> State:
    """
    Return which accounts the address asks for.

    :raises NotVisible: there is no such kind.
    """
    try:
        return State(request.GET.get("state", State.STAFF))
    except ValueError as fault:
        raise NotVisible from fault


@access(get=KEEPER)
@never_cache
def accounts(request: Request) -> HttpResponse:
    """List the accounts one looks after, by what is wrong with them."""
    state, text, today = state_of(request), request.GET.get("q", "").strip()[:MOST_TYPED], clock.today()
    found = listing.accounts_in(request.actor, state=state, text=text, on=today)
    page = page_of(found, order=listing.ORDER, query=request.GET)
    pills = [
        {"url": f"?state={key.value}", "label": label, "is_current": key is state} for key, label in STATES.items()
    ]
    shown = {"page": page.showing(listing.lines_of(page.rows, today)), "pills": pills, "text": text, "state": state}
    return render(request, "accounts/accounts.html", shown)


@access(get=KEEPER, sample="account")
@never_cache
def account(request: Request, pk: int) -> HttpResponse:
    """Show one account and what can be done to it."""
    return show_account(request, pk, ReasonForm())


def show_account(request: Request, pk: int, form: ReasonForm) -> HttpResponse:
    """Show one account with the form for taking its second factor away."""
    found = listing.account_for(request.actor, pk)
    (line,) = listing.lines_of([found], clock.today())
    return show(request, "account", form, line=line, is_oneself=pk == request.actor.account_id)


@access(get=KEEPER, post=KEEPER, body={"person": "", "username": "qiuxiaolan"})
@never_cache
@idempotent
def new(request: Request) -> HttpResponse:
    """
    Open an account for somebody with a post, and show its first password once.

    :raises NotVisible: the actor opens none.
    """
    if not request.actor.reaches(listing.CREATE):
        raise NotVisible
    name = request.GET.get("name", "").strip()[:MOST_TYPED]
    persons = tuple((str(each.pk), each.name) for each in listing.without_account(request.actor, name, clock.today()))
    form = GiveForm(request.POST or None, persons=persons)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user, password = actions.give_account(
                by=request.actor, username=given["username"], person_id=int(given["person"]), now=clock.now()
            )
        except Refusal as refusal:
            if refusal.code == NEEDED:
                return lead_through_proof(request, back=request.get_full_path())
            field = "username" if refusal.code in AT_USERNAME else None
            form.add_error(field, in_words(refusal).sentence)
        else:
            return render(request, "accounts/given.html", {"user": user, "password": password})
    return show(request, "account_new", form, name=name, persons=persons)


@access(post=KEEPER, sample="account")
@never_cache
@idempotent
def reset_password(request: Request, pk: int) -> HttpResponse:
    """Give an account another first password and show it once."""
    try:
        password = actions.reset_password(by=request.actor, user_id=pk, now=clock.now())
    except Refusal as refusal:
        return led(request, refusal, pk)
    return render(
        request, "accounts/given.html", {"user": listing.account_for(request.actor, pk), "password": password}
    )


@access(post=KEEPER, sample="account", body={"reason": "手机丢了"})
@idempotent
def reset_factor(request: Request, pk: int) -> HttpResponse:
    """Take the second factor of an account away, for a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_account(request, pk, form)
    try:
        actions.reset_factor(by=request.actor, user_id=pk, reason=form.cleaned_data["reason"], now=clock.now())
    except Refusal as refusal:
        return led(request, refusal, pk)
    messages.success(request, _("第二道验证取消了。本人下次登录时重新设置。"))
    return redirect("accounts:account", pk=pk)


@access(post=KEEPER, sample="account")
@idempotent
def close(request: Request, pk: int) -> HttpResponse:
    """Close an account."""
    try:
        actions.close_account(by=request.actor, user_id=pk, now=clock.now())
    except Refusal as refusal:
        return led(request, refusal, pk)
    messages.success(request, _("账号停用了，登录着的设备都已退出。"))
    return redirect("accounts:account", pk=pk)


@access(post=KEEPER, sample="closed_account")
@idempotent
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed account again."""
    try:
        actions.reopen_account(by=request.actor, user_id=pk, now=clock.now())
    except Refusal as refusal:
        return led(request, refusal, pk)
    messages.success(request, _("账号重新启用了，密码和第二道验证还是原来的。"))
    return redirect("accounts:account", pk=pk)


def led(request: Request, refusal: Refusal, pk: int) -> HttpResponse:
    """
    Lead through the proof of who acts where it is wanted, and back to the account.

    :raises Refusal: something else was refused.
    """
    if refusal.code != NEEDED:
        raise refusal
    return lead_through_proof(request, back=f"/accounts/{pk}/")


@access(get=KEEPER)
@never_cache
def protection(request: Request) -> HttpResponse:
    """
    Show which rule of sign-in is on, with its figure and the row of the standard's checklist it answers.

    :raises NotVisible: the actor looks after no accounts.
    """
    if not request.actor.reaches(listing.READ):
        raise NotVisible
    found = queries.protection()
    return render(request, "accounts/protection.html", {"protection": found, "rules": ruled(found)})
