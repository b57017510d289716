"""The list that staff have open all day: its page is read along an index, whatever the number of requests."""

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from gongzhi.cases.models import Case
from gongzhi.cases.queries import Filter, filtered, own, risen, tally_on
from gongzhi.cases.rules import Waits
from gongzhi.cases.tests.world import NOW, filed, place
from gongzhi.kernel.actors import Actor

pytestmark = pytest.mark.django_db
ONLY_INDEXES = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"


@pytest.mark.parametrize(("kind", "index"), [("county_official", "in_county"), ("town_desk", "in_town")])
@pytest.mark.parametrize("wanted", [Filter(), Filter(is_open=True), Filter(is_open=False)])
def test_a_page_of_the_list_is_read_along_an_index_in_its_order(kind, index, wanted):
    made = place("huadu", kind)
    for _ in range(3):
        filed(made)
    if connection.vendor == "postgresql":  # few rows are read whole, whatever the indexes; many are not
        with connection.cursor() as cursor:
            cursor.execute(ONLY_INDEXES)
    plan = filtered(made.actor(kind), wanted, NOW).order_by("-pk")[:21].explain()
    assert f"case_{index}" in plan or "cases_case_pkey" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_what_rose_to_somebody_is_read_along_its_own_index():
    desk = place("huadu", "town_desk").actor("town_desk")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ONLY_INDEXES.partition("; SET LOCAL enable_sort")[0])
    assert "case_risen" in risen(desk).explain()


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def leave_only(index):
    """Drop every other index of requests for the length of a test: without rows all of them cost the same."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "cases_case")
        for name, each in found.items():
            if each["index"] and not each["unique"] and name != index:
                cursor.execute(f'DROP INDEX "{name}"')
        if connection.vendor == "postgresql":
            cursor.execute(ONLY_INDEXES)


@pytest.mark.parametrize(
    ("index", "condition"),
    [
        ("case_applicant", Q(applicant_person=7)),
        ("case_applicant", Q(applicant_person__in=(7, 8))),
        ("case_holder_body", Q(holder_body__in=(7, 8), waits_for=Waits.STAFF, due_at__isnull=False)),
        ("case_holder_person", Q(holder_person=7, waits_for=Waits.STAFF, due_at__isnull=False)),
        ("case_late", Q(waits_for=Waits.APPLICANT, closed_at=None, due_at__lt=NOW)),
        ("case_in_county_due", Q(in_county=7, closed_at=None, due_at__lt=NOW)),
        ("case_in_town_due", Q(in_town=7, closed_at=None, due_at__lt=NOW)),
        ("case_in_village_due", Q(in_village=7, closed_at=None, due_at__lt=NOW)),
    ],
)
def test_each_index_that_holds_some_rows_only_serves_the_question_it_is_for(index, condition):
    leave_only(index)
    plan = Case.objects.filter(condition).explain()
    assert f"{index} " in plan, plan


def test_one_s_own_requests_are_read_in_their_order_along_their_index():
    leave_only("case_applicant")
    plan = own(Actor(name="p7", account_id=7, person_id=7)).order_by("-pk")[:50].explain()
    assert "case_applicant " in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_the_requests_of_a_day_that_is_over_are_counted_in_an_index_alone():
    case = filed(place("huadu")).case
    leave_only("case_days")
    with CaptureQueriesContext(connection) as asked:
        assert tally_on(case.area_path, NOW.date()).filed == 1
    plans = [plan_of(query["sql"]) for query in asked.captured_queries if "cases_case" in query["sql"]]
    assert len(plans) == 4
    assert any("COVERING INDEX case_days" in plan or "Index Only Scan using case_days" in plan for plan in plans), plans
    assert sum("case_days" in plan for plan in plans) >= 2, "which of them waited is found there too"
    assert not any("SCAN cases_case" in plan or "Seq Scan on cases_case" in plan for plan in plans), plans
