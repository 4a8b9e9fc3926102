"""One of the sandbox's Data Centers: its control calls, its credentials, and consent to an incoming link."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.support.sandbox import ConsentForm, Sandbox, visible_text

VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"


class DataCenter:
    """The instance called *slug*: "10" (with a context path, passwords allowed) or "11"."""

    def __init__(self, sandbox: Sandbox, slug: str = "10") -> None:
        self.sandbox, self.slug = sandbox, slug
        found: list[dict[str, Any]] = sandbox.control("GET", "/data-centers")["data_centers"]
        self.facts = next(each for each in found if each["slug"] == slug)
        self.id: str = self.facts["id"]
        self.url: str = self.facts["url"]

    def change(self, **facts: Any) -> None:
        """What an admin of the instance changes: `basic`, `limited`, `blocked`, `members`."""
        self.sandbox.control("PATCH", f"/data-centers/{self.slug}", facts)

    def member(self, account: str) -> dict[str, str]:
        """The names of an account there: account_id, username, key."""
        account_id = self.sandbox.account(account)["account_id"]
        found: list[dict[str, str]] = self.facts["members"]
        return next(each for each in found if each["account_id"] == account_id)

    def token(self, account: str, days: float | None = None) -> str:
        """A new personal access token of an account."""
        made = self._of(account, "tokens", {"days": days})
        return str(made["secret"])

    def password(self, account: str) -> tuple[str, str]:
        """(username, a new password) of an account. Clears the CAPTCHA."""
        made = self._of(account, "password")
        return made["username"], made["password"]

    def expire(self, account: str) -> None:
        """Its tokens are past their life now."""
        self._of(account, "expire")

    def revoke(self, account: str) -> None:
        """Its personal tokens are deleted, its grants ended."""
        self._of(account, "revoke")

    def link(self, *redirect_uris: str, scope: str = "WRITE") -> tuple[str, str]:
        """(client id, secret) of a new incoming link."""
        facts = {"redirect_uris": list(redirect_uris), "scope": scope}
        made = self.sandbox.control("POST", f"/data-centers/{self.slug}/links", facts)
        return made["client_id"], made["client_secret"]

    def _of(self, account: str, what: str, facts: dict[str, Any] | None = None) -> dict[str, Any]:
        account_id = self.sandbox.account(account)["account_id"]
        path = f"/data-centers/{self.slug}/accounts/{account_id}/{what}"
        made: dict[str, Any] = self.sandbox.control("POST", path, facts)
        return made

    def consent(self, account: str, url: str, *, allow: bool = True) -> str:
        """Open the consent page at *url* and answer it; the address that the browser is sent back to."""
        http = self.sandbox.http
        page = http.get(url, allow_redirects=False, timeout=30)
        if page.status_code != 200:
            raise RuntimeError(f"no consent page: {page.status_code} {visible_text(page.text)}")
        form = ConsentForm(page.text)
        fields = form.answers(self.sandbox.account(account)["account_id"], None, accept=allow)
        at = f"{self.sandbox.url}{form.action}"
        answer = http.post(at, data=fields, allow_redirects=False, timeout=30)
        return answer.headers["Location"]

    def authorize_url(self, client_id: str, redirect_uri: str, **changes: str) -> str:
        """An authorization request with PKCE, whose verifier is VERIFIER."""
        digest = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        query = {
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "state": "a-state",
            "scope": "WRITE",
            "code_challenge": digest,
            "code_challenge_method": "S256",
            **changes,
        }
        request = requests.Request("GET", f"{self.url}/rest/oauth2/latest/authorize", params=query)
        return str(request.prepare().url)

    def exchange(self, **form: str) -> requests.Response:
        """`POST /rest/oauth2/latest/token`, form-encoded."""
        at = f"{self.url}/rest/oauth2/latest/token"
        return self.sandbox.http.post(at, data=form, timeout=30)


def code_in(address: str) -> str:
    """The authorization code in the address of a callback."""
    return parse_qs(urlsplit(address).query)["code"][0]
