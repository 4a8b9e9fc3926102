"""Atlassian for python-social-auth: the dance that links a signed-in person, and nothing else.

python-social-auth keeps the order of the steps. Where it would open connections, hold secrets as text or keep one
state for each session, ours is used instead: the pipeline's step exchanges and asks who it is, `pending.py` keeps the
state. So no secret reaches its session, tables, exceptions or messages: what passes through it is a Secret.
Source: Atlassian, "OAuth 2.0 (3LO) apps"; RFC 6749 4.1; RFC 7636.
"""

from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from social_core.backends.oauth import BaseOAuth2
from social_core.exceptions import AuthInputError
from social_core.storage import UserProtocol
from social_django.strategy import DjangoStrategy

from integrations import oauth, pending
from integrations.models import PendingLink
from integrations.vault import Secret


class AtlassianOAuth2(BaseOAuth2[HttpResponse]):
    """Links an Atlassian account to whoever is signed in; never signs anybody in."""

    name = "atlassian"
    title = "Atlassian"
    ID_KEY = "account_id"
    ASSOCIATION_ONLY = True
    REDIRECT_STATE = False  # Atlassian compares redirect_uri exactly: it must not carry a query
    _state = ""
    pending_link: PendingLink | None = None

    # On the way there

    def prepare_auth(self, user: UserProtocol | None = None) -> None:
        """Begin a transaction of its own for this tab. Raises AuthSessionError when nobody is signed in."""
        person = self.require_association_user(user, stage="begin")
        # do_auth has just put it there: in the session it would outlive this link.
        wanted = self.strategy.session_pop("next")
        self._state = pending.begin(person.id, self._session_key(), wanted)

    def get_association_state(self) -> str:
        """The state of the transaction that this request began."""
        return self._state

    def get_redirect_uri(self, state: str | None = None) -> str:
        """The callback as it is entered at developer.atlassian.com: from PUBLIC_URL, never from the Host header."""
        return f"{settings.PUBLIC_URL}{reverse('link:complete', args=(self.name,))}"

    def auth_url(self) -> str:
        """Atlassian's consent page. `prompt=consent` lets the person choose sites again."""
        query = {
            "audience": "api.atlassian.com",
            "client_id": settings.ATLASSIAN_CLIENT_ID,
            "scope": " ".join(settings.ATLASSIAN_SCOPES),
            "redirect_uri": self.get_redirect_uri(),
            "state": self.get_association_state(),
            "response_type": "code",
            "prompt": "consent",
            **self._challenge(),
        }
        return f"{settings.ATLASSIAN_AUTH_URL}/authorize?{urlencode(query)}"

    def _challenge(self) -> dict[str, str]:
        """RFC 7636 4.3: whoever catches the code cannot exchange it.

        python-social-auth would keep one verifier for each session, as text: two tabs would share it.
        """
        if not settings.ATLASSIAN_PKCE:
            return {}
        challenge = pending.challenge(self._state, self._session_key())
        return {"code_challenge": challenge, "code_challenge_method": "S256"}

    def _verifier(self, state: str) -> Secret | None:
        return pending.verifier(state, self._session_key()) if settings.ATLASSIAN_PKCE else None

    # On the way back

    def validate_association_state(self, request_state: Any, user: UserProtocol | None = None) -> str:
        """Use up the state. Raises StateError, or AuthSessionError when nobody is signed in."""
        person = self.require_association_user(user, stage="callback")
        self.pending_link = pending.claim(request_state, person.id, self._session_key())
        return self.pending_link.state

    def auth_complete(self, *args: Any, **kwargs: Any) -> UserProtocol | HttpResponse | None:
        """Run the pipeline, whose step exchanges the code.

        Raises StateError, PkceRefused, AuthCanceled and other AuthExceptions for what the callback says, and every
        IntegrationError that `connections.redeem` raises.
        """
        self.validate_association_state(self.data.get("state"), kwargs.get("user"))
        said = " ".join(str(self.data.get(name, ""))[:200] for name in ("error", "error_description"))
        if self.data.get("error") and oauth.about_pkce(said):
            raise oauth.pkce_refused(said)
        self.process_error(self.data)
        if not self.data.get("code"):
            raise AuthInputError(self, parameter="code", code="missing_parameter", stage="callback")
        code, redirect_uri = Secret(self.data["code"]), self.get_redirect_uri()
        verifier = self._verifier(self.data["state"])

        def exchange() -> oauth.TokenAnswer:
            return oauth.exchange_code(code, redirect_uri, verifier)

        result = self.do_auth(None, *args, response={"exchange": exchange}, **kwargs)
        return cast("UserProtocol | HttpResponse | None", result)

    def _session_key(self) -> str:
        return str(cast("DjangoStrategy", self.strategy).session.session_key)
