"""
`make test` and `make check`: the whole suite on both databases, and the quick look before a commit.

A test runs on PostgreSQL too unless it is marked `once`. Such are the tests of set-up, of the command line and of
loading the demonstration: they ask nothing of the database the suite runs on, because each has a SQLite file of its own
or none, so that a second run would repeat the first. What pages, rules and actions do is never among them.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from setup import browser, postgres
from setup.catalogues import compile_catalogues
from setup.console import Problem, say, words
from setup.environment import install_packages
from setup.frontend import build_frontend
from setup.layout import BIN, PYTHON, ROOT

MATRIX = "rights-matrix.txt"
WORKERS = "2"
QUICK_MINUTES = 3
# Soak tests run for long on purpose: `make soak`.
WHOLE = "not soak"
SECOND = "not soak and not once"
FAST = "not slow and not browser and not soak"


def prepare() -> None:
    """Have everything the tests need, browser and databases apart."""
    install_packages(lock=ROOT / "requirements-dev.lock")
    build_frontend()
    compile_catalogues()


def environment(*, database: str, var: str, chromium: str = "") -> dict[str, str]:
    """Return the environment of a run: a folder of its own, never this folder's data."""
    (Path(var) / "static").mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "PORT")}
    found = kept | {"DATABASE_URL": database, "GONGZHI_VAR": var, "PYTHONUTF8": "1"}
    return found | ({"CHROMIUM": chromium} if chromium else {})


def run_step(name: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> bool:
    """Run a command before everybody's eyes and tell whether it went well."""
    say(f"\n── {name}")
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    mark = "✓" if done.returncode == 0 else "✗"
    say(f"{mark} {name} ({time.monotonic() - began:.0f} s)")
    return done.returncode == 0


def pytest(*arguments: str) -> list[str]:
    """Return the command line of a run of tests on both cores."""
    return [str(PYTHON), "-m", "pytest", "-n", WORKERS, "--dist", "loadscope", "--no-loadscope-reorder", *arguments]


def run_suite(*, database: str, name: str, chromium: str, chosen: str = WHOLE) -> bool:
    """Run the chosen tests of the suite on one database."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-test-") as var:
        env = environment(database=database, var=var, chromium=chromium)
        went_well = run_step(name, pytest("-m", chosen), env=env)
        return say_matrix(Path(var) / MATRIX) and went_well


def say_matrix(path: Path) -> bool:
    """Print the size of the rights matrix on one database; without it the suite did not test the rights."""
    if not path.is_file():
        say(words(en="✗ The rights matrix was not run.", zh="✗ 权限矩阵未运行。"))
        return False
    say(path.read_text(encoding="utf-8").strip())
    return True


def test() -> int:
    """
    Run the whole suite on SQLite and on PostgreSQL, in headless Chromium where a test asks for it.

    :raises Problem: something the suite needs is missing.
    """
    began = time.monotonic()
    prepare()
    chromium = browser.require()
    results = [run_suite(database="sqlite:///:memory:", name="SQLite", chromium=chromium)]
    with postgres.test_database() as address:
        results.append(run_suite(database=address, name="PostgreSQL", chromium=chromium, chosen=SECOND))
    say("")
    return verdict(results, began=began)


def verdict(results: Sequence[bool], *, began: float) -> int:
    """Say how it went in one line."""
    spent = f"{(time.monotonic() - began) / 60:.1f} min"
    if all(results):
        say(words(en=f"✓ Everything is green ({spent}).", zh=f"✓ 全部通过（{spent}）。"))
        return 0
    say(words(en=f"✗ Not green ({spent}); see above.", zh=f"✗ 未全部通过（{spent}），见上方。"))
    return 1


def check() -> int:
    """Format, lint, import contracts, types and the fast tests."""
    began = time.monotonic()
    prepare()
    with tempfile.TemporaryDirectory(prefix="gongzhi-check-") as var:
        env = environment(database="sqlite:///:memory:", var=var)
        steps: list[tuple[str, list[str | Path]]] = [
            ("ruff format", [BIN / "ruff", "format", "--check", "."]),
            ("ruff check", [BIN / "ruff", "check", "."]),
            ("import contracts", [BIN / "lint-imports"]),
            ("mypy", [PYTHON, "-m", "mypy", "gongzhi", "bench", "proof", "setup"]),
            ("fast tests", [*pytest("-m", FAST)]),
        ]
        results = [run_step(name, command, env=env) for name, command in steps]
    if time.monotonic() - began > QUICK_MINUTES * 60:
        say(words(en=f"This took more than {QUICK_MINUTES} minutes.", zh=f"用时超过 {QUICK_MINUTES} 分钟。"))
    return verdict(results, began=began)


def soak() -> int:
    """Run the tests that go on for long."""
    began = time.monotonic()
    prepare()
    chromium = browser.require()
    with tempfile.TemporaryDirectory(prefix="gongzhi-soak-") as var, postgres.test_database() as address:
        command = [str(PYTHON), "-m", "pytest", "-m", "soak"]
        results = [
            run_step(name, command, env=environment(database=database, var=var, chromium=chromium))
            for name, database in (("SQLite", "sqlite:///:memory:"), ("PostgreSQL", address))
        ]
    return verdict(results, began=began)


def folder(name: str) -> list[str]:
    """
    Return the argument that names an outside folder, if one was given.

    :raises Problem: it is no folder.
    """
    given = os.environ.get(name)
    if not given:
        return []
    path = Path(given).expanduser().resolve()
    if not path.is_dir():
        raise Problem(
            what=words(en=f"{name}={given} is no folder.", zh=f"{name}={given} 不是文件夹。"),
            mend=words(en=f"Name an existing one: {name}=/path", zh=f"请写已有的文件夹：{name}=/路径"),
        )
    return [str(path)]


def bench() -> int:
    """Measure, beside the peers in PEERS if it is given, and print the table."""
    outside = folder("PEERS")
    prepare()
    chromium = browser.require()
    with postgres.test_database() as address, tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as var:
        database = os.environ.get("DATABASE_URL", f"sqlite:///{quote(var)}/bench.db")
        env = environment(database=database, var=var, chromium=chromium) | {"TEST_POSTGRES_URL": address}
        return 0 if run_step("bench", [PYTHON, "-m", "bench", *outside], env=env) else 1


def proof() -> int:
    """Compare with outside data in DATA and print the table."""
    outside = folder("DATA")
    prepare()
    with tempfile.TemporaryDirectory(prefix="gongzhi-proof-") as var:
        env = environment(database="sqlite:///:memory:", var=var)
        return 0 if run_step("proof", [PYTHON, "-m", "proof", *outside], env=env) else 1
