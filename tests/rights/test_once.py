"""Every address that does something does it once, however often it is sent; the others are named with the reason."""

from django.urls import get_resolver

from tests.rights.matrix import addresses

# Looking is journalled each time somebody looks.
LOOKS = {
    "cases:export", "cases:follow", "cases:followed_paper", "cases:paper", "cases:phone", "cases:receipt",
    "people:copy", "people:number", "people:slip", "people:phone", "people:roster_export",
    "people:roster_marked", "portal:change_notice", "portal:journal_export", "api:case_phone",
}  # fmt: skip
# Who is signed in, where, in which language: again comes to the same, and an answer to a password is not kept.
SESSIONS = {
    "accounts:demo_sign_in", "accounts:end_device", "accounts:enrol", "accounts:identity",
    "accounts:identity_there", "accounts:language", "accounts:password",
    "accounts:passkey_challenge", "accounts:passkey_new_challenge", "accounts:passkey_prove",
    "accounts:passkey_second_factor", "accounts:passkey_sign_in", "accounts:phone", "accounts:phone_code",
    "accounts:prove", "accounts:second_factor",
    "accounts:sign_in", "accounts:sign_out", "accounts:slip",
}  # fmt: skip
# A search only leads back to its page.
SEARCHES = {"people:list"}
NEEDS_NO_KEY = LOOKS | SESSIONS | SEARCHES


def posting() -> dict[str, bool]:
    """Return every address that takes a POST, with whether it counts once."""
    found = {each.name: each for each in addresses(get_resolver().url_patterns)}
    declared = {name: each for name, each in found.items() if each.access and "POST" in each.access.methods}
    return {name: getattr(each.view, "counts_once", False) for name, each in declared.items()}


def test_every_deed_is_done_once_however_often_it_is_sent():
    assert sorted(name for name, counts_once in posting().items() if not counts_once and name not in NEEDS_NO_KEY) == []


def test_what_needs_no_key_is_still_there():
    assert sorted(NEEDS_NO_KEY - set(posting())) == []
    assert sum(posting().values()) > 30
