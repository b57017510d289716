"""What docs/security.md and docs/asvs.md say of the program as a whole is so."""

import ast
import json
import logging
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from gongzhi.accounts import oidc
from gongzhi.kernel.logs import Lines

BASE = Path(settings.BASE)
INVENTORY = BASE / "docs/security.md"
CRYPTOGRAPHY = ("hashlib", "hmac", "cryptography", "argon2", "joserfc", "fido2")
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|__proto__")


def programs() -> Iterator[tuple[str, ast.Module]]:
    """Yield every file of the program with what is written in it."""
    for path in sorted((BASE / "gongzhi").rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path.relative_to(BASE / "gongzhi").as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Return the full names of what a file imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def is_cryptography(name: str) -> bool:
    return name.partition(".")[0] in CRYPTOGRAPHY or name == "django.core.signing" or name.endswith("PasswordHasher")


def test_every_piece_of_cryptography_stands_in_the_inventory():
    listed = set(re.findall(r"^\| `([\w/]+\.py)` \|", INVENTORY.read_text(encoding="utf-8"), re.M))
    assert listed == {name for name, tree in programs() if any(map(is_cryptography, imported(tree)))}


def test_no_weak_hash_is_used():
    """OWASP ASVS 5.0, 11.4.1; SHA-1 within TOTP is RFC 6238's."""
    weak = re.compile(r"md5|md4|sha1\b|\bsha1|blowfish|\bdes3?\b|rc4|ECB", re.I)
    texts = {name: (BASE / "gongzhi" / name).read_text(encoding="utf-8") for name, _tree in programs()}
    calls = re.compile(r"hashlib\.(\w+)|hmac\.digest\(.*\"(\w+)\"\)|modes\.(\w+)|algorithms\.(\w+)")
    found = {
        (name, word) for name, text in texts.items() for hit in calls.finditer(text) for word in hit.groups() if word
    }
    assert {(name, word) for name, word in found if weak.search(word)} == {("accounts/totp.py", "sha1")}


def test_no_script_writes_markup_out_of_data():
    scripts = sorted((BASE / "frontend/scripts").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if MARKUP.search(path.read_text(encoding="utf-8"))] == []


def test_the_proxies_take_current_tls_alone():
    """Caddy takes 1.2 and 1.3 by itself; nothing in its file says otherwise."""
    nginx = (BASE / "deploy/nginx/gongzhi.conf").read_text(encoding="utf-8")
    caddy = (BASE / "deploy/caddy/Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols (.*);", nginx) == ["TLSv1.2 TLSv1.3"]
    assert not re.search(r"ssl_ciphers|protocols|ciphers", nginx.replace("ssl_protocols", "") + caddy)


def test_the_proxies_lead_people_to_https_and_refuse_programs_without_it():
    nginx = (BASE / "deploy/nginx/gongzhi.conf").read_text(encoding="utf-8")
    caddy = (BASE / "deploy/caddy/Caddyfile").read_text(encoding="utf-8")
    before, _, after = nginx.partition("location ~ ^/(api|open311)/ {\n    return 403;")
    assert "listen 80;" in before
    assert "308" not in before
    assert "return 308 https://" in after
    plain = re.search(r"^http://.*?^}", caddy, re.M | re.S)[0]
    assert "@programs path /api/* /open311/*\n\t@people not path /api/* /open311/*\n" in plain
    told = re.findall(r"^\t(?:respond|redir) (\S+)", plain, re.M)
    assert told == ["@programs", "@people"], "Caddy leads on before it refuses, whichever stands first"


def test_the_time_in_which_a_known_weakness_is_mended_is_written_down():
    assert re.search(r"within three days .* critical, within fourteen", INVENTORY.read_text(encoding="utf-8"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/static/", "/files/", "/media/", "/static/icons/"])
def test_no_folder_lists_what_is_in_it(client, path):
    assert client.get(path).status_code == 404


def test_log_lines_are_json_in_utc():
    record = logging.LogRecord("gongzhi", logging.WARNING, __file__, 1, "two\nlines", (), None)
    line = Lines().format(record)
    assert "\n" not in line
    assert json.loads(line)["at"].endswith("+00:00")
    assert {name for name, each in settings.LOGGING["handlers"].items()} == {"lines"}
    assert settings.LOGGING["handlers"]["lines"]["class"] == "logging.StreamHandler"


class Away(BaseHTTPRequestHandler):
    """Lead whoever asks to another address, and note who came."""

    came: list[str] = []

    def do_GET(self) -> None:
        self.came.append(self.path)
        self.send_response(302 if self.path == "/" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_a_redirect_of_the_provider_is_a_failure():
    server = HTTPServer(("127.0.0.1", 0), Away)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(oidc.ProviderFails):
            oidc.fetch(f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
    assert Away.came == ["/"]
