"""Phones, identity numbers, credit codes and names: reading what people type, and showing less than is known."""

import datetime as dt
import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")
PHONE_NOISE = re.compile(r"[\s\-‐-―()（）.·]+")
COUNTRY = re.compile(r"^(?:\+|00)86")

IDENTITY = re.compile(r"\d{17}[\dX]")
# GB 11643-1999: weights and check characters of ISO 7064 MOD 11-2.
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
OLDEST_YEARS = 130  # nobody recorded has lived longer; a birth before that is a slip of the pen

# GB 32100-2015: the alphabet, and weights that are powers of 3 modulo 31. Letters may stand in the first two places,
# which codes of collective economic organisations (N1, N2, N3) need.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT = re.compile(rf"[{CREDIT_ALPHABET}]{{2}}\d{{6}}[{CREDIT_ALPHABET}]{{10}}")
CREDIT_MODULUS = 31
CREDIT_BASE = 3

COMPOUND_SURNAMES = frozenset(
    ["欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木", "南宫"]
)


def plain(text: str) -> str:
    """Return a number, code or what is compared all half-width (NFKC): no sentence, whose Chinese signs it changes."""
    return unicodedata.normalize("NFKC", text).strip()


def phone_digits(text: str) -> str:
    """Return the digits of a phone as typed: full-width digits, blanks, dashes and +86 are understood."""
    return PHONE_NOISE.sub("", COUNTRY.sub("", PHONE_NOISE.sub("", plain(text)), count=1))


def normal_phone(text: str) -> str | None:
    """Return the eleven digits of a mobile number, or None when it is not one."""
    digits = phone_digits(text)
    return digits if MOBILE.fullmatch(digits) else None


def normal_identity(text: str) -> str:
    """Return an identity number as it is stored: half-width, without blanks, X in capitals."""
    return plain(text).replace(" ", "").upper()


def is_identity_number(text: str, *, on: dt.date) -> bool:
    """
    Tell whether this is an 18-digit identity number: check character, a real birth day, a plausible age (GB 11643).

    The area digits are not judged: districts were founded after their people were born.
    """
    number = normal_identity(text)
    if not IDENTITY.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], IDENTITY_WEIGHTS, strict=True))
    if IDENTITY_CHECKS[total % len(IDENTITY_CHECKS)] != number[17]:
        return False
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born <= on and on.year - born.year <= OLDEST_YEARS


def is_credit_code(text: str) -> bool:
    """Tell whether this is a unified social credit code with a right check character (GB 32100-2015)."""
    code = plain(text).upper()
    if not CREDIT.fullmatch(code):
        return False
    total = sum(CREDIT_ALPHABET.index(c) * pow(CREDIT_BASE, place, CREDIT_MODULUS) for place, c in enumerate(code[:17]))
    return CREDIT_ALPHABET[-total % CREDIT_MODULUS] == code[17]


def mask_phone(digits: str) -> str:
    """Return `138****5678`; of anything shorter than a mobile number only the last two digits stay."""
    if MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 2 else "*" * len(digits)


def mask_identity(number: str) -> str:
    """Return the first three and the last two characters of an identity number."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}" if len(number) > 5 else "*" * len(number)


def characters(name: str) -> list[str]:
    """Return the characters of a name, each with the variation selectors and marks that belong to it."""
    found: list[str] = []
    for mark in unicodedata.normalize("NFC", name.strip()):
        if found and (unicodedata.combining(mark) or unicodedata.category(mark) == "Mn"):
            found[-1] += mark
        else:
            found.append(mark)
    return found


def mask_name(name: str) -> str:
    """Return 刘* for 刘芳, 刘*芳 for 刘小芳, 欧阳*娜 for 欧阳娜娜; the middle dot of a long name stays."""
    parts = characters(name)
    if len(parts) <= 1:
        return "*" * len(parts)
    kept = 2 if len(parts) > 2 and "".join(parts[:2]) in COMPOUND_SURNAMES else 1
    if len(parts) - kept == 1:
        return "".join(parts[:kept]) + "*"
    middle = "".join("·" if part == "·" else "*" for part in parts[kept:-1])
    return "".join(parts[:kept]) + middle + parts[-1]
