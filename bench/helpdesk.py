"""django-helpdesk 2.6.1, served by the peers' own driver in an environment of its own."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.databases import libpq_settings, on_server
from bench.environments import installed
from bench.load import Post, Site, serve
from gongzhi.config.database import sqlite_settings

DRIVER = "intake_app.py"
TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEF"  # noqa: S105 - a form token anybody may choose: Django compares it with the cookie
DATABASE = "intake_helpdesk"
QUEUES = 10
FILTER = {
    "filtering": {"status__in": [1, 2]},
    "sorting": "created",
    "search_string": "",
    "sortreverse": False,
}


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """A running helpdesk and the session of its member of staff."""

    site: Site
    session: str


def settings(kind: str, *, folder: Path) -> dict[str, str]:
    """Return what the driver reads: our own PRAGMAs for SQLite, our server for PostgreSQL."""
    pragmas = str(sqlite_settings("")["OPTIONS"]["init_command"])
    chosen = {"APP": "helpdesk", "DB": "sqlite" if kind == "SQLite" else "pg"}
    return chosen | {"BENCH_TMP": str(folder), "BENCH_PRAGMA": pragmas} | libpq_settings()


@contextmanager
def helpdesk(kind: str, *, peers: Path, folder: Path, tickets: int) -> Iterator[Helpdesk]:
    """
    Serve a helpdesk that holds this many tickets.

    :raises RuntimeError: the driver could not fill it.
    """
    python = installed("helpdesk") / "bin/python"
    env = settings(kind, folder=folder)
    filled = subprocess.run(
        [python, DRIVER, "fill", str(tickets)], cwd=peers, capture_output=True, text=True, check=False,
        env=os.environ | env | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    if filled.returncode:
        raise RuntimeError(f"the peers' {DRIVER} could not fill helpdesk: {filled.stderr[-800:]}")
    database = "" if kind == "SQLite" else on_server(DATABASE)
    with serve("intake_app:application", python=python, folder=peers, env=env, database=database) as site:
        yield Helpdesk(site=site, session=json.loads(filled.stdout)["session"])


def submissions(count: int) -> Iterator[Post]:
    """Return requests of the public as helpdesk's form takes them."""
    for number in range(count):
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "queue": str(number % QUEUES + 1),
            "title": f"No water {number}",
            "body": "Tap is dry since Monday",
            "priority": "3",
            "submitter_email": f"a{number}@example.org",
        }
        yield Post("/tickets/submit/", fields=fields, cookies={"csrftoken": TOKEN}, expected=302)


def lists(helpdesk: Helpdesk, count: int) -> Iterator[Post]:
    """Return what a browser asks for to show the staff list: the page, then its 25 rows."""
    cookies = {"sessionid": helpdesk.session}
    query = base64.b64encode(json.dumps(FILTER).encode()).decode()
    for _ in range(count):
        yield Post("/tickets/", cookies=cookies)
        yield Post(f"/datatables_ticket_list/{query}?draw=1&start=0&length=25", cookies=cookies)
