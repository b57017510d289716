"""One-time codes against the published vectors."""

import pytest

from gongzhi.accounts import totp

# RFC 6238, appendix B: the secret "12345678901234567890", SHA-1, eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds, code):
    assert totp.code_at(SECRET, seconds // 30, digits=8) == code
    assert totp.step_of(code[2:], secret=SECRET, seconds=seconds) == seconds // 30


@pytest.mark.parametrize(("drift", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(drift, fits):
    code = totp.code_at(SECRET, 1_000_000)
    assert (totp.step_of(code, secret=SECRET, seconds=30_000_000 + drift) == 1_000_000) is fits


def test_a_code_counts_once_and_an_older_one_no_more():
    code = totp.code_at(SECRET, 1_000_000)
    assert totp.step_of(code, secret=SECRET, seconds=30_000_000, after=999_999) == 1_000_000
    assert totp.step_of(code, secret=SECRET, seconds=30_000_000, after=1_000_000) is None


def test_odd_input_is_a_wrong_code():
    for text in ("", "１２３４５６", "12345", "abcdef"):
        assert totp.step_of(text, secret=SECRET, seconds=30_000_000) is None


def test_the_app_is_told_who_and_how():
    told = totp.address(SECRET, username="何 晓燕")
    assert told == (
        f"otpauth://totp/Gongzhi:%E4%BD%95%20%E6%99%93%E7%87%95?secret={SECRET}&issuer=Gongzhi&digits=6&period=30"
    )
    assert totp.picture(told).startswith("data:image/svg+xml")
    assert len(totp.new_secret()) == 32
