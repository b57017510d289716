"""`make demo`: the demo county, made once, served on this machine."""

import os
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from setup import server
from setup.catalogues import compile_catalogues
from setup.console import INTO_LOGS, Problem, run_quietly, say, step, words
from setup.environment import install_packages
from setup.frontend import build_frontend
from setup.layout import LOGS, ROOT, VAR, gongzhi

DATABASE = VAR / "gongzhi.db"
UNFINISHED = VAR / "gongzhi-unfinished.db"
AFTER_SQLITE = ("", "-journal", "-wal", "-shm")
LOOK_SECONDS = 1


def prepare() -> None:
    """Have packages, front end and catalogues."""
    install_packages(lock=ROOT / "requirements.lock")
    build_frontend()
    compile_catalogues()


def environment(database: Path | None) -> dict[str, str]:
    """Return the environment of site, worker and commands."""
    env = os.environ | {"PYTHONUTF8": "1", "GONGZHI_VAR": str(VAR)}
    return env | ({"DATABASE_URL": f"sqlite:///{quote(str(database))}"} if database else {})


def command(*arguments: str, database: Path | None) -> None:
    """
    Run one of the project's commands.

    :raises Problem: it failed.
    """
    mend = words(en="See the message above; then run make demo again.", zh="请看上方信息，再运行 make demo。")
    run_quietly(gongzhi(*arguments), log=LOGS / f"{arguments[0]}.log", mend=mend, env=environment(database), cwd=ROOT)


def command_aloud(*arguments: str, database: Path | None) -> None:
    """
    Run one of the project's commands and show its lines as they come; they are kept in its log as well.

    :raises Problem: it failed.
    """
    log = LOGS / f"{arguments[0]}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    env = environment(database) | INTO_LOGS
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            gongzhi(*arguments), cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        ) as running,
    ):  # fmt: skip
        for line in running.stdout or ():
            kept.write(line)
            say(f"    {line.rstrip()}")
    if running.returncode:
        name = f"gongzhi {arguments[0]}"
        raise Problem(
            what=words(en=f"`{name}` failed (log: {log}).", zh=f"`{name}` 未成功（日志：{log}）。"),
            mend=words(en="See the message above; then run make demo again.", zh="请看上方信息，再运行 make demo。"),
        )


def load(database: Path | None) -> None:
    """Bring a database to the demo county of this version; a database that has it is left as it is."""
    with step(en="Preparing the database and the static files", zh="准备数据库与静态文件"):
        command("migrate", "--no-input", database=database)
    with step(en="Loading the demo county", zh="载入演示县"):
        command_aloud("load_demo", database=database)


def chosen_database() -> Path | None:
    """Return the demo's own SQLite file, or nothing if DATABASE_URL names another database."""
    return None if os.environ.get("DATABASE_URL") else DATABASE


def make_database() -> Path | None:
    """
    Have the demo database. A new one is made under another name and takes its place when whole.

    :raises Problem: a command failed.
    """
    database = chosen_database()
    if database is None or database.exists():
        load(database)
        return database
    VAR.mkdir(parents=True, exist_ok=True)
    for ending in AFTER_SQLITE:
        UNFINISHED.with_name(UNFINISHED.name + ending).unlink(missing_ok=True)
    load(UNFINISHED)
    UNFINISHED.replace(DATABASE)
    for ending in AFTER_SQLITE[1:]:
        UNFINISHED.with_name(UNFINISHED.name + ending).unlink(missing_ok=True)
    return database


def accounts(database: Path | None) -> str:
    """Return the list of accounts, one a role and place."""
    done = subprocess.run(
        gongzhi("demo_accounts"), cwd=ROOT, env=environment(database), capture_output=True, text=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


def serve(port: int, *, database: Path | None, began: float) -> None:
    """
    Serve until asked to end.

    :raises Problem: site or worker ended by itself.
    """
    env = environment(database)
    running = {}
    try:
        for name, line in server.commands(port).items():
            running[name] = server.start(name, line, env=env)
        server.wait_until_ready(port, running=running)
        greet(port, database=database, began=began)
        while True:
            server.require_running(running)
            time.sleep(LOOK_SECONDS)
    finally:
        server.stop(running)


def greet(port: int, *, database: Path | None, began: float) -> None:
    """Print the address and the accounts."""
    say(
        words(
            en=f"\nReady after {time.monotonic() - began:.0f} s.",
            zh=f"\n就绪，用时 {time.monotonic() - began:.0f} 秒。",
        )
    )
    say(accounts(database))
    say(words(en=f"Open http://{server.HOST}:{port}/", zh=f"请打开 http://{server.HOST}:{port}/"))
    say(words(en="Ctrl-C ends it.", zh="按 Ctrl-C 结束。"))


def main() -> int:
    """Set up, load and serve the demo county."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, server.end_on_signal)
    port = server.chosen_port()
    server.require_free_port(port)
    say(words(en="Gongzhi: setting up the demo", zh="共治：准备演示"))
    prepare()
    database = make_database()
    try:
        serve(port, database=database, began=began)
    except (KeyboardInterrupt, SystemExit):
        say(words(en="Ended.", zh="已结束。"))
    return 0
