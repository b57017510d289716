"""
A county with any number of requests: some filed by the actions people use, the rest copies of their rows.

A copy has its own id, claim code, run, steps, journal entries and text index. Only its ids, and the jobs that were done
long ago, tell it from a request that was filed: `multiply` compares some of them before it is content.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import cycle
from typing import Any

from django.db import connection, transaction

from gongzhi.accounts.models import User
from gongzhi.accounts.queries import actor_for
from gongzhi.cases.actions import (
    Applicant,
    assign_case,
    file_case,
    index_text,
    rate_case,
    reply_to_resident,
    report_result,
)
from gongzhi.cases.models import Case
from gongzhi.cases.queries import definition_for, locality, may_press, receivers_for
from gongzhi.cases.rules import Channel
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.clock import now
from gongzhi.kernel.paths import ancestors
from gongzhi.territory.models import Area

# Per table, which of its columns hold ids, and of which table.
IDS: Mapping[str, Mapping[str, str]] = {
    "procedures_run": {"id": "procedures_run"},
    "procedures_steprecord": {"id": "procedures_steprecord", "run_id": "procedures_run"},
    "cases_case": {"id": "cases_case", "run_id": "procedures_run"},
    "kernel_entry": {"id": "kernel_entry", "subject_id": "cases_case", "follows_id": "kernel_entry"},
}
OF_ONE_REQUEST = {
    "procedures_run": "id = (SELECT run_id FROM cases_case WHERE id = %s)",
    "procedures_steprecord": "run_id = (SELECT run_id FROM cases_case WHERE id = %s)",
    "cases_case": "id = %s",
    "kernel_entry": "subject_kind = 'cases.case' AND subject_id = %s",
}
# Which rows of a table are those of requests under an area; the path is given with a wildcard.
UNDER = {
    "procedures_run": "old.area_path LIKE %s",
    "procedures_steprecord": "old.run_id IN (SELECT id FROM procedures_run WHERE area_path LIKE %s)",
    "cases_case": "old.area_path LIKE %s",
    "kernel_entry": "old.subject_kind = 'cases.case' AND old.area_path LIKE %s",
}
OWN = frozenset({"claim_index"})
NEW_CLAIM = {
    "postgresql": "decode(md5('1/' || {id}) || md5('2/' || {id}), 'hex')",
    "sqlite": "randomblob(32)",
}
COPIES = {
    "postgresql": "SELECT n FROM generate_series(1, %s) AS each(n)",
    "sqlite": "WITH RECURSIVE each(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < %s) SELECT n FROM each",
}
INDEX_ID = {"postgresql": "case_id", "sqlite": "rowid"}
COMPARED = 20
DEEDS_DONE = (0, 0, 1, 2, 5)  # of five requests, two wait for a first step and one is done to its end
ASKED = (
    ("street_light", "三组路口的路灯坏了三天，晚上老人不敢走。"),
    ("road", "进村的水泥路塌了一块，摩托车都不好过。"),
    ("water", "水龙头放出来的水发黄，从下雨那天开始的。"),
    ("other", "小广场边上的东西堆了一个星期没有人来收。"),
)


@transaction.atomic
def file_requests(*, under: str, until: int) -> None:
    """File requests in the villages under an area until it has so many, and do as many steps of each as is its turn."""
    count = until - Case.objects.filter(area_path__startswith=under).count()
    villages = Area.objects.filter(level="village", path__startswith=under).order_by("pk").values_list("pk", flat=True)
    for number, village, (item, words) in zip(range(count), cycle(villages), cycle(ASKED), strict=False):
        moment = now()
        filed = file_case(
            by=VISITOR,
            where=locality(village, moment.date()),
            item=item,
            words=f"{words}（{number}）",
            applicant=Applicant(name="王大姐", phone="13800004127"),
            channel=Channel.WEB,
            now=moment,
        )
        index_text(case_id=filed.case.pk)
        for _ in range(DEEDS_DONE[number % len(DEEDS_DONE)]):
            go_on(case_id=filed.case.pk, claim_code=filed.claim_code)


def go_on(*, case_id: int, claim_code: str) -> None:
    """Take a request one step further, as who has it in hand."""
    case, moment = Case.objects.get(pk=case_id), now()
    if case.deed == "assign":
        first, *_ = receivers_for(case, moment.date())
        assign_case(by=who_may(case), case_id=case_id, post_id=first.post_id, words="请尽快办理。", now=moment)
    elif case.deed == "handle":
        report_result(by=who_may(case), case_id=case_id, words="已经办好，请查看。", now=moment)
    elif case.deed == "reply":
        reply_to_resident(
            by=who_may(case), case_id=case_id, finding="supported", words="已经办好。", basis="", explanation="",
            now=moment,
        )  # fmt: skip
    elif case.deed == "rate":
        rate_case(by=VISITOR, case_id=case_id, rating="solved", words="", claim_code=claim_code, now=moment)


def who_may(case: Case) -> Actor:
    """Return the first who may take the open step, of all with a post over the village."""
    step = definition_for(case).step(case.step)
    return next(actor for actor in actors_over(case.area_path) if may_press(actor, case, step))


@cache
def actors_over(path: str) -> Sequence[Actor]:
    """Return everybody with an account and a post over an area."""
    users = User.objects.filter(person__appointments__post__body__path__in=ancestors(path)).order_by("pk").distinct()
    return [actor_for(user=user, now=now()) for user in users]


@transaction.atomic
def multiply(*, under: str, times: int) -> None:
    """Copy every request under an area until there are `times` as many."""
    if connection.vendor == "sqlite":
        run(
            "PRAGMA cache_size = -1000000"
        )  # kB of memory: the indexes of a million requests stay in it while they grow
    spans = {table: answer(f"SELECT max(id) FROM {table}") for table in IDS}  # noqa: S608  # names only
    for table in IDS:
        copy_rows(table, spans, times - 1, under)
    copy_index(spans["cases_case"], times - 1, under)
    run("UPDATE kernel_counter SET count = count * %s WHERE name LIKE 'cases.%%' AND path LIKE %s", times, f"{under}%")
    for original in filed_under(under, until=spans["cases_case"])[:: max(spans["cases_case"] // COMPARED, 1)]:
        for table in IDS:
            compare(table, original, spans, times - 1)


def filed_under(path: str, *, until: int) -> list[int]:
    """Return the requests under an area up to an id."""
    return list(
        Case.objects.filter(area_path__startswith=path, pk__lte=until).order_by("pk").values_list("pk", flat=True)
    )


def copy_rows(table: str, spans: Mapping[str, int], copies: int, under: str) -> None:
    """Copy the rows of one table, with ids beyond those that are there."""

    def value(column: str) -> str:
        if column in OWN:
            return NEW_CLAIM[connection.vendor].format(id=value("id"))
        of = IDS[table].get(column)
        return f"(old.{column} + copy.n * {spans[of]})" if of else f"old.{column}"

    columns = columns_of(table)
    run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(map(value, columns))}"  # noqa: S608  # names and numbers
        f" FROM ({COPIES[connection.vendor]}) AS copy CROSS JOIN {table} AS old"
        f" WHERE old.id <= {spans[table]} AND {UNDER[table]} ORDER BY copy.n, old.id",
        copies,
        f"{under}%",
    )
    if connection.vendor == "postgresql":
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608  # names only
    run(f"ANALYZE {table}")


def copy_index(span: int, copies: int, under: str) -> None:
    """Copy the text index."""
    name, series = INDEX_ID[connection.vendor], COPIES[connection.vendor]
    run(
        f"INSERT INTO cases_pairs ({name}, pairs) SELECT old.{name} + copy.n * {span}, old.pairs"  # noqa: S608  # names only
        f" FROM ({series}) AS copy CROSS JOIN cases_pairs AS old WHERE old.{name} IN"
        f" (SELECT id FROM cases_case WHERE area_path LIKE %s AND id <= {span}) ORDER BY 1",
        copies,
        f"{under}%",
    )


def compare(table: str, original: int, spans: Mapping[str, int], n: int) -> None:
    """
    Hold the last copy of a request against the one that was filed.

    :raises AssertionError: its rows say something else.
    """
    copy = original + n * spans["cases_case"]
    filed, copied = (lines(table, OF_ONE_REQUEST[table], pk) for pk in (original, copy))
    for line in filed:
        for column, of in IDS[table].items():
            line[column] = line[column] and line[column] + n * spans[of]
    assert filed == copied, f"{table}: the copy {copy} of request {original} differs"


def lines(table: str, condition: str, *given: int) -> list[dict[str, Any]]:
    """Return rows of a table by id, without what every request has of its own."""
    columns = [column for column in columns_of(table) if column not in OWN]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {condition} ORDER BY id", given)  # noqa: S608
        rows = cursor.fetchall()
    return [dict(zip(columns, map(plain, row), strict=True)) for row in rows]


def plain(value: object) -> object:
    """Return a value as it can be compared."""
    return bytes(value) if isinstance(value, memoryview) else value


def columns_of(table: str) -> Sequence[str]:
    """Return the columns of a table in their order."""
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def run(statement: str, *given: int | str) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)


def answer(query: str) -> int:
    """Return the one number a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
