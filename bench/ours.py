"""Our own site with the demo county, served and asked as every party is."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.databases import new_database, rows
from bench.load import Post, Site, send, serve
from setup.layout import PYTHON, ROOT, gongzhi

APPLICATION = "gongzhi.config.wsgi:application"
FORM = re.compile(r'<form[^>]* method="post".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
TOLD = {
    "words": "三组路口的路灯坏了三天，晚上老人不敢走。",
    "place": "三组路口",
    "item": "street_light",
    "phone": "13800004127",
    "name": "王大姐",
}
NO_REQUESTS = ("--requests", "0", "--days", "1")
OFFICIAL = """
SELECT u.id, b.path FROM accounts_user AS u JOIN bodies_appointment AS a ON a.person_id = u.person_id
  JOIN bodies_post AS p ON p.id = a.post_id JOIN bodies_body AS b ON b.id = p.body_id
 WHERE p.kind = 'county_official' ORDER BY u.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Ours:
    """
    The running site, and whom and what it is measured with.

    `official` is the account of a county official, `county` the path of what the official reads, `village` an area of
    that county.
    """

    site: Site
    official: int
    county: str
    village: int


def environment(database: str, *, folder: Path) -> dict[str, str]:
    """Return the environment of site and commands: a database and a folder of their own."""
    own = {"DATABASE_URL": database, "GONGZHI_VAR": str(folder / "var"), "PYTHONUTF8": "1"}
    return {name: value for name, value in os.environ.items() if name != "DEBUG"} | own


def run_command(command: Sequence[str], *, env: Mapping[str, str]) -> str:
    """
    Run a command to its end and return what it printed.

    :raises RuntimeError: it failed.
    """
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-1500:]}")
    return done.stdout


def call(name: str, program: str, *, env: Mapping[str, str]) -> Any:
    """Run a program inside the site with everything of a module of the benches; return the value it printed last."""
    printed = run_command(gongzhi("shell", "-v", "0", "-c", f"from bench.{name} import *; {program}"), env=env)
    return json.loads(printed.splitlines()[-1]) if printed.strip() else None


def module(name: str, *arguments: object) -> list[str]:
    """Return the command line of a module of the benches."""
    return [str(PYTHON), "-m", f"bench.{name}", *map(str, arguments)]


@contextmanager
def demo_database(kind: str, *, name: str, folder: Path, arguments: Sequence[str] = NO_REQUESTS) -> Iterator[str]:
    """Give the address of a database with the demo county; `arguments` are those of `load_demo`."""
    with new_database(kind, name, folder=folder) as database:
        env = environment(database, folder=folder)
        run_command(gongzhi("migrate", "--no-input"), env=env)
        run_command(gongzhi("load_demo", *arguments), env=env)
        yield database


@contextmanager
def served(database: str, *, folder: Path) -> Iterator[Ours]:
    """Serve our site from a database with the demo county."""
    (official, county), *_ = rows(database, OFFICIAL)
    areas = rows(database, "SELECT id, path FROM territory_area WHERE level = 'village' ORDER BY id")
    village = next(pk for pk, path in areas if path.startswith(county))
    env = environment(database, folder=folder)
    with serve(APPLICATION, python=PYTHON, folder=ROOT, env=env, database=database) as site:
        yield Ours(site=site, official=official, county=county, village=village)


def signed_in(site: Site, account: int) -> dict[str, str]:
    """Sign somebody in as a demonstration lets everybody, and return the cookies of that browser."""
    (form,) = send(site, [Post("/sign-in/")])
    fields = hidden_fields(form.body)
    (entered,) = send(site, [Post(f"/sign-in/demo/{account}/", fields=fields, cookies=form.cookies, expected=302)])
    return {**form.cookies, **entered.cookies}


def hidden_fields(page: bytes) -> dict[str, str]:
    """Return the hidden fields of the first form that sends something: its token and its key."""
    sent = (dict(HIDDEN.findall(form)) for form in FORM.findall(page.decode()))
    return next(fields for fields in sent if fields)


def submissions(ours: Ours, count: int) -> list[Post]:
    """Open the public form in as many new browsers, fill each in, and return what they are about to send."""
    path = f"/ask/?area={ours.village}"
    forms = send(ours.site, [Post(path)] * count)
    return [
        Post(path, fields=hidden_fields(form.body) | TOLD, cookies=form.cookies, expected=302, takes_files=True)
        for form in forms
    ]


def staff_lists(cookies: Mapping[str, str], count: int) -> list[Post]:
    """Return what a browser asks for to show the staff list: one page with its rows."""
    return [Post("/cases/", cookies=cookies)] * count
