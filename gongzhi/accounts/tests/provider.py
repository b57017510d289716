"""An identity provider on this machine: it really serves documents and signs real tokens, and can be made to lie."""

import base64
import json
import threading
import time
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "gongzhi", "its secret"
QUICKLY = 0.01  # seconds between looks at whether to end; by itself it is half a second for every test


class Provider(ThreadingHTTPServer):
    """
    Serve a provider; `lies` replaces claims of the next tokens, `signs_with` the key, `says` fields of its description.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.key = ECKey.generate_key("P-256", {"kid": "one"})
        self.signs_with, self.alg = self.key, "ES256"
        self.lies: dict[str, object] = {}
        self.says: dict[str, object] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def grant(self, address: str) -> tuple[str, str]:
        """Let somebody sign in at the address a browser was sent to; return state and code for the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return asked["state"], code

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "u-1", "nonce": asked["nonce"], "iat": now, "exp": now + 300,
        } | self.lies  # fmt: skip
        header = {"alg": self.alg, "kid": "one"}
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, claims, self.signs_with, algorithms=[self.alg])

    def turn_to_shared_secret(self) -> None:
        """Sign with the published key as if it were a shared secret, which a careless site takes."""
        published = json.dumps(self.key.as_dict(private=False)).encode()
        self.signs_with, self.alg = OctKey.import_key(published), "HS256"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path.endswith("/openid-configuration"):
            base = self.server.issuer
            self.say(200, {
                "issuer": base, "authorization_endpoint": f"{base}/enter", "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys",
            } | self.server.says)  # fmt: skip
        else:
            self.say(200, {"keys": [self.server.key.as_dict(private=False)]})

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self.body()).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        given = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        is_right = (
            asked is not None
            and self.headers["Authorization"] == wanted
            and given == asked["code_challenge"]
            and form["redirect_uri"] == asked["redirect_uri"]
        )
        self.say(200, {"id_token": self.server.token(asked)}) if is_right else self.say(400, {"error": "invalid_grant"})

    def body(self) -> str:
        return self.rfile.read(int(self.headers["Content-Length"])).decode()

    def say(self, status: int, told: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served():
    """Serve a provider while the body runs."""
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, args=(QUICKLY,), daemon=True)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()
