"""An identity provider of the tests' own: whoever comes is `who`, without being asked."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "sohoa", "not much of a secret"


@dataclass
class Identity:
    """What it says of people; `changes` are claims that it gets wrong."""

    issuer: str = ""
    who: str = "lan"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    changes: dict[str, Any] = field(default_factory=dict)
    signed_by: ECKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {
            name: f"{self.issuer}/{path}" for name, path in names.items()
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where a browser goes back to, with a code."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return tokens for a code, once, to whom it was given for."""
        first = self.codes.pop(asked["code"], None)
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if first is None or first["code_challenge"] != challenge:
            return None
        if authorization != f"Basic {basic}":
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": f"id-of-{self.who}", "iat": now}
        claims |= {"exp": now + 300, "nonce": first["nonce"], "preferred_username": self.who}
        key = self.signed_by or self.key
        signed = jwt.encode({"alg": "ES256"}, claims | self.changes, key)
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@contextmanager
def provider() -> Iterator[Identity]:
    """Run it on a free port."""
    identity = Identity()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/auth":
                query = {name: values[0] for name, values in parse_qs(asked.query).items()}
                self.send_response(302)
                self.send_header("Location", identity.authorize(query))
                self.end_headers()
            elif asked.path == "/keys":
                self._answer({"keys": [identity.key.as_dict(private=False)]})
            else:
                self._answer(identity.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            given = identity.token(asked, self.headers.get("Authorization", ""))
            self._answer(given or {"error": "invalid_grant"}, 200 if given else 400)

        def _answer(self, said: dict[str, Any], status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        identity.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield identity
        server.shutdown()
        thread.join()
