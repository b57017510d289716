"""Serve an application as the demo does, send it requests one after the other, and count processor time a request."""

import os
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlencode

from bench.processor import database_seconds, server_seconds

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
ANSWER_SECONDS = 300
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Post:
    """One request to send; without fields it is a GET. `expected` is the status of an answer that did the work."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    expected: int = 200


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

    :raises RuntimeError: it does not answer.
    """
    port = free_port()
    command = [
        str(python), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1",
        "--blocking-threads", "1", "--no-access-log", "--log-level", "warning", application,
    ]  # fmt: skip
    whole = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"} | dict(env)
    with TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=folder, env=whole, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not is_up(process, port):
                log.seek(0)
                raise RuntimeError(f"{application} does not answer: {log.read().decode(errors='replace')[-800:]}")
            yield Site(pid=process.pid, port=port, database=database)
        finally:
            process.terminate()
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


def ask(connection: HTTPConnection, post: Post) -> tuple[int, bytes]:
    """Send one request and return status and body."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in post.cookies.items())}
    if not post.fields:
        connection.request("GET", post.path, headers=headers)
    else:
        headers |= {"Content-Type": FORM}
        connection.request("POST", post.path, body=urlencode(post.fields).encode(), headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def send(site: Site, posts: Iterable[Post]) -> int:
    """
    Send requests over one connection and return how many were answered as they should be: all of them.

    :raises RuntimeError: one was answered otherwise; it would measure something else.
    """
    connection, sent = HTTPConnection(HOST, site.port, timeout=ANSWER_SECONDS), 0
    try:
        for post in posts:
            status, body = ask(connection, post)
            if status != post.expected:
                text = body.decode(errors="replace")
                raise RuntimeError(f"{post.path} answered {status}, not {post.expected}: {text[:1500]}")
            sent += 1
    except HTTPException as reason:
        raise RuntimeError(f"the server on port {site.port} broke off: {reason!r}") from reason
    finally:
        connection.close()
    return sent


def milliseconds_each(site: Site, posts: Iterable[Post]) -> float:
    """Return the processor time of server and database for each of these requests, in milliseconds."""
    before = server_seconds(site.pid) + database_seconds(site.database)
    sent = send(site, posts)
    return (server_seconds(site.pid) + database_seconds(site.database) - before) / sent * 1000
