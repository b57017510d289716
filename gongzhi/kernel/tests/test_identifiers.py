"""Phones, identity numbers, credit codes and masks."""

import datetime as dt

import pytest

from gongzhi.kernel import identifiers as ids

DAY = dt.date(2026, 11, 24)


def identity(first17: str) -> str:
    """Give seventeen digits their check character, by the definition of ISO 7064: the weighted sum is 1 modulo 11."""
    for check in "0123456789X":
        digits = [*map(int, first17), 10 if check == "X" else int(check)]
        if sum(d * pow(2, 17 - place, 11) for place, d in enumerate(digits)) % 11 == 1:
            return first17 + check
    raise AssertionError


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "１３８００１３８０００",
        "＋86 13800138000",
    ],
)
def test_a_mobile_number_is_read_however_it_is_typed(typed):
    assert ids.normal_phone(typed) == "13800138000"


@pytest.mark.parametrize("typed", ["", "1380013800", "138001380001", "12800138000", "0759-2223333", "abc", "八六"])
def test_what_is_not_a_mobile_number_is_not_read_as_one(typed):
    assert ids.normal_phone(typed) is None


def test_people_born_before_their_district_was_founded_have_right_numbers():
    for area in ("210202", "510403", "440114"):
        assert ids.is_identity_number(identity(area + "19700315" + "123"), on=DAY)


def test_a_wrong_check_character_day_or_age_is_noticed():
    right = identity("44011419700315123")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert not ids.is_identity_number(wrong, on=DAY)
    assert not ids.is_identity_number(identity("44011419700230123"), on=DAY)
    assert not ids.is_identity_number(identity("44011418900101123"), on=DAY)
    assert not ids.is_identity_number(identity("44011420261125123"), on=DAY)
    assert ids.is_identity_number(identity("44011420261124123"), on=DAY)


def test_every_single_digit_slip_in_an_identity_number_is_noticed():
    right = identity("44011419700315123")
    for place in range(17):
        for digit in "0123456789":
            slip = right[:place] + digit + right[place + 1 :]
            assert ids.is_identity_number(slip, on=DAY) is (slip == right)


def test_credit_codes_of_companies_and_of_collectives_are_known():
    assert ids.is_credit_code("91350100M000100Y43")
    assert not ids.is_credit_code("91350100M000100Y44")
    stem = "N2440114MF1234567"
    assert [c for c in ids.CREDIT_ALPHABET if ids.is_credit_code(stem + c)].__len__() == 1


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("刘芳", "刘*"),
        ("刘小芳", "刘*芳"),
        ("欧阳娜娜", "欧阳*娜"),
        ("欧阳修", "欧阳*"),
        ("阿卜杜拉·买买提", "阿***·**提"),
        ("王", "*"),
        ("", ""),
        ("𠮷田花", "𠮷*花"),
        ("葛\U000e0100芳", "葛\U000e0100*"),
    ],
)
def test_a_name_is_masked_by_its_characters(name, masked):
    assert ids.mask_name(name) == masked


def test_masks_show_the_ends_only():
    assert ids.mask_phone("13800138000") == "138****8000"
    assert ids.mask_phone("22223333") == "******33"
    assert ids.mask_phone("1") == "*"
    assert ids.mask_identity("440114197003151234") == "440*************34"
    assert ids.mask_identity("123") == "***"


def test_the_country_code_is_taken_off_the_front_only():
    assert ids.normal_phone("139 0086 1234") == "13900861234"
