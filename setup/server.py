"""Start the site and its worker, wait until it answers, and stop both together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from setup.console import Problem, say, tail, words
from setup.layout import LOGS, PYTHON, ROOT, gongzhi

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
GRACE_SECONDS = 10
HIGHEST_PORT = 65535


def chosen_port() -> int:
    """
    Return the port to listen on.

    :raises Problem: PORT is no port.
    """
    text = os.environ.get("PORT") or "8000"
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise Problem(
        what=words(en=f"PORT={text} is no port number.", zh=f"PORT={text} 不是端口号。"),
        mend=words(en="Choose one from 1024 to 65535: PORT=8001 make demo", zh="请选 1024–65535：PORT=8001 make demo"),
    )


def require_free_port(port: int) -> None:
    """
    Make sure nobody else listens on the port.

    :raises Problem: somebody does, or it may not be opened by this person.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as reason:
            other = port + 1 if port < HIGHEST_PORT else port - 1
            raise Problem(
                what=words(
                    en=f"Port {port} cannot be opened ({reason.strerror}); another program or this demo uses it.",
                    zh=f"端口 {port} 无法打开（{reason.strerror}），可能被其他程序或已运行的演示占用。",
                ),
                mend=words(
                    en=f"Stop it, or take another: PORT={other} make demo",
                    zh=f"停止它，或换一个：PORT={other} make demo",
                ),
            ) from reason


def commands(port: int) -> dict[str, list[str]]:
    """Return the two processes of the demo."""
    site = [
        str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", "gongzhi.config.wsgi:application",
    ]  # fmt: skip
    return {"site": site, "worker": gongzhi("worker")}


def start(name: str, command: list[str], *, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start one process with its output in a log of its own; it never sees this terminal's Ctrl-C."""
    log = log_of(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def log_of(name: str) -> Path:
    """Return the log of a process."""
    return LOGS / f"{name}.log"


def answers(port: int) -> bool:
    """Tell whether the site gives any answer."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_until_ready(port: int, *, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """
    Wait until the site answers.

    :raises Problem: a process ended, or nothing answers in time.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        require_running(running)
        if answers(port):
            return
        time.sleep(0.2)
    raise ended("site")


def require_running(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """
    Make sure every process still runs.

    :raises Problem: one ended.
    """
    for name, process in running.items():
        if process.poll() is not None:
            raise ended(name)


def ended(name: str) -> Problem:
    """Say that a process ended or never answered, with the end of its log."""
    say(tail(log_of(name)))
    return Problem(
        what=words(en=f"The {name} does not run.", zh=f"{name} 未能运行。"),
        mend=words(en=f"See {log_of(name)}; then run make demo again.", zh=f"请看 {log_of(name)}，再运行 make demo。"),
    )


def stop(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, then end it."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def end_on_signal(number: int, frame: FrameType | None) -> None:
    """Turn a request to end into the ordinary way out."""
    del frame
    sys.exit(128 + number)
