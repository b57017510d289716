"""Files laid aside while a form has something else to mend."""

import datetime as dt
import os

import pytest

from gongzhi.documents.drafts import KEPT, draft_of, forget_drafts, keep_draft, place_of
from gongzhi.documents.judging import judged
from gongzhi.documents.rules import Fit, Offered
from gongzhi.documents.tests.test_attachments import photo
from gongzhi.kernel.verdicts import Refusal

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_draft_comes_back_by_its_token_alone():
    fit = judged(Offered("水样 照片.JPG", photo()))
    draft = keep_draft(fit)
    assert fit.name == "水样 照片.jpg"
    assert draft_of(draft.token) == draft
    assert draft_of("../" + draft.token[3:]) is None
    assert draft_of("A" * 32) is None


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh", photo()[:200]])
def test_what_could_not_be_kept_is_not_laid_aside_either(content, tmp_path):
    with pytest.raises(Refusal):
        judged(Offered("a.jpg", content))
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(("age", "left"), [(KEPT - dt.timedelta(seconds=1), 1), (KEPT + dt.timedelta(seconds=1), 0)])
def test_drafts_are_forgotten_after_a_day(age, left):
    draft = keep_draft(Fit("a.pdf", b"%PDF-1.7", "application/pdf"))
    written = (NOW - age).timestamp()
    os.utime(place_of(draft.token), (written, written))
    assert forget_drafts(now=NOW) == 1 - left
    assert (draft_of(draft.token) is not None) == bool(left)
