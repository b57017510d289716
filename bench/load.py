"""Serve an application as the demo does, send it requests one after the other, and count processor time a request."""

import gzip
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from bench.environments import HOME
from bench.processor import database_seconds, server_seconds

HOST = "127.0.0.1"
LOGS = HOME / "logs"
PATIENCE_SECONDS = 60
LEAVING_SECONDS = 10
MOST_SAID = 800  # signs of the end of a log that an error repeats
ANSWER_SECONDS = 300
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----bench-4127"
FORM_WITH_FILES = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True, slots=True)
class Post:
    """
    One request to send; without fields it is a GET.

    `expected` is the status of an answer that did the work. `takes_files` tells that the form it comes from may carry
    files, so that a browser sends it in parts.
    """

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    expected: int = 200
    takes_files: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the body, and the cookies it set."""

    status: int
    body: bytes
    cookies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, where it listens, and the address of the database it works on."""

    pid: int
    port: int
    database: str


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(application: str, *, python: Path, folder: Path, env: Mapping[str, str], database: str) -> Iterator[Site]:
    """
    Serve a WSGI application with one worker and one thread, the same for every party.

    :raises RuntimeError: it does not answer; the log that is named says why.
    """
    port = free_port()
    command = [
        str(python), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1",
        "--blocking-threads", "1", "--no-access-log", "--log-level", "warning", application,
    ]  # fmt: skip
    whole = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"} | dict(env)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{application.partition(':')[0]}-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=whole, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        if not is_up(process, port):
            said = log.read_text(errors="replace")[-MOST_SAID:]
            raise RuntimeError(f"{application} does not answer after {PATIENCE_SECONDS} s, see {log}: {said}")
        yield Site(pid=process.pid, port=port, database=database)
        log.unlink()
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server with its workers; one that does not go when it is asked to is killed."""
    process.terminate()
    try:
        process.wait(timeout=LEAVING_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def is_up(process: subprocess.Popen[bytes], port: int) -> bool:
    """Tell whether the server has begun to listen before patience or the process ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def encoded(post: Post) -> tuple[bytes, str]:
    """Return the fields as a browser sends them, and the type of that."""
    if not post.takes_files:
        return urlencode(post.fields).encode(), FORM
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"\r\n\r\n{{}}\r\n'
    parts = [head.format(name, value) for name, value in post.fields.items()]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode(), FORM_WITH_FILES


def ask(connection: HTTPConnection, post: Post) -> Answer:
    """Send one request and return the answer; it may be compressed, as for every browser."""
    headers = {
        "Accept-Encoding": "gzip, deflate, br",
        "Cookie": "; ".join(f"{name}={value}" for name, value in post.cookies.items()),
    }
    if not post.fields:
        connection.request("GET", post.path, headers=headers)
    else:
        body, kind = encoded(post)
        connection.request("POST", post.path, body=body, headers=headers | {"Content-Type": kind})
    answer = connection.getresponse()
    content = answer.read()
    body = gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content
    jar = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie") or ()))
    return Answer(answer.status, body, {name: morsel.value for name, morsel in jar.items()})


def send(site: Site, posts: Iterable[Post]) -> list[Answer]:
    """
    Send requests over one connection and return their answers, all of them as they should be.

    :raises RuntimeError: one was answered otherwise; it would measure something else.
    """
    connection, answers = HTTPConnection(HOST, site.port, timeout=ANSWER_SECONDS), []
    try:
        for post in posts:
            answers.append(answer := ask(connection, post))
            if answer.status != post.expected:
                text = answer.body.decode(errors="replace")
                raise RuntimeError(f"{post.path} answered {answer.status}, not {post.expected}: {text[:1500]}")
    except HTTPException as reason:
        raise RuntimeError(f"the server on port {site.port} broke off: {reason!r}") from reason
    finally:
        connection.close()
    return answers


def milliseconds_each(site: Site, posts: Iterable[Post]) -> float:
    """Return the processor time of server and database for each of these requests, in milliseconds."""
    before = server_seconds(site.pid) + database_seconds(site.database)
    sent = len(send(site, posts))
    return (server_seconds(site.pid) + database_seconds(site.database) - before) / sent * 1000
