"""Pages about cadres and bodies that nothing in the demonstration leads to, at both widths and in large type."""

import pytest
from django.urls import reverse

from gongzhi.bodies.factories import body
from gongzhi.cadres.factories import SAMPLES


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize(("name", "sample"), [("end", "arrived"), ("move", "posting"), ("void", "posting")])
def test_what_is_done_about_a_posting_keeps_what_every_page_promises(browse, cast, check_widths, name, sample, elder):
    made = SAMPLES[sample](cast)
    page = browse(reverse(f"cadres:{name}", kwargs=made), client=cast.client("organiser"), elder=elder)
    check_widths(page)


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("name", ["roll", "term"])
def test_the_roll_and_the_terms_of_a_body_keep_what_every_page_promises(browse, cast, check_widths, name, elder):
    page = browse(reverse(f"bodies:{name}", args=[body(cast).pk]), client=cast.client("town_desk"), elder=elder)
    check_widths(page)
