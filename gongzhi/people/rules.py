"""What is a phone number, and who are near relatives."""

import re
from enum import StrEnum

from gongzhi.kernel.identifiers import MOBILE, phone_digits
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import Verdict

LANDLINE = re.compile(r"(0\d{2,3})?[2-8]\d{6,7}")  # numbering plan of the public telephone network of China


class Residence(StrEnum):
    """Whether a person is registered where they live. Nothing is asked of an incomer that is not asked of a local."""

    LOCAL = "local"
    INCOMER = "incomer"


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
NEAR_RELATIVES_SOURCE = "civil-code:第一千零四十五条"


def normal_phone(text: str) -> str | None:
    """Return the digits of a mobile or landline number as typed, or None when it is neither."""
    digits = phone_digits(text)
    return digits if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) else None


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
