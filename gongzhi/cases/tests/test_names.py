"""The name and phone of who asked: masked on what staff pass on, in full on what goes to themselves."""

import dataclasses
import io
import re

import pytest
from pypdf import PdfReader

from gongzhi.accounts.tests.cast import SECRET
from gongzhi.accounts.tests.pieces import code_now
from gongzhi.cases.actions import print_paper
from gongzhi.cases.factories import filed_with_claim
from gongzhi.cases.models import Case
from gongzhi.cases.papers import Kind
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import now
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import Refusal

pytestmark = pytest.mark.django_db
NAME, MASKED, PHONE = "王大姐", "王*姐", "19900000099"


@pytest.fixture
def handed(cast):
    """Return a request that the department has handled and the clerk has answered, with its claim code."""
    made = filed_with_claim(cast)
    answered = {"handler_name": "综合服务中心", "finding": "supported", "reply_words": "换了灯头，亮了。"}
    Case.objects.filter(pk=made.case.pk).update(**answered)
    return made


def paper(by, made, kind, **told):
    content = print_paper(by=by, case_id=made.case.pk, kind=kind, address="https://x/follow/", now=now(), **told)
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


@pytest.mark.parametrize("kind", [Kind.TRANSFER, Kind.RECEIPT])
def test_what_staff_pass_on_bears_a_masked_name_and_phone(cast, handed, kind):
    text = paper(cast.actor("village_clerk"), handed, kind)
    assert f"{MASKED}，199****0099" in text
    assert NAME not in text
    assert PHONE not in text


def test_who_asked_reads_the_own_name_in_full(handed):
    told = {"claim_code": handed.claim_code}
    assert f"{NAME}，199****0099" in paper(VISITOR, handed, Kind.RECEIPT, **told)
    assert f"{NAME}：您于" in paper(VISITOR, handed, Kind.REPLY, **told)


def test_the_letter_greets_by_name_after_a_fresh_proof_alone(cast, handed):
    clerk = cast.actor("village_clerk")
    assert f"{NAME}：您于" in paper(clerk, handed, Kind.REPLY)
    with pytest.raises(Refusal, match=r"accounts\.step_up_needed"):
        paper(dataclasses.replace(clerk, stepped_up_at=None), handed, Kind.REPLY)
    assert Entry.objects.filter(code="documents.paper_printed").count() == 1


def test_the_letter_greets_nobody_by_name_when_others_print_it(cast, handed):
    text = paper(cast.actor("county_official"), handed, Kind.REPLY)
    assert "您好：您于" in text
    assert NAME not in text


def test_what_was_typed_stands_again_after_the_proof_and_nothing_is_shown_before(cast):
    case = filed_with_claim(cast).case
    clerk, url = cast.client("village_clerk"), f"/cases/{case.pk}/"
    answer = clerk.post(f"{url}phone", {"reason": "约上门时间"})
    back = clerk.post(answer["Location"], {"code": code_now(SECRET)})
    assert back["Location"] == url
    page = clerk.get(url).content.decode()
    assert 'value="约上门时间"' in page
    assert PHONE not in page
    assert not Entry.objects.filter(code="cases.phone_shown").exists()
    assert PHONE in clerk.post(f"{url}phone", {"reason": "约上门时间"}).content.decode()
