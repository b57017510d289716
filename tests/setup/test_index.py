"""The index is the one this machine is set up for."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from setup import index
from setup.console import Problem

CONTENT = b"a wheel"


@pytest.fixture
def mirror(monkeypatch):
    """A mirror on this machine that asks for a name and a password."""
    asked = []

    class Mirror(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("Authorization", "")))
            page = f'<a href="../files/{index.PIP_WHEEL}#sha256=x">w</a>'.encode()
            body = CONTENT if self.path.endswith(".whl") else page
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://me:p%40w@127.0.0.1:{server.server_port}/simple/")
    monkeypatch.delenv("WHEELS", raising=False)
    yield asked
    server.shutdown()


def test_pip_comes_from_the_mirror_with_its_credentials(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(index, "PIP_SHA256", hashlib.sha256(CONTENT).hexdigest())
    assert index.fetch_pip(folder=tmp_path).read_bytes() == CONTENT
    assert [path for path, _ in mirror] == ["/simple/pip/", f"/simple/files/{index.PIP_WHEEL}"]
    assert {credentials for _, credentials in mirror} == {"Basic bWU6cEB3"}


def test_a_wheel_the_mirror_changed_is_refused_and_not_kept(mirror, tmp_path):
    with pytest.raises(Problem, match="another hash"):
        index.fetch_pip(folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_configuration_file_of_pip_is_read(tmp_path, monkeypatch):
    file = tmp_path / "pip.conf"
    file.write_text("[global]\nindex-url = https://mirror.example/%simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    assert index.configured("index-url") == "https://mirror.example/%simple"


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    file = tmp_path / "pip.conf"
    file.write_text("[global]\nindex-url = https://mirror.example/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    assert index.configured("index-url") == "https://other.example/simple"


def test_missing_certificates_are_installed_where_this_person_may(monkeypatch):
    installed = []
    monkeypatch.setattr(index, "lacks_certificates", lambda: True)
    monkeypatch.setattr(index.system, "may_install", lambda: True)
    monkeypatch.setattr(index.system, "install", lambda packages, **why: installed.extend(packages))
    monkeypatch.setattr(index, "index_page", lambda: ("", ""))
    monkeypatch.setattr(index, "is_offline", lambda: False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    index.check_network()
    assert installed == ["ca-certificates"]
