"""Majorities are exact on both sides of every boundary."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.kernel.counting import (
    HALF_MIN,
    MAJORITY_STRICT,
    THIRD_MIN,
    TWO_THIRDS_MIN,
    TWO_THIRDS_STRICT,
    Count,
    Threshold,
)

THRESHOLDS = [MAJORITY_STRICT, HALF_MIN, TWO_THIRDS_MIN, TWO_THIRDS_STRICT, THIRD_MIN]
bases = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("threshold", "base", "needed"),
    [
        (MAJORITY_STRICT, 1000, 501),
        (MAJORITY_STRICT, 999, 500),
        (MAJORITY_STRICT, 1, 1),
        (HALF_MIN, 1000, 500),
        (HALF_MIN, 999, 500),
        (TWO_THIRDS_MIN, 300, 200),
        (TWO_THIRDS_MIN, 301, 201),
        (TWO_THIRDS_STRICT, 60, 41),
        (TWO_THIRDS_STRICT, 61, 41),
        (THIRD_MIN, 601, 201),
        (THIRD_MIN, 600, 200),
    ],
)
def test_the_last_number_that_is_enough_and_the_one_below(threshold, base, needed):
    assert Count(needed, base, threshold).is_met
    below = Count(needed - 1, base, threshold)
    assert not below.is_met
    assert (below.needed, below.missing) == (needed, 1)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_nobody_out_of_nobody_is_no_majority(threshold):
    assert not Count(0, 0, threshold).is_met


@pytest.mark.parametrize(("part", "base"), [(-1, 5), (6, 5), (0, -1)])
def test_what_cannot_have_been_counted_is_a_fault(part, base):
    with pytest.raises(ValueError, match="out of"):
        Count(part, base, MAJORITY_STRICT)


@given(base=bases, data=st.data(), threshold=st.sampled_from(THRESHOLDS))
def test_a_count_agrees_with_exact_fractions(base, data, threshold):
    part = data.draw(st.integers(0, base))
    exact = Fraction(part, base) if base else None
    reached = exact is not None and part > 0
    holds = reached and (exact >= threshold.share if threshold.is_inclusive else exact > threshold.share)
    count = Count(part, base, threshold)
    assert count.is_met == holds
    assert count.missing == 0 if holds else count.part + count.missing == count.needed


@given(base=st.integers(1, 10**6), share=st.fractions(0, 1), is_inclusive=st.booleans())
@example(base=49, share=Fraction(1, 49), is_inclusive=False)  # 49 * (1 / 49) is less than 1 in floating point
def test_what_is_needed_is_the_least_that_is_enough(base, share, is_inclusive):
    threshold = Threshold(share, is_inclusive)
    needed = threshold.needed(base)
    assert needed >= 1
    least = needed - 1
    assert least == 0 or not (least >= share * base if is_inclusive else least > share * base)
    assert needed >= share * base if is_inclusive else needed > share * base


@pytest.mark.parametrize(
    ("part", "base", "threshold", "shown"),
    [
        (23, 34, TWO_THIRDS_MIN, "23 × 3 = 69 ≥ 34 × 2 = 68"),
        (22, 34, TWO_THIRDS_MIN, "22 × 3 = 66 < 34 × 2 = 68"),
        (40, 60, TWO_THIRDS_MIN, "40 × 3 = 120 ≥ 60 × 2 = 120"),
        (40, 60, TWO_THIRDS_STRICT, "40 × 3 = 120 ≤ 60 × 2 = 120"),
        (501, 1000, MAJORITY_STRICT, "501 × 2 = 1002 > 1000"),
    ],
)
def test_the_arithmetic_can_be_shown_to_people(part, base, threshold, shown):
    assert Count(part, base, threshold).arithmetic == shown
