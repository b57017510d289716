"""A request runs end to end in the words of each place, and nobody passes a step."""

import datetime as dt
from dataclasses import replace

import pytest

from gongzhi.cases import actions, queries
from gongzhi.cases.models import Case
from gongzhi.cases.rules import Channel
from gongzhi.cases.tests.world import DAY, NOW, SYSTEM, filed, place
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.models import Entry
from gongzhi.kernel.queries import chain_of, entries_of
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.actions import fill_slot
from gongzhi.procedures.models import StepRecord

pytestmark = pytest.mark.django_db


def now(hours=0):
    return NOW + dt.timedelta(hours=hours)


def codes(case):
    return list(
        Entry.objects.filter(subject_kind="cases.case", subject_id=case.pk)
        .order_by("pk")
        .values_list("code", flat=True)
    )


def close_to_rating(made, filed_case, *, desk, receiver, replier, transfer=None, accepts=True):
    pk = filed_case.case.pk
    if accepts:
        actions.accept_case(by=made.actor(desk), case_id=pk, now=now(1))
    if transfer:
        actions.assign_case(by=made.actor(desk), case_id=pk, post_id=made.posts[transfer], words="", now=now(2))
        desk = transfer
    actions.assign_case(by=made.actor(desk), case_id=pk, post_id=made.posts[receiver], words="请去看看", now=now(2))
    actions.report_result(by=made.actor(receiver), case_id=pk, words="换了灯头，亮了", now=now(3))
    actions.reply_to_resident(
        by=made.actor(replier), case_id=pk, finding="supported", words="灯修好了", basis="", explanation="", now=now(4)
    )
    return Case.objects.get(pk=pk)


WAYS = {
    "huadu": {"desk": "village_clerk", "transfer": "department_desk", "receiver": "grid_officer",
              "replier": "grid_officer", "accepts": False},
    "panzhihua-west": {"desk": "branch_secretary", "receiver": "party_member", "replier": "party_member",
                       "accepts": False},
    "tianjin": {"desk": "village_assistant", "receiver": "grid_officer", "replier": "village_assistant"},
    "yangjiang/chunwan": {"desk": "agency_agent", "receiver": "grid_officer", "replier": "agency_agent"},
}  # fmt: skip
AUTHORISED = {"tianjin", "yangjiang/chunwan"}


@pytest.mark.parametrize("pack_id", WAYS)
def test_a_request_is_run_answered_rated_called_back_handled_again_and_closed(pack_id):
    made = place(pack_id)
    new = filed(made, authorisation="本人委托" if pack_id in AUTHORISED else "")
    case = close_to_rating(made, new, **WAYS[pack_id])
    assert (case.deed, case.waits_for) == ("rate", "applicant")
    actions.rate_case(
        by=VISITOR,
        case_id=case.pk,
        rating="unsolved",
        words="还是不亮",
        claim_code=new.claim_code,
        now=now(5),
    )
    case.refresh_from_db()
    assert case.deed == "call_back"
    actions.call_back(
        by=made.actor("supervision_head"), case_id=case.pk, is_again=True, words="本人说又灭了", now=now(6)
    )
    handler, replier = made.actor(WAYS[pack_id]["receiver"]), made.actor(WAYS[pack_id]["replier"])
    actions.report_result(by=handler, case_id=case.pk, words="换了线", now=now(7))
    actions.reply_to_resident(
        by=replier, case_id=case.pk, finding="supported", words="好了", basis="", explanation="", now=now(8)
    )
    actions.rate_case(by=VISITOR, case_id=case.pk, rating="solved", words="", claim_code=new.claim_code, now=now(9))
    case.refresh_from_db()
    assert (case.closed_at, case.step, case.rating) == (now(9), "", "solved")
    actions.reopen_case(by=VISITOR, case_id=case.pk, words="下雨又坏了", claim_code=new.claim_code, now=now(10))
    case.refresh_from_db()
    assert (case.deed, case.reopened, case.closed_at) == ("handle", 1, None)
    actions.report_result(by=handler, case_id=case.pk, words="换了防水盒", now=now(11))
    actions.reply_to_resident(
        by=replier, case_id=case.pk, finding="supported", words="好了", basis="", explanation="", now=now(12)
    )
    actions.rate_case(by=VISITOR, case_id=case.pk, rating="partly", words="", claim_code=new.claim_code, now=now(13))
    with pytest.raises(Refusal) as refusal:
        actions.reopen_case(by=VISITOR, case_id=case.pk, words="再来", claim_code=new.claim_code, now=now(14))
    assert refusal.value.code == "procedures.reopened_enough"
    assert codes(case)[0] == "cases.case_filed"
    assert "cases.case_called_back" in codes(case)


def refused(function, **given):
    with pytest.raises(Refusal) as refusal:
        function(now=now(1), **given)
    return refusal.value.code


def test_huadu_names_the_steps_its_own_way_and_nothing_closes_before_the_feedback():
    """HD-025: order of states, skipping 承办 refused, no closing before the feedback, every transition timed."""
    made = place("huadu")
    new = filed(made)
    pk = new.case.pk
    labels = [step.label.zh for step in queries.definition_for(new.case).steps][:6]
    assert [label for label in labels if label in ("交办", "转办", "承办", "反馈")] == ["交办", "转办", "承办", "反馈"]
    clerk = made.actor("village_clerk")
    said = {"by": clerk, "case_id": pk, "finding": "supported", "words": "好", "basis": "", "explanation": ""}
    assert refused(actions.reply_to_resident, **said) == "procedures.step_not_open"
    assert refused(actions.report_result, by=clerk, case_id=pk, words="好") == "procedures.step_not_open"
    case = close_to_rating(made, new, **WAYS["huadu"])
    times = list(StepRecord.objects.filter(run_id=case.run_id).order_by("pk").values_list("opened_at", "closed_at"))
    assert [closed for _, closed in times] == [NOW, now(2), now(2), now(3), now(4), None]
    assert [opened for opened, _ in times[1:]] == [closed for _, closed in times[:-1]]
    assert Entry.objects.filter(code="procedures.attempt_refused", subject_id=pk).count() == 2


def test_a_delegate_s_proposal_is_closed_only_by_feeding_back():
    """HD-025: a proposal cannot be closed before a feedback record to the people exists; skipping 承办 is refused."""
    made = place("huadu")
    studio, liaison = made.actor("delegate_studio"), made.actor("delegate_liaison")
    new = filed(made, item="delegate_proposal", by=studio, channel=Channel.PAPER)
    pk = new.case.pk
    actions.assign_case(by=liaison, case_id=pk, post_id=made.posts["department_desk"], words="", now=now(1))
    actions.assign_case(
        by=made.actor("department_desk"), case_id=pk, post_id=made.posts["department_desk"], words="", now=now(2)
    )
    said = {"case_id": pk, "finding": "supported", "words": "已落实", "basis": "", "explanation": ""}
    assert refused(actions.reply_to_resident, by=liaison, **said) == "procedures.step_not_open"
    actions.report_result(by=made.actor("department_desk"), case_id=pk, words="已落实", now=now(3))
    assert Case.objects.get(pk=pk).closed_at is None
    actions.reply_to_resident(by=liaison, now=now(4), **said)
    assert Case.objects.get(pk=pk).closed_at == now(4)


def test_west_district_runs_nothing_before_the_branch_accepts_and_the_resident_sees_who_runs(client):
    """PZ-015: running before acceptance is refused, states in order, the resident sees who runs it."""
    made = place("panzhihua-west")
    new = filed(made)
    member = made.actor("party_member")
    assert refused(actions.report_result, by=member, case_id=new.case.pk, words="跑了") == "procedures.step_not_open"
    secretary = made.actor("branch_secretary")
    assert refused(actions.report_result, by=secretary, case_id=new.case.pk, words="跑了") == "procedures.step_not_open"
    actions.assign_case(by=secretary, case_id=new.case.pk, post_id=made.posts["party_member"], words="", now=now(1))
    case = queries.case_by_claim(new.claim_code)
    assert case.handler_name
    followed = client.post("/follow/", {"claim": new.claim_code}, follow=True)
    assert case.handler_name in followed.content.decode()
    assert [step.label.zh for step in queries.definition_for(case).steps][:3] == ["群众下单", "支部接单", "党员跑单"]


@pytest.mark.parametrize(
    ("pack_id", "agent"), [("tianjin", "village_assistant"), ("yangjiang/chunwan", "agency_agent")]
)
def test_an_agency_service_goes_from_accepted_to_done_to_returned_with_authorisation(pack_id, agent):
    """TJ-007, YJ-CW-07: accept, do, return in order; authorisation recorded; no closing before the result is back."""
    made = place(pack_id)
    with pytest.raises(Refusal) as refusal:
        filed(made)
    assert refusal.value.code == "procedures.authorisation_missing"
    assert not Case.objects.exists()
    new = filed(made, authorisation="本人当面委托")
    by, pk = made.actor(agent), new.case.pk
    assert refused(actions.report_result, by=by, case_id=pk, words="办了") == "procedures.step_not_open"
    actions.accept_case(by=by, case_id=pk, now=now(1))
    actions.assign_case(by=by, case_id=pk, post_id=made.posts["grid_officer"], words="", now=now(1))
    actions.report_result(by=made.actor("grid_officer"), case_id=pk, words="交到镇里", now=now(2))
    assert Case.objects.get(pk=pk).closed_at is None
    with pytest.raises(Refusal):
        actions.rate_case(by=VISITOR, case_id=pk, rating="solved", words="", claim_code=new.claim_code, now=now(3))
    assert Case.objects.get(pk=pk).authorisation == "本人当面委托"
    said = {"finding": "supported", "words": "证已送到家", "basis": "", "explanation": ""}
    actions.reply_to_resident(by=by, case_id=pk, now=now(4), **said)
    actions.rate_case(by=VISITOR, case_id=pk, rating="solved", words="", claim_code=new.claim_code, now=now(5))
    assert Case.objects.get(pk=pk).closed_at == now(5)


def test_live_in_cadres_accept_do_and_return_in_that_order():
    """TJ-012: accept, do, return, in that order."""
    made = place("tianjin")
    new = filed(made, item="live_in_service", authorisation="本人委托")
    by, pk = made.actor("live_in_cadre"), new.case.pk
    assert refused(actions.report_result, by=by, case_id=pk, words="办了") == "procedures.step_not_open"
    actions.accept_case(by=by, case_id=pk, now=now(1))
    actions.assign_case(by=by, case_id=pk, post_id=made.posts["live_in_cadre"], words="", now=now(2))
    said = {"by": by, "case_id": pk, "finding": "supported", "words": "办好了", "basis": "", "explanation": ""}
    assert refused(actions.reply_to_resident, **said) == "procedures.step_not_open"
    actions.report_result(by=by, case_id=pk, words="办了", now=now(3))
    actions.reply_to_resident(now=now(4), **said)
    assert Case.objects.get(pk=pk).deed == "rate"


def at_reply(made):
    new = filed(made)
    clerk, worker, pk = made.actor("village_clerk"), made.actor("grid_officer"), new.case.pk
    actions.accept_case(by=clerk, case_id=pk, now=now(1))
    actions.assign_case(by=clerk, case_id=pk, post_id=made.posts["grid_officer"], words="", now=now(1))
    actions.report_result(by=worker, case_id=pk, words="看过了", now=now(2))
    return pk


@pytest.mark.parametrize(
    ("basis", "explanation", "code"),
    [("", "当面说了", "procedures.basis_missing"), ("某条例第三条", "", "procedures.explanation_missing")],
)
def test_a_demand_is_not_turned_down_without_basis_and_explanation(basis, explanation, code):
    """YJ-010: closing as "not supported" without legal basis and explanation is refused."""
    made = place("base")
    pk = at_reply(made)
    said = {"by": made.actor("village_clerk"), "case_id": pk, "finding": "not_supported", "words": "不支持"}
    assert refused(actions.reply_to_resident, basis=basis, explanation=explanation, **said) == code
    assert Case.objects.get(pk=pk).finding == ""
    actions.reply_to_resident(basis="某条例第三条", explanation="11月25日上门说明", now=now(3), **said)
    assert Case.objects.get(pk=pk).finding == "not_supported"


def test_an_incomer_files_by_telling_no_more_than_a_local():
    """HD-160: no field about registration exists, and name and phone may both stay empty."""
    made = place("huadu")
    new = filed(made, applicant=actions.Applicant())
    assert new.case.name_sealed is None
    assert new.case.phone_sealed is None
    assert not {"residence", "household", "hukou"} & {f.name for f in Case._meta.get_fields()}


def test_time_to_settlement_is_closing_minus_raising_with_the_unsettled_apart():
    """DL-053: median per place and month; unsettled counted separately."""
    made = place("base")
    desk = made.actor("village_clerk")
    for hours in (2, 5, 8, 9, None):
        new = filed(made)
        if hours:
            actions.decline_case(by=desk, case_id=new.case.pk, reason="请到供电所", now=now(hours))
    (row,) = queries.settlement_times(desk, path=made.areas["village"].path, first=DAY, last=DAY)
    assert (row.month, row.settled, row.unsettled) == ("2026-11", 4, 1)
    assert row.median == dt.timedelta(hours=6, minutes=30)
    with pytest.raises(NotVisible):
        queries.settlement_times(desk, path=made.areas["elsewhere"].path, first=DAY, last=DAY)


def test_a_service_team_runs_what_it_is_given_and_its_service_stays_on_record():
    """HD-065: teams and service records: a request is run by the leader of the team of the grid."""
    made = place("huadu")
    new, leader = filed(made), made.actor("team_leader")
    pk = new.case.pk
    with pytest.raises(NotVisible):
        queries.case_for(leader, pk)
    for step, (giver, receiver) in enumerate(
        (("village_clerk", "department_desk"), ("department_desk", "team_leader"))
    ):
        given = {"by": made.actor(giver), "post_id": made.posts[receiver]}
        actions.assign_case(case_id=pk, words="", now=now(step + 1), **given)
    actions.report_result(by=leader, case_id=pk, words="入户修好了", now=now(3))
    case = queries.case_for(leader, pk)
    assert case.handler_body == made.bodies["service_team", made.areas["village"].pk].pk


def test_advice_on_the_law_is_given_by_the_adviser_and_kept_without_a_name():
    """YJ-051: advice given, minimal content: the matter and the answer, nobody's name or phone."""
    made = place("yangjiang")
    new = filed(made, item="legal_advice", words="想问欠薪怎么办", applicant=actions.Applicant())
    clerk, adviser, pk = made.actor("village_clerk"), made.actor("legal_adviser"), new.case.pk
    with pytest.raises(NotVisible):
        actions.report_result(by=adviser, case_id=pk, words="可以先投诉", now=now(1))
    actions.accept_case(by=clerk, case_id=pk, now=now(1))
    actions.assign_case(by=clerk, case_id=pk, post_id=made.posts["legal_adviser"], words="", now=now(1))
    actions.report_result(by=adviser, case_id=pk, words="可以先向劳动监察投诉", now=now(2))
    said = {"finding": "supported", "words": "可以先向劳动监察投诉", "basis": "", "explanation": ""}
    actions.reply_to_resident(by=adviser, case_id=pk, now=now(3), **said)
    case = Case.objects.get(pk=pk)
    assert (case.name_sealed, case.phone_sealed, case.reply_words) == (None, None, "可以先向劳动监察投诉")


def limit(made, name, value):
    fill_slot(
        by=SYSTEM, path=made.areas["county"].path, room="cases", name=name, value=value, source="镇街办件规定第五条",
        from_on=DAY, now=NOW,
    )  # fmt: skip


def test_an_overdue_step_rises_to_the_next_level_once():
    made = place("base")
    limit(made, "accept_time", "1")
    new = filed(made)
    assert new.case.due_at.isoformat() == "2026-11-26T23:59:59+08:00"
    later = NOW + dt.timedelta(days=3)
    assert actions.raise_overdue(by=SYSTEM, now=now(1)) == 0
    assert actions.raise_overdue(by=SYSTEM, now=later) == 1
    assert actions.raise_overdue(by=SYSTEM, now=later) == 0
    case = Case.objects.get(pk=new.case.pk)
    assert case.risen_at == later
    assert "town_government" in case.risen_to
    assert case.risen_post == made.posts["town_desk"]


def test_requests_that_wait_for_residents_do_not_keep_others_from_rising(monkeypatch):
    monkeypatch.setattr("gongzhi.cases.actions.rising.AT_ONCE", 1)
    made = place("panzhihua-west")
    limit(made, "rate_time", "1")
    limit(made, "accept_time", "1")
    close_to_rating(made, filed(made), **WAYS["panzhihua-west"])
    late = filed(made)
    assert actions.raise_overdue(by=SYSTEM, now=NOW + dt.timedelta(days=30)) == 1
    late.case.refresh_from_db()
    assert late.case.risen_at is not None


def test_a_request_that_waits_for_a_rating_never_rises():
    made = place("panzhihua-west")
    limit(made, "rate_time", "1")
    case = close_to_rating(made, filed(made), **WAYS["panzhihua-west"])
    assert case.due_at is not None
    assert actions.raise_overdue(by=SYSTEM, now=NOW + dt.timedelta(days=30)) == 0
    case.refresh_from_db()
    assert (case.risen_at, case.risen_to) == (None, "")


def test_a_return_is_ruled_on_by_the_desk_above():
    made = place("base")
    new = filed(made)
    clerk, worker, pk = made.actor("village_clerk"), made.actor("grid_officer"), new.case.pk
    actions.accept_case(by=clerk, case_id=pk, now=now(1))
    actions.assign_case(by=clerk, case_id=pk, post_id=made.posts["grid_officer"], words="", now=now(1))
    assert refused(actions.return_case, by=worker, case_id=pk, reason=" ") == "procedures.reason_missing"
    actions.return_case(by=worker, case_id=pk, reason="属供电公司", now=now(2))
    assert refused(actions.rule_on_return, by=worker, case_id=pk, is_upheld=True, reason="是") == "procedures.not_yours"
    actions.rule_on_return(by=made.actor("town_desk"), case_id=pk, is_upheld=True, reason="改派", now=now(3))
    case = Case.objects.get(pk=pk)
    assert (case.deed, case.handler_person) == ("assign", None)


def test_a_request_nobody_rates_closes_as_no_answer():
    made = place("base")
    limit(made, "rate_time", "3")
    pk = at_reply(made)
    said = {"finding": "supported", "words": "好", "basis": "", "explanation": ""}
    actions.reply_to_resident(by=made.actor("village_clerk"), case_id=pk, now=now(3), **said)
    assert actions.close_silent_ratings(by=SYSTEM, now=now(30)) == 0
    assert actions.close_silent_ratings(by=SYSTEM, now=now(24 * 8)) == 1
    assert Case.objects.get(pk=pk).rating == "silent"


def test_a_matter_for_a_court_is_told_its_way_and_not_taken_in():
    made = place("base")
    with pytest.raises(Refusal) as refusal:
        filed(made, item="in_court")
    assert refusal.value.code == "cases.goes_elsewhere"
    assert not Case.objects.exists()


def test_the_next_village_is_not_there_for_a_clerk():
    made = place("base")
    new = filed(made, area="elsewhere")
    clerk = made.actor("village_clerk")
    with pytest.raises(NotVisible):
        queries.case_for(clerk, new.case.pk)
    with pytest.raises(NotVisible):
        actions.accept_case(by=clerk, case_id=new.case.pk, now=now(1))
    assert queries.case_for(made.actor("town_desk"), new.case.pk).pk == new.case.pk


def test_somebody_else_cannot_rate():
    made = place("base")
    pk = at_reply(made)
    with pytest.raises(NotVisible):
        actions.rate_case(by=made.actor("village_clerk"), case_id=pk, rating="solved", words="", now=now(3))


def test_one_s_own_request_is_left_to_others():
    made = place("base")
    clerk = made.actor("village_clerk")
    new = filed(made, by=clerk, applicant=actions.Applicant(person_id=clerk.person_id))
    assert refused(actions.accept_case, by=clerk, case_id=new.case.pk) == "cases.own_request"


def test_a_request_goes_only_to_posts_that_may_do_the_step_that_follows():
    """In 花都 the first receiver passes a request on, the second does it: a grid worker can do, not pass on."""
    made = place("huadu")
    case = filed(made).case
    first = {holder.kind for holder in queries.receivers_for(case, DAY)}
    assert first == {"department_desk", "town_desk"}
    with pytest.raises(Refusal, match="receiver_unfit"):
        actions.assign_case(
            by=made.actor("village_clerk"), case_id=case.pk, post_id=made.posts["grid_officer"], words="", now=now(1)
        )
    assert Case.objects.get().step == "assign"
    actions.assign_case(
        by=made.actor("village_clerk"), case_id=case.pk, post_id=made.posts["town_desk"], words="", now=now(1)
    )
    then = [holder.kind for holder in queries.receivers_for(Case.objects.get(), DAY)]
    assert then[0] == "grid_officer"
    assert {"party_member", "department_desk"} < set(then)


def test_each_deed_follows_from_the_one_before_it_in_the_journal():
    made = place("panzhihua-west")
    case = close_to_rating(made, filed(made), **WAYS["panzhihua-west"])
    entries = list(entries_of(("cases.case", case.pk)))
    assert [entry.follows_id for entry in entries] == [None, *(entry.pk for entry in entries[:-1])]
    assert list(chain_of(entries[0].pk)) == entries


def test_a_look_is_no_deed_that_others_follow_from():
    made = place("base")
    new = filed(made)
    clerk = replace(made.actor("village_clerk"), stepped_up_at=now(1))
    actions.show_phone(by=clerk, case_id=new.case.pk, reason="问地点", now=now(1))
    actions.accept_case(by=clerk, case_id=new.case.pk, now=now(1))
    first, _look, accepted = entries_of(("cases.case", new.case.pk))
    assert accepted.follows_id == first.pk
