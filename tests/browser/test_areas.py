"""Staff pages of areas in a browser: both widths, large type, and drawing a grid without scripts."""

from functools import partial

import pytest
from django.urls import reverse

from gongzhi.territory.models import AreaName
from tests.browser.desks import press


@pytest.fixture
def as_official(browse, cast):
    """Return what opens a page as the county official."""
    return partial(browse, client=cast.client("county_official"))


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_areas_keep_what_every_page_promises(as_official, check_widths, cast, elder):
    ids = [cast.area(level).id for level in ("county", "town", "village")]
    page = as_official("about:blank", elder=elder)
    for path in (
        *(reverse("portal:area", args=[pk]) for pk in ids),
        reverse("portal:area", args=[ids[-1]]) + "?on=2026-11-01",
        reverse("portal:area_draw", args=[ids[-1]]),
        reverse("portal:area_end", args=[ids[-1]]),
    ):
        page.goto(path)
        check_widths(page)


def test_an_official_draws_a_grid_without_scripts(as_official, cast):
    page = as_official(reverse("portal:area", args=[cast.area("village").id]), scripts=False)
    press(page.get_by_role("link", name="新设"))
    page.get_by_role("textbox", name="名称").fill("第八片区")
    press(page.get_by_role("button", name="新设"))
    assert page.locator("[aria-labelledby=children]").get_by_role("link", name="第八片区").count() == 1
    assert AreaName.objects.filter(name="第八片区", rank=6).exists()
