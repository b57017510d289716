"""What may be done with a request, by whom, and what its words ask for. No framework, no clock, no query."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.kernel.actors import Actor, Reach
from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.kernel.verdicts import Verdict


class Channel(StrEnum):
    """How a request came in."""

    WEB = "web"
    PHONE = "phone"
    VISIT = "visit"
    PAPER = "paper"
    API = "api"


class Waits(StrEnum):
    """Whom an open request waits for; nobody once it is closed."""

    STAFF = "staff"
    APPLICANT = "applicant"
    NOBODY = ""


# The right that each deed of a procedure asks for; deeds of the applicant and of the platform ask for none.
RIGHTS: Mapping[str, str] = {
    "submit": "cases.file_case",
    "accept": "cases.accept_case",
    "assign": "cases.assign_case",
    "handle": "cases.report_result",
    "reply": "cases.reply_to_resident",
    "call_back": "cases.call_back",
    "rule": "cases.rule_on_return",
}
ACTIONS = (*RIGHTS.values(), "cases.read_cases")
FINDINGS = ("supported", "partly", "not_supported")
RATINGS = ("solved", "partly", "unsolved")

RUN = re.compile(r"[^\W_]+")

FEWEST_CHARACTERS = 4  # "路灯坏了": the shortest request that says something
MOST_CHARACTERS = 2000
TITLE_CHARACTERS = 30
CLAIM_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another when copied by hand
CLAIM_LENGTH = 8  # 31^8 = 852,891,037,441: a million requests leave one guess in 850,000 right
SCOPE_DEPTHS = (3, 4, 5)  # county, town and village below province and city: the levels that staff lists are drawn for


@dataclass(frozen=True, slots=True)
class Ties:
    """Hold who a request belongs to: its area, who has it in hand, who handles it, and who asked."""

    area_path: str
    holder_body: int | None
    holder_person: int | None
    handler_body: int | None
    handler_person: int | None
    applicant_person: int | None


# Words of record: they stand on Chinese papers and are kept as they are, whatever language the form was read in.
TICKED_ONLINE = "本人在网上表格中勾选委托"
SAID_ON_SENDING = "本人在提交时委托"


def said_in_person(*, to: str) -> str:
    """Return how an authorisation given face to face is kept, by the name of who wrote it down."""
    return f"本人当面委托，{to}记录"


def title_of(words: str) -> str:
    """Return the first sentence of a request, cut to what fits a line."""
    first = words.strip().splitlines()[0] if words.strip() else ""
    for stop in "。！？!?；;":
        first = first.partition(stop)[0]
    return first if len(first) <= TITLE_CHARACTERS else first[: TITLE_CHARACTERS - 1] + "…"


def shown_claim(code: str) -> str:
    """Return a claim code as it is read out: 7K2M-94QX."""
    return f"{code[: CLAIM_LENGTH // 2]}-{code[CLAIM_LENGTH // 2 :]}"


def may_file(*, words: str) -> Verdict:
    """Tell whether the words of a request say enough, and not more than a page."""
    length = len(words.strip())
    figures = {"length": length, "fewest": FEWEST_CHARACTERS, "most": MOST_CHARACTERS}
    if length < FEWEST_CHARACTERS:
        return Verdict(ok=False, code="cases.words_too_few", figures=figures)
    if length > MOST_CHARACTERS:
        return Verdict(ok=False, code="cases.words_too_many", figures=figures)
    return Verdict(ok=True, code="cases.may_file", figures=figures)


def scopes(path: str) -> tuple[int | None, ...]:
    """Return the ids of the areas at `SCOPE_DEPTHS` of a path, None where it is not that deep."""
    above = ancestors(path)
    return tuple(last_id(above[depth - 1]) if len(above) >= depth else None for depth in SCOPE_DEPTHS)


def has_in_hand(*, by: Actor, ties: Ties) -> bool:
    """Tell whether the actor, or a body the actor has a post in, holds or handles a request."""
    bodies = {post.body_id for post in by.posts}
    is_person = by.person_id is not None and by.person_id in (ties.holder_person, ties.handler_person)
    return is_person or bool(bodies & {ties.holder_body, ties.handler_body})


def may_read(*, by: Actor, ties: Ties) -> bool:
    """Tell whether the actor may see a request: by post over its area, by having it in hand, or as who asked."""
    if by.is_system or (by.person_id is not None and by.person_id == ties.applicant_person):
        return True
    return reaches(by=by, right="cases.read_cases", ties=ties)


def reaches(*, by: Actor, right: str, ties: Ties) -> bool:
    """Tell whether a right of the actor's posts reaches a request: over its area, or by having it in hand."""
    grants = by.reaches(right)
    over = any(grant.covers(ties.area_path) for grant in grants if grant.reach is not Reach.OWN)
    return over or (bool(grants) and has_in_hand(by=by, ties=ties))


def is_handler(*, by: Actor, ties: Ties) -> bool:
    """
    Tell whether the request was given to this actor, or to a body as a whole in which the actor has a post.

    One given to somebody who is away is the deputy's, in the body it was given for.
    """
    if ties.handler_person is not None:
        stands_in = (ties.handler_person, ties.handler_body)
        return by.person_id == ties.handler_person or any((p.deputy_for, p.body_id) == stands_in for p in by.posts)
    return ties.handler_body is not None and ties.handler_body in {post.body_id for post in by.posts}


def relations(*, by: Actor, ties: Ties, is_applicant: bool) -> frozenset[str]:
    """Return what the actor is to a request, in the words of procedures."""
    found = {"system"} if by.is_system else set()
    if is_applicant or (by.person_id is not None and by.person_id == ties.applicant_person):
        found.add("applicant")
    if is_handler(by=by, ties=ties):
        found.add("holder")
    return frozenset(found)


def posts_over(*, by: Actor, path: str) -> frozenset[str]:
    """Return the kinds of the posts an actor holds over an area."""
    return frozenset(post.kind for post in by.posts if path.startswith(post.path))


def has_right(*, by: Actor, deed: str, ties: Ties) -> bool:
    """Tell whether the actor's posts carry the right that a deed asks for on this request."""
    right = RIGHTS.get(deed)
    return by.is_system or right is None or reaches(by=by, right=right, ties=ties)


def may_decide_alone(*, by: Actor, ties: Ties) -> Verdict:
    """Tell whether an actor may act on a request as staff: nobody handles or rules on a request of one's own."""
    is_own = by.person_id is not None and by.person_id == ties.applicant_person
    return Verdict(ok=not is_own, code="cases.own_request" if is_own else "cases.may_act")


def may_see_phone(*, by: Actor, ties: Ties, reason: str) -> Verdict:
    """Tell whether an actor may see the whole phone of who asked: only with the request in hand, only for a reason."""
    if not (by.is_system or has_in_hand(by=by, ties=ties)):
        return Verdict(ok=False, code="cases.phone_not_yours", sources=("pipl:6",))
    return Verdict(ok=bool(reason.strip()), code="cases.may_see_phone" if reason.strip() else "cases.look_unexplained")


def words_found(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return which of the words stand in a text, in their order."""
    return tuple(word for word in words if word in text)


def runs(text: str) -> tuple[str, ...]:
    """Return the unbroken runs of letters, digits and characters of a text, in one spelling."""
    return tuple(RUN.findall(unicodedata.normalize("NFKC", text).lower()))


def pairs(text: str) -> tuple[str, ...]:
    """Return every two neighbouring characters of a text, each pair once: what a search of two characters compares."""
    found = {run[place : place + 2] for run in runs(text) for place in range(len(run) - 1)}
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Settlement:
    """Hold how long requests of one place and month took: the median time of the settled, and how many are not."""

    month: str
    settled: int
    unsettled: int
    median: dt.timedelta | None


def settlement(month: str, spans: Collection[dt.timedelta | None]) -> Settlement:
    """Return the settlement of the requests raised in a month; None stands for one that is not settled yet."""
    done = sorted(span for span in spans if span is not None)
    middle = (done[(len(done) - 1) // 2] + done[len(done) // 2]) / 2 if done else None
    return Settlement(month, len(done), len(spans) - len(done), middle)
