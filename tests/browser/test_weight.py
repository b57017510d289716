"""What a public page weighs on the first visit, as it comes over the line."""

import pytest

from tests.browser.desks import press

MOST, MOST_READABLE = 100_000, 40_000  # bytes: everything; what is needed to read the page and fill in its form
READABLE = ("document", "stylesheet")


def weights(visit, path):
    """Return the compressed bytes of everything a first visit fetches, by kind."""
    page = visit("about:blank")
    sizes = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds = {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"].lower()}))
    session.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
    )
    page.goto(path, wait_until="networkidle")
    by_kind = {}
    for request, size in sizes.items():
        kind = kinds.get(request, "other")
        by_kind[kind] = by_kind.get(kind, 0) + size
    return by_kind


@pytest.mark.parametrize("name", ["home", "village", "ask", "follow", "sign-in", "packs"])
def test_a_public_page_is_light_on_the_first_visit(visit, name):
    found = weights(visit, address_of(visit, name))
    assert sum(found.values()) <= MOST, found
    assert sum(found.get(kind, 0) for kind in READABLE) <= MOST_READABLE, found


def address_of(visit, name):
    """Return the address of a page, found as a visitor finds it."""
    if name not in ("village", "ask"):
        return {"home": "/", "follow": "/follow/", "sign-in": "/sign-in/", "packs": "/packs/"}[name]
    page = visit("/search/?q=榕荫社区")
    press(page.get_by_role("main").get_by_role("link", name="榕荫社区").first)
    if name == "ask":
        press(page.get_by_role("link", name="反映一件事").first)
    return page.evaluate("location.pathname + location.search")
