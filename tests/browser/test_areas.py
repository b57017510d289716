"""Staff pages of areas in a browser: both widths, large type, and drawing a grid without scripts."""

import pytest
from django.conf import settings
from django.urls import reverse

from gongzhi.territory.models import AreaName
from tests.browser.desks import press

PHONE, DESK = 390, 1440
WAYS = [(PHONE, False), (DESK, False), (PHONE, True), (DESK, True)]


@pytest.fixture
def as_official(browse, cast, live_server):
    """Return what opens a page as the county official."""

    def open_page(path, **how):
        page = browse("/packs/", **how)
        key = cast.client("county_official").cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.goto(path)
        return page

    return open_page


@pytest.mark.parametrize(("width", "elder"), WAYS)
def test_pages_of_areas_keep_what_every_page_promises(as_official, check_page, cast, width, elder):
    ids = [cast.area(level).id for level in ("county", "town", "village")]
    for path in (
        *(reverse("portal:area", args=[pk]) for pk in ids),
        reverse("portal:area", args=[ids[-1]]) + "?on=2026-11-01",
        reverse("portal:area_draw", args=[ids[-1]]),
        reverse("portal:area_end", args=[ids[-1]]),
    ):
        check_page(as_official(path, width=width, elder=elder))


def test_an_official_draws_a_grid_without_scripts(as_official, cast):
    page = as_official(reverse("portal:area", args=[cast.area("village").id]), scripts=False)
    press(page.get_by_role("link", name="新设"))
    page.get_by_role("textbox", name="名称").fill("第八片区")
    press(page.get_by_role("button", name="新设"))
    assert page.locator("[aria-labelledby=children]").get_by_role("link", name="第八片区").count() == 1
    assert AreaName.objects.filter(name="第八片区", rank=6).exists()
