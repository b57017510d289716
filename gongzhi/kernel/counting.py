"""
Majorities in whole numbers: what was counted, out of how many, and the arithmetic that people may check.

以上 includes the number itself, 过 and 超过 do not (Civil Code, article 1259). The base (present, due, all members, the
roll, votes cast) belongs to the rule that asks.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Threshold:
    """Hold the share that has to be reached (`is_inclusive`) or passed."""

    share: Fraction
    is_inclusive: bool

    def needed(self, base: int) -> int:
        """Return the least number that is enough out of `base`; nobody is never enough."""
        whole, rest = divmod(base * self.share.numerator, self.share.denominator)
        exact = whole if self.is_inclusive and not rest else whole + 1
        return max(exact, 1)


MAJORITY_STRICT = Threshold(Fraction(1, 2), is_inclusive=False)  # 过半数
HALF_MIN = Threshold(Fraction(1, 2), is_inclusive=True)  # 半数以上, where a text means it literally
TWO_THIRDS_MIN = Threshold(Fraction(2, 3), is_inclusive=True)  # 三分之二以上
TWO_THIRDS_STRICT = Threshold(Fraction(2, 3), is_inclusive=False)  # 超过三分之二
THIRD_MIN = Threshold(Fraction(1, 3), is_inclusive=True)  # 不少于三分之一, 三分之一以上


@dataclass(frozen=True, slots=True)
class Count:
    """Hold `part` counted out of `base`, judged by a threshold."""

    part: int
    base: int
    threshold: Threshold

    def __post_init__(self) -> None:
        """
        Make sure this was counted rightly.

        :raises ValueError: more were counted than there are, or less than nobody.
        """
        if not 0 <= self.part <= self.base:
            raise ValueError(f"{self.part} out of {self.base}")

    @property
    def is_met(self) -> bool:
        """Tell whether it is enough."""
        return self.part >= self.needed

    @property
    def needed(self) -> int:
        """Return the least number that is enough."""
        return self.threshold.needed(self.base)

    @property
    def missing(self) -> int:
        """Return how many more are needed."""
        return max(self.needed - self.part, 0)

    @property
    def arithmetic(self) -> str:
        """Return the comparison in whole numbers: `23 × 3 = 69 ≥ 34 × 2 = 68`."""
        share = self.threshold.share
        left, right = self.part * share.denominator, self.base * share.numerator
        signs = (">", "≤") if not self.threshold.is_inclusive else ("≥", "<")
        holds = left >= right if self.threshold.is_inclusive else left > right
        return f"{product(self.part, share.denominator)} {signs[not holds]} {product(self.base, share.numerator)}"


def product(number: int, factor: int) -> str:
    """Return a multiplication with its result, or the number alone where nothing is multiplied."""
    return f"{number} × {factor} = {number * factor}" if factor != 1 else str(number)
