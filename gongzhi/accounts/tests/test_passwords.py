"""A password is long and not one that is tried first; nothing else is asked of it."""

import pytest

from gongzhi.accounts import passwords, rules

OWN = passwords.own_words(username="zhangwei", name="张伟", phones=("13800138000",))
FIRST_TRIED = [
    "qwerty123456",
    "woaini1314520",
    "Zhongguo12345678",
    "zhangwei123456",
    "Zhangwei19880808",
    "weizhang2026",
    "13800138000zw",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "P@ssw0rd1234",
    "1qaz2wsx3edc",
    "gongzhi2026admin",
    "520520520520",
    "20261123abcd",
    "jjjjwwwwvvvv",
    "dr@g0n$un5h1n3",
    "dfghjkoiuytr",
]
GOOD = ["shiliu shuitang wuyan", "石榴水塘屋檐三只猫在睡觉", "mei-gui hua 77 lou", "correct horse battery"]


@pytest.mark.parametrize("password", FIRST_TRIED)
def test_what_is_tried_first_is_no_password(password):
    verdict = rules.may_be_password(password, effort=passwords.effort_of(password, own=OWN))
    assert (verdict.ok, verdict.code) == (False, "accounts.password_too_common")


@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_in_small_letters_are_enough(password):
    assert rules.may_be_password(password, effort=passwords.effort_of(password, own=OWN)).ok


def test_eleven_characters_are_too_few_and_twelve_are_not():
    assert rules.may_be_password("x7kq m2vd 9", effort=11).figures == {"needed": 12, "given": 11}
    assert rules.may_be_password("x7kq m2vd 9w", effort=12).ok
    assert rules.may_be_password("x" * 128, effort=4).ok
    assert rules.may_be_password("x" * 129, effort=4).code == "accounts.password_too_long"


def test_the_longest_password_is_judged_at_once():
    assert passwords.effort_of("x9" * 64) == 3


def test_a_word_is_no_piece_of_somebody_else_s_password():
    assert passwords.effort_of("zhangwei-liu-kq", own=OWN) < passwords.effort_of("zhangwei-liu-kq")
