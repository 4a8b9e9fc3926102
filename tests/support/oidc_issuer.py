"""An issuer of OpenID Connect for tests: strict towards its client, and as hostile as it is told to be.

It runs in a thread, over real HTTP. Source: OpenID Connect Core 1.0, Discovery 1.0; RFC 6749, 7517, 7636.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, jsonify, redirect, request
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "lodge-at-the-issuer", "the-secret~of+the client"


def _new_key() -> tuple[str, rsa.RSAPrivateKey]:
    return secrets.token_hex(4), rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Person:
    """Who signs in there. *userinfo* replaces the claims at the UserInfo endpoint."""

    sub: str
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None


class Issuer:
    """The server, who signs in next, and how it lies: *spoil* changes the claims of an ID token before it is signed."""

    def __init__(self) -> None:
        self.person = Person("sub-1", {"email": "ann@corp.test", "email_verified": True})
        self.spoil: Callable[[dict[str, Any]], Any] = lambda claims: claims
        self.sign: Callable[[dict[str, Any]], str] = self._signed
        self.hang: dict[str, float] = {}
        self.answers: dict[str, Response] = {}
        self.document: dict[str, Any] = {}
        self.calls: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, Person] = {}
        self.key_id, self.key = _new_key()
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/realms/corp"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()

    def rotate(self) -> None:
        """Sign with a new key from now on. The former one is no longer published."""
        self.key_id, self.key = _new_key()

    def consent(self, address: str) -> str:
        """What a browser would be sent back to from the page at *address*. Raises AssertionError for a bad request."""
        asked = {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/authorize?")
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["nonce"]) >= 32
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, "RS256", {"kid": self.key_id})

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": self.person.sub,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person.claims,
        }
        return self.sign(self.spoil(claims))

    def _app(self) -> Flask:
        app = Flask("issuer")
        pages = {
            "/.well-known/openid-configuration": self._document,
            "/jwks": self._jwks,
            "/token": self._token,
            "/userinfo": self._userinfo,
            "/authorize": self._authorize,
        }
        for path, view in pages.items():
            name = path.rpartition("/")[2]
            app.add_url_rule(
                f"/realms/corp{path}", name, self._page(name, view), methods=["GET", "POST"]
            )
        return app

    def _page(self, name: str, view: Callable[[], Any]) -> Callable[[], Any]:
        def answer() -> Any:
            self.calls.append(name)
            time.sleep(self.hang.get(name, 0))
            return self.answers.get(name) or view()

        return answer

    def _document(self) -> Response:
        return jsonify(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
                "end_session_endpoint": f"{self.url}/logout",
                "id_token_signing_alg_values_supported": ["RS256"],
                **self.document,
            }
        )

    def _jwks(self) -> Response:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return jsonify({"keys": [{**public, "kid": self.key_id, "use": "sig"}]})

    def _authorize(self) -> Any:
        """A page with one button, for browsers."""
        if request.method == "POST":
            address = f"{self.url}/authorize?{request.query_string.decode()}"
            return redirect(self.consent(address))
        title = "<!doctype html><html lang=en><title>The issuer</title><main><h1>The issuer</h1>"
        return f"{title}<form method=post><button>Yes, it is me</button></form></main></html>"

    def _token(self) -> Any:
        asked = self.codes.pop(request.form.get("code", ""), None)
        if not self._knows_client():
            return jsonify({"error": "invalid_client"}), 401
        verifier = request.form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        if (
            asked is None
            or asked["redirect_uri"] != request.form.get("redirect_uri")
            or asked["code_challenge"] != challenge.decode()
        ):
            return jsonify({"error": "invalid_grant"}), 400
        access = secrets.token_urlsafe(16)
        self.tokens[access] = self.person
        body = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return jsonify({**body, "id_token": self._id_token(asked)})

    def _knows_client(self) -> bool:
        basic = request.headers.get("Authorization", "").removeprefix("Basic ")
        name, _, secret = base64.b64decode(basic).decode().partition(":")
        return (unquote(name), unquote(secret)) == (CLIENT_ID, CLIENT_SECRET)

    def _userinfo(self) -> Any:
        person = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if person is None:
            return jsonify({"error": "invalid_token"}), 401
        said = person.userinfo if person.userinfo is not None else person.claims
        return jsonify({"sub": person.sub, **said})
