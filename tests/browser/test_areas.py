"""Staff pages of areas in a browser: both widths, large type, and drawing a grid without scripts."""

from functools import partial
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from gongzhi.kernel.clock import today
from gongzhi.portal.factories import SAMPLES
from gongzhi.territory.models import AreaName
from tests.browser.desks import press


@pytest.fixture
def as_official(browse, cast):
    """Return what opens a page as the county official."""
    return partial(browse, client=cast.client("county_official"))


def drawn_anew(cast):
    """Return the query of two new grids in the place of the only one, as far as the preview."""
    grid = cast.area("grid").id
    given = {"kind": "redraw", "grids": "东片\n西片", "on": str(today()), "basis": "网格调整方案", f"to_{grid}": "0"}
    return f"?{urlencode(given)}"


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_areas_keep_what_every_page_promises(as_official, check_widths, cast, elder):
    ids = [cast.area(level).id for level in ("county", "town", "village")]
    page = as_official("about:blank", elder=elder)
    for path in (
        *(reverse("portal:area", args=[pk]) for pk in ids),
        reverse("portal:area", args=[ids[-1]]) + "?on=2026-11-01",
        reverse("portal:area_draw", args=[ids[-1]]),
        reverse("portal:area_end", args=[ids[-1]]),
        reverse("portal:area_change", args=[ids[-1]]),
        reverse("portal:area_change", args=[ids[-1]]) + "?kind=redraw",
        reverse("portal:area_change", args=[ids[-1]]) + drawn_anew(cast),
        reverse("portal:area_changed", kwargs=SAMPLES["change"](cast)),
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
