"""A place nobody thought of is a folder of YAML: its own words, steps and clocks, and a request runs through it."""

import datetime as dt

import pytest

from gongzhi.accounts.queries import actor_for
from gongzhi.cases.models import Case
from gongzhi.cases.tests.world import WORDS, follow_written
from gongzhi.kernel.clock import now
from gongzhi.procedures.models import StepRecord

pytestmark = pytest.mark.django_db

FILES = {
    "pack.yaml": """
        id: yunfeng
        title: {zh: 云峰县, en: Yunfeng county}
        extends: base
        """,
    "sources.yaml": """
        yunfeng-doc:
          title: {zh: 《云峰县村民点事办法》}
          kind: document
          version: "1"
          by: 云峰县
        """,
    "params/cases/handle_time.yaml": """
        title: {zh: 办事期限, en: Time to do it}
        unit: days
        override: any
        values:
          - {from: 2026-01-01, value: 4, status: stated, source: "yunfeng-doc:第六条"}
        """,
    "procedures/citizen_request.yaml": """
        id: citizen_request
        title: {zh: 村民点事, en: Villagers name a matter}
        room: cases
        source: "yunfeng-doc:第三条"
        rises_to: [town_desk]
        steps:
          - key: submit
            kind: submit
            deed: submit
            label: {zh: 点事}
            state: {zh: 已点}
            by: [applicant]
            evidence: [words]
            outcomes: [{key: done, to: look}]
          - key: look
            kind: assign
            deed: assign
            label: {zh: 村里派人}
            state: {zh: 等村里派人}
            by: [village_clerk]
            evidence: [receiver]
            outcomes: [{key: done, to: walk}]
          - key: walk
            kind: act
            deed: handle
            label: {zh: 上门办事}
            state: {zh: 上门办事中}
            by: [holder]
            clock: handle_time
            outcomes: [{key: done, to: told, needs: [words]}]
          - key: told
            kind: act
            deed: reply
            label: {zh: 回话}
            state: {zh: 等回话}
            by: [holder]
            evidence: [words]
            outcomes: [{key: supported, to: end, label: {zh: 回了话}}]
        """,
}


@pytest.fixture
def yunfeng(tmp_path, settings, cast):
    """Write the pack, and let the county of the cast follow it from today."""
    follow_written(FILES, pack_id="yunfeng", path=cast.area("county").path, folder=tmp_path, settings=settings)
    return cast


def post(client, url, **data):
    answer = client.post(url, data, follow=True)
    assert answer.status_code in (200, 201), answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_seventh_place_with_a_procedure_of_its_own_runs_a_request_by_yaml_alone(yunfeng):
    village, clerk, worker = yunfeng.area("village"), yunfeng.client("village_clerk"), yunfeng.client("grid_officer")
    asked = post(yunfeng.client("visitor"), f"/ask/?area={village.id}", words=WORDS, item="street_light")
    assert "等村里派人" in asked
    case = Case.objects.get()
    page = clerk.get(f"/cases/{case.pk}/").content.decode()
    assert "现在要做：村里派人" in page
    receiver = actor_for(user=yunfeng.user("grid_officer"), now=now()).posts[0]
    post(clerk, f"/cases/{case.pk}/assignment", post=str(receiver.post_id))
    assert "上门办事中" in worker.get(f"/cases/{case.pk}/").content.decode()
    record = StepRecord.objects.get(run_id=case.run_id, closed_at=None)
    assert (record.key, record.due_unit, record.due_counted["source"]) == ("walk", "days", "yunfeng-doc:第六条")
    assert record.due_at.date() - record.opened_at.date() >= dt.timedelta(days=3)
    post(worker, f"/cases/{case.pk}/result", words="换了灯头")
    post(worker, f"/cases/{case.pk}/reply", outcome="supported", words="亮了")
    case.refresh_from_db()
    assert case.closed_at is not None
