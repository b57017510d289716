"""What is a phone number or the number of a paper, who are near relatives, and when a person is closed."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.kernel.identifiers import (
    IDENTITY_CHECKS,
    IDENTITY_WEIGHTS,
    MOBILE,
    is_identity_number,
    normal_identity,
    phone_digits,
    plain,
)
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import Refusal, Verdict

LANDLINE = re.compile(r"(0\d{2,3})?[2-8]\d{6,7}")  # numbering plan of the public telephone network of China

# the number of a house or flat at the end of an address: 8号, 12-3, 8号附1, 502室, 八号
HOUSE_NUMBER = re.compile(
    r"(?:\d+(?:(?:[-－—～~]|号?附|号?之)\d+)*|[〇零一二三四五六七八九十百]+(?=号))\D*$"  # signs as written
)


class Residence(StrEnum):
    """Whether a person is registered where they live. Nothing is asked of an incomer that is not asked of a local."""

    LOCAL = "local"
    INCOMER = "incomer"
    OVERSEAS = "overseas"


class Paper(StrEnum):
    """
    What a person proves themselves with; nothing recorded is the empty text.

    The residence permit of people from Hong Kong, Macau and Taiwan carries an identity number and counts as `IDENTITY`;
    `PERMIT` is the permanent residence card of foreigners or a travel permit; `NONE` says that there is no paper yet.
    """

    IDENTITY = "identity"
    PASSPORT = "passport"
    PERMIT = "permit"
    NONE = "none"


class Closing(StrEnum):
    """Why a person is closed: moved away, died, or recorded twice by mistake."""

    MOVED = "moved"
    DIED = "died"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what a form or a row of a roster says about a person, as typed; only the name must be there."""

    name: str
    sex: str = ""
    born_on: dt.date | None = None
    residence: str = Residence.LOCAL.value
    relation: str = ""
    registered_address: str = ""
    phone: str = ""
    paper: str = ""
    number: str = ""


class Way(StrEnum):
    """How somebody told us: on the web, at the window, or on a signed sheet of paper."""

    WEB = "web"
    WINDOW = "window"
    PAPER = "paper"


class Asked(StrEnum):
    """What somebody may ask about what is kept of them (Personal Information Protection Law, art. 45 to 47)."""

    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"


class Answer(StrEnum):
    """What came of it: done, done in part, or not done; the last two with the reason."""

    DONE = "done"
    PART = "part"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Ground:
    """
    A purpose that uses a field, as it bears on whether the field stays.

    `kept_until` is the day until which it stays once the person is closed; None while no period is set.
    """

    law: str
    is_consent: bool
    on_request: bool
    kept_until: dt.date | None


class Kin(StrEnum):
    """Near relatives in the sense of the Civil Code, art. 1045: this list and no other."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"

    @property
    def inverse(self) -> "Kin":
        """Return what the person is to a relative of this kind."""
        return INVERSES.get(self, self)


INVERSES = {
    Kin.PARENT: Kin.CHILD,
    Kin.CHILD: Kin.PARENT,
    Kin.GRANDPARENT: Kin.GRANDCHILD,
    Kin.GRANDCHILD: Kin.GRANDPARENT,
}
NUMBERED = (Paper.IDENTITY.value, Paper.PASSPORT.value, Paper.PERMIT.value)
PAPERS = ("", *(each.value for each in Paper))
OTHER_PAPER = re.compile(r"[A-Z0-9]{5,20}")  # ICAO Doc 9303 gives nine places; permits of some places have more
OLD_IDENTITY = re.compile(r"\d{15}")  # numbers of the first generation; everybody alive with one was born in the 1900s
BIRTH = slice(6, 14)
CHILD_SOURCE = "pipl:第三十一条"
SLIP_LASTS = dt.timedelta(days=7)  # OWASP ASVS 5.0, 6.4.1 asks for a short life of what opens an account first
CORRECTABLE = ("name", "sex", "born_on", "phone", "registered_address")
NEAR_RELATIVES_SOURCE = "civil-code:第一千零四十五条"


def normal_phone(text: str) -> str | None:
    """Return the digits of a mobile or landline number as typed, or None when it is neither."""
    digits = phone_digits(text)
    return digits if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) else None


def normal_number(paper: str, text: str, *, on: dt.date) -> str | None:
    """Return the number of a paper as it is stored, or None when it cannot be one; 15 digits become 18."""
    number = normal_identity(text)
    if paper == Paper.IDENTITY:
        number = renewed(number) if OLD_IDENTITY.fullmatch(number) else number
        return number if is_identity_number(number, on=on) else None
    number = number.replace("-", "")
    return number if paper in NUMBERED and OTHER_PAPER.fullmatch(number) else None


def renewed(number: str) -> str:
    """Return the 18-digit number that replaced an identity number of 15 digits (GB 11643-1999)."""
    body = f"{number[:6]}19{number[6:]}"
    total = sum(int(digit) * weight for digit, weight in zip(body, IDENTITY_WEIGHTS, strict=True))
    return body + IDENTITY_CHECKS[total % len(IDENTITY_CHECKS)]


def born_by(paper: str, number: str) -> dt.date | None:
    """Return the day of birth an identity number (already checked) carries; other papers carry none."""
    return dt.datetime.strptime(number[BIRTH], "%Y%m%d").date() if paper == Paper.IDENTITY else None  # noqa: DTZ007  # a day


def may_have_paper(*, paper: str, number: str, born_on: dt.date | None, on: dt.date) -> Verdict:
    """
    Tell whether a person can be recorded with this paper and number as typed.

    `NONE` and nothing recorded go without a number, the others with one; the number of a paper must not name another
    day of birth.
    """
    if paper not in PAPERS:
        return Verdict(False, "people.choice_unknown", {"value": paper})
    if paper not in NUMBERED:
        return Verdict(not plain(number), "people.number_without_paper")
    stored = normal_number(paper, number, on=on)
    if stored is None:
        return Verdict(False, "people.identity_unfit" if paper == Paper.IDENTITY else "people.number_unfit")
    return may_keep_birth(number_born=born_by(paper, stored) if born_on else None, born_on=born_on)


def may_keep_birth(*, number_born: dt.date | None, born_on: dt.date | None) -> Verdict:
    """Tell whether a day of birth agrees with the one the number of the paper carries, if it carries one."""
    fits = number_born is None or number_born == born_on
    return Verdict(fits, "people.born_otherwise", {"day": born_on or ""})


def may_be_closed(*, reason: str, closed_on: dt.date, born_on: dt.date | None, today: dt.date) -> Verdict:
    """Tell whether a person can be closed for this reason on this day: not in the future, not before the birth."""
    if reason not in set(Closing):
        return Verdict(False, "people.choice_unknown", {"value": reason})
    fits = closed_on <= today and (born_on is None or born_on <= closed_on)
    return Verdict(fits, "people.closed_day_unfit", {"day": closed_on})


def day_of(text: str, *, today: dt.date) -> dt.date | None:
    """
    Return a day of birth as it was asked for, None for none.

    :raises Refusal: it is no day, or lies in the future.
    """
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("people.closed_day_unfit", figures={"day": text}) from error
    Verdict(day <= today, "people.closed_day_unfit", {"day": day}).or_refuse()
    return day


def years_old(born_on: dt.date, on: dt.date) -> int:
    """Return the age in full years; a birthday counts from the day itself (Civil Code, art. 1259)."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def may_consent(*, version: str, wanted: str, age: int | None, child_age: int, guardian: str, way: str) -> Verdict:
    """
    Tell whether a consent to the wording `version` can be recorded; `wanted` is the version in force, empty for none.

    For a child under `child_age` the guardian consents, at the window or on paper; nobody does so as the child.
    """
    if not wanted:
        return Verdict(False, "people.consent_not_asked")
    if version != wanted:
        return Verdict(False, "people.wording_changed")
    if age is not None and age < child_age and (not plain(guardian) or way == Way.WEB):
        return Verdict(False, "people.guardian_missing", {"age": child_age}, (CHILD_SOURCE,))
    return Verdict(True, "people.consent_fits")


def may_ask(*, kind: str, way: str, words: str, wanted: Mapping[str, str]) -> Verdict:
    """Tell whether this can be asked for; a correction says what is wrong."""
    if kind not in set(Asked) or way not in set(Way) or not set(wanted) <= set(CORRECTABLE):
        return Verdict(False, "people.choice_unknown", {"value": kind})
    if kind == Asked.CORRECT and not wanted and not words.strip():
        return Verdict(False, "people.correction_missing")
    return Verdict(True, "people.can_be_asked")


def may_go(grounds: Sequence[Ground], *, closed_on: dt.date | None, is_asked: bool, on: dt.date) -> Verdict:
    """
    Tell whether a field may be erased, or why it stays (Personal Information Protection Law, art. 47).

    It goes once nothing but a consent, or what ends when the person asks, is left that uses it.
    """
    for ground in grounds:
        if ground.is_consent or (ground.on_request and is_asked):
            continue
        if closed_on is None:
            return Verdict(False, "people.stays_by_duty", sources=(ground.law,))
        if ground.kept_until is None:
            return Verdict(False, "people.stays_unset", sources=(ground.law,))
        if on <= ground.kept_until:
            return Verdict(False, "people.stays_until", {"day": ground.kept_until}, (ground.law,))
    return Verdict(True, "people.may_go")


def may_answer(*, answer: str, told: str) -> Verdict:
    """Tell whether a request can be answered so: what is not done, or only in part, needs its reason."""
    if answer not in set(Answer):
        return Verdict(False, "people.choice_unknown", {"value": answer})
    return Verdict(answer == Answer.DONE or bool(told.strip()), "people.answer_reason_missing")


def may_declare_kin(*, person_id: int, relative_id: int, kind: str) -> Verdict:
    """Tell whether `relative_id` can be declared as the `kind` of `person_id`."""
    if person_id == relative_id:
        return Verdict(False, "people.relative_of_oneself")
    if kind not in set(Kin):
        return Verdict(False, "people.kin_unknown", sources=(NEAR_RELATIVES_SOURCE,))
    return Verdict(True, "people.kin_can_be_declared")


def may_live_in(*, household_path: str, area_path: str) -> Verdict:
    """Tell whether a person of the area `area_path` can belong to a household of `household_path`, there or below."""
    ok = is_within(household_path, area_path)
    return Verdict(ok, "people.household_fits" if ok else "people.household_elsewhere")


def address_group(address: str) -> str:
    """
    Return what an address says before the number of the house or flat: 三组8号 is of 三组, 3栋502室 of 3栋.

    One without a number stands for itself; one that is nothing but a number is of no group, "".
    """
    return HOUSE_NUMBER.sub("", address.strip()).strip()
