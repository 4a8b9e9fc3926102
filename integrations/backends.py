"""The python-social-auth backend for Atlassian. It links a signed-in person and does nothing else.

python-social-auth keeps the order of the steps. Lodge replaces the parts that would open connections, hold secrets as
text or keep one state per session: the pipeline's step exchanges the code and reads the account, and `pending_links.py`
keeps the state. Secrets pass through python-social-auth as `Secret` objects, so none reaches its session, tables,
exceptions or messages. Source: Atlassian, "OAuth 2.0 (3LO) apps"; RFC 6749 4.1; RFC 7636.
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

from integrations import connections, oauth
from integrations.credentials import data_center_oauth
from integrations.errors import NotConnected
from integrations.linking import pending_links
from integrations.linking.pending_links import StateError
from integrations.models import Connection, PendingLink
from integrations.vault import Secret


class AtlassianOAuth2(BaseOAuth2[HttpResponse]):
    """Links an Atlassian account to the signed-in user. It never signs anyone in."""

    name = "atlassian"
    title = "Atlassian"
    ID_KEY = "account_id"
    ASSOCIATION_ONLY = True
    REDIRECT_STATE = False  # Atlassian compares redirect_uri exactly: it must not carry a query
    _state = ""
    pending_link: PendingLink | None = None

    # Before consent

    def prepare_auth(self, user: UserProtocol | None = None) -> None:
        """Begin a transaction for this tab. Raises AuthSessionError when nobody is signed in."""
        person = self.require_association_user(user, stage="begin")
        # do_auth has just stored it. Left in the session, it would outlive this link.
        wanted = self.strategy.session_pop("next")
        self._state = pending_links.begin(person.id, self._session_key(), wanted)

    def get_association_state(self) -> str:
        """The state of the transaction that this request began."""
        return self._state

    def get_redirect_uri(self, state: str | None = None) -> str:
        """The callback address as registered with Atlassian: from PUBLIC_URL, never from the Host header."""
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
        """The PKCE challenge (RFC 7636 4.3): an intercepted code cannot be exchanged without the verifier.

        python-social-auth would keep one verifier per session, as text, and two tabs would share it.
        """
        if not settings.ATLASSIAN_PKCE:
            return {}
        challenge = pending_links.challenge(self._state, self._session_key())
        return {"code_challenge": challenge, "code_challenge_method": "S256"}

    def _verifier(self, state: str) -> Secret | None:
        return (
            pending_links.verifier(state, self._session_key()) if settings.ATLASSIAN_PKCE else None
        )

    # After consent

    def validate_association_state(
        self, request_state: Any, user: UserProtocol | None = None
    ) -> str:
        """Use up the state. Raises StateError, or AuthSessionError when nobody is signed in."""
        person = self.require_association_user(user, stage="callback")
        self.pending_link = pending_links.claim(request_state, person.id, self._session_key())
        return self.pending_link.state

    def auth_complete(self, *args: Any, **kwargs: Any) -> UserProtocol | HttpResponse | None:
        """Run the pipeline, whose step exchanges the code.

        Raises StateError, PkceRefused, AuthCanceled and other AuthExceptions for what the callback says, and every
        IntegrationError that `connections.redeem` raises.
        """
        self.validate_association_state(self.data.get("state"), kwargs.get("user"))
        said = " ".join(
            str(self.data.get(name, ""))[:200] for name in ("error", "error_description")
        )
        if self.data.get("error") and oauth.about_pkce(said):
            raise oauth.pkce_refused(said)
        self.process_error(self.data)
        if not self.data.get("code"):
            raise AuthInputError(self, parameter="code", code="missing_parameter", stage="callback")
        response = self._redemption(Secret(self.data["code"]), self.data["state"])
        result = self.do_auth(None, *args, response=response, **kwargs)
        return cast("UserProtocol | HttpResponse | None", result)

    def _redemption(self, code: Secret, state: str) -> dict[str, Any]:
        """What the pipeline's step needs: how the code is exchanged."""
        redirect_uri, verifier = self.get_redirect_uri(), self._verifier(state)

        def exchange() -> oauth.TokenAnswer:
            return oauth.exchange_code(code, redirect_uri, verifier)

        return {"exchange": exchange}

    def _session_key(self) -> str:
        return str(cast("DjangoStrategy", self.strategy).session.session_key)


class DataCenterOAuth2(AtlassianOAuth2):
    """Links an account at a Data Center, of which an administrator entered the application link.

    The page posts which one (`application`); the transaction keeps it until the browser is back.
    """

    name = connections.DATA_CENTER_BACKEND
    title = "Jira Data Center"
    _application: Connection | None = None

    def prepare_auth(self, user: UserProtocol | None = None) -> None:
        """As at Atlassian, for one instance. Raises NotConnected where its application link is gone."""
        person = self.require_association_user(user, stage="begin")
        self._application = _application_called(self.data.get("application"))
        wanted = self.strategy.session_pop("next")
        self._state = pending_links.begin(
            person.id, self._session_key(), wanted, self._application.pk
        )

    def auth_url(self) -> str:
        """The consent page of the instance. PKCE is always used."""
        assert self._application is not None
        challenge = pending_links.challenge(self._state, self._session_key())
        client = connections.client_at(self._application)
        return data_center_oauth.authorize_url(client, self._state, challenge)

    def _redemption(self, code: Secret, state: str) -> dict[str, Any]:
        pending = self.pending_link
        application = pending.application if pending is not None else None
        if application is None:
            raise StateError("unknown")
        verifier = pending_links.verifier(state, self._session_key())
        client = connections.client_at(application)

        def exchange() -> oauth.TokenAnswer:
            return data_center_oauth.exchange_code(client, code, verifier)

        return {"exchange": exchange, "instance": connections.resource_of(application)}


def _application_called(number: object) -> Connection:
    known = connections.applications()
    found = known.filter(pk=int(number)).first() if str(number).isdecimal() else None  # type: ignore[call-overload]
    if found is None:
        raise NotConnected("no such application link")
    return found
