"""What is found in a database after writers, or the server, were killed."""

from collections.abc import Mapping
from pathlib import Path

from django.db import connection

from gongzhi.cases.actions.moving import FILED
from gongzhi.cases.models import Case
from gongzhi.kernel.counters import total
from gongzhi.kernel.models import Entry, Job
from gongzhi.kernel.paths import EVERYWHERE
from gongzhi.procedures.models import Run
from gongzhi.transparency.audit import faults_of_log
from gongzhi.transparency.models import Leaf


def told_in(acknowledged: Path) -> dict[int, int]:
    """Return what was acknowledged: requests, and the leaf of each."""
    lines = acknowledged.read_text().splitlines() if acknowledged.exists() else []
    return {int(case): int(leaf) for case, leaf in (line.split() for line in lines)}


def lost(told: Mapping[int, int]) -> list[int]:
    """Return the requests that were acknowledged and are not there, or whose leaf is another."""
    kept = dict(Leaf.objects.filter(subject_kind="cases.case").values_list("subject_id", "index"))
    present = set(Case.objects.values_list("pk", flat=True))
    return [case for case, leaf in told.items() if case not in present or kept.get(case) != leaf]


def halves(*, is_published: bool = True) -> list[str]:
    """Return what does not fit together: every request has its run, entry, job, place in the total, and leaf if any."""
    cases, runs = set(Case.objects.values_list("pk", flat=True)), set(Case.objects.values_list("run_id", flat=True))
    jobs = Job.objects.filter(kind="cases.index_text").values_list("payload", flat=True)
    found = {
        "entries": set(Entry.objects.filter(code="cases.case_filed").values_list("subject_id", flat=True)),
        "jobs": {payload["case"] for payload in jobs},
    }
    if is_published:
        found["leaves"] = set(Leaf.objects.filter(subject_kind="cases.case").values_list("subject_id", flat=True))
    faults = [name for name, those in found.items() if those != cases]
    if runs != set(Run.objects.values_list("pk", flat=True)) or total(name=FILED, ranges=EVERYWHERE) != len(cases):
        faults.append("runs or totals")
    return [*faults, *faults_of_log(), *faults_of_file()]


def faults_of_file() -> list[str]:
    """Return what SQLite finds wrong with its own file."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [text for (text,) in cursor.fetchall() if text != "ok"]
