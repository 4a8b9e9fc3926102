"""The python-social-auth backend for OpenID Connect. It signs people in by the configured issuer.

python-social-auth writes the requests and validates the ID token (OpenID Connect Core 3.1.3.7). Lodge replaces what
would open connections, keep secrets in a session, or take a claim of the wrong type for an answer.
"""

from time import time
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.backends.utils import load_oidc_config
from social_core.exceptions import (
    AuthCanceled,
    AuthInputError,
    AuthProviderError,
    AuthResponseError,
    AuthSessionError,
    SocialAuthBaseException,
)
from social_core.storage import UserProtocol
from social_core.utils import cache, constant_time_compare
from social_django.strategy import DjangoStrategy
from social_django.utils import load_strategy

from accounts.models import PendingSignIn, User
from single_sign_on import claims, issuer, pending
from single_sign_on.signing_keys import usable

NAME = "oidc"
# Seconds for which the issuer's document and keys are kept. An unknown key is asked for at once.
_KEPT = 3600
# Seconds by which two clocks may differ, and the age from which an ID token is too old to have been made for this.
_SKEW, _OLDEST = 60, 600


class OpenIdConnect(OpenIdConnectAuth[HttpResponse]):
    """Signs in by an ID token of OIDC_ISSUER."""

    name = NAME
    title = "OpenID Connect"
    DEFAULT_USE_PKCE = True
    # Asymmetric ones only: with HMAC, whoever knows the client secret could sign.
    JWT_ALGORITHMS = [
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512", "EdDSA"),
    ]
    JWT_LEEWAY = _SKEW

    def __init__(self, strategy: Any = None, redirect_uri: str | None = None) -> None:
        super().__init__(strategy, redirect_uri)
        self.calls = issuer.Calls()
        self.transaction: pending.Transaction | None = None
        self.pending: PendingSignIn | None = None
        self.userinfo: dict[str, Any] = {}
        self._read_keys = False

    # Settings

    def get_key_and_secret(self) -> tuple[str, str]:
        """The client's id and secret."""
        return settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET

    def get_scope(self) -> list[str]:
        """The scopes to ask for."""
        return list(settings.OIDC_SCOPES)

    def oidc_endpoint(self) -> str:
        """The issuer; python-social-auth appends the path of its document."""
        return str(settings.OIDC_ISSUER).rstrip("/")

    def get_redirect_uri(self, state: str | None = None) -> str:
        """The callback as registered at the issuer: from PUBLIC_URL, never from the Host header."""
        return f"{settings.PUBLIC_URL}{reverse('single-sign-on:complete', args=(NAME,))}"

    # The issuer

    def request(self, url: str, **options: Any) -> Any:
        """Send through Lodge's transport. Raises AuthProviderError for an HTTP error, and as `Calls.send` does."""
        stage = options.pop("stage", "user_info")
        sent = {name: options.get(name) for name in ("headers", "data", "auth")}
        response = self.calls.send(url, options.get("method", "GET"), **sent)
        if response.status_code == 200:
            return response
        body = response.answer.json()
        error = self.get_provider_error(body, stage=stage, status_code=response.status_code)
        raise error or AuthProviderError(self, status_code=response.status_code, stage=stage)

    def oidc_config(self) -> dict[str, Any]:
        """The issuer's document. Raises Misconfigured where it is about another issuer."""
        document: dict[str, Any] = self._document(self.oidc_config_url())
        self.calls.trusted = issuer.origins(document)
        return document

    @cache(ttl=_KEPT)
    def _document(self, url: str) -> dict[str, Any]:
        return issuer.checked(load_oidc_config(self, url))

    @cache(ttl=_KEPT)
    def get_jwks_keys_for_uri(self, uri: str) -> list[dict[str, Any]]:
        """The issuer's keys that can have signed an ID token."""
        self._read_keys = True
        return usable(self.get_remote_jwks_keys(uri))

    def find_valid_key(self, id_token: str) -> dict[str, Any] | None:
        """The key that signed *id_token*. The keys are read anew, once, where none of the kept ones did."""
        found = super().find_valid_key(id_token)  # type: ignore[no-untyped-call]
        if found is None and not self._read_keys:
            self.get_jwks_keys_for_uri.invalidate(self, self.jwks_uri())
            found = super().find_valid_key(id_token)  # type: ignore[no-untyped-call]
        return cast("dict[str, Any] | None", found)

    # State, nonce and PKCE: rows and derived values instead of the session

    def begin(self, user: User | None, next_path: object) -> str:
        """The address of the issuer's page, for a new sign-in of this browser."""
        self.oidc_config()  # first: without it no row is needed
        self.transaction = pending.begin(NAME, self._session(), user, next_path)
        return str(self.auth_url())

    def get_or_create_state(self) -> str:
        """The state of the sign-in that this request began."""
        return self._under_way().state

    def auth_complete(self, *args: Any, **kwargs: Any) -> UserProtocol | HttpResponse | None:
        """The person. The state is used up first: before that nothing of the request is believed.

        Raises StateError, SocialAuthBaseException, ClaimError, NotLetInError and IntegrationError.
        """
        user = kwargs.get("user")
        if self.data.get("error") == "access_denied" and not self.data.get("state"):
            # Some issuers leave the state out, against RFC 6749 4.1.2.1. A page about it does no harm.
            raise AuthCanceled(self, stage="callback")
        self.pending, self.transaction = pending.claim(
            NAME, self.data.get("state"), self._session(), user
        )
        if self.data.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:  # RFC 9207
            raise AuthSessionError(self, code="state_mismatch", stage="callback")
        return super().auth_complete(*args, **kwargs)

    def validate_state(self) -> str:
        """The state, which was used up before. Raises AuthInputError without a code."""
        if not self.data.get("code"):
            raise AuthInputError(self, parameter="code", code="missing_parameter", stage="callback")
        return self._under_way().state

    def create_code_verifier(self, state: str | None = None) -> str:
        """The PKCE verifier of this sign-in."""
        # rule secret-revealed: python-social-auth hashes it for the challenge, and hands it to `request`
        return self._under_way().verifier.reveal()

    get_code_verifier = create_code_verifier

    def get_and_store_nonce(self, url: str, state: str | None) -> str:
        """The nonce of this sign-in. It is derived again when the answer comes."""
        return self._under_way().nonce

    def _store_session_nonce(self, state: str | None, nonce: str) -> None:
        """Nothing: the nonce is derived."""

    # The answer

    def decode_and_validate_id_token(self, id_token: str, access_token: str) -> dict[str, Any]:
        """The claims of a valid token. Raises AuthResponseError for whatever else the issuer sends."""
        try:
            found = super().decode_and_validate_id_token(id_token, access_token)  # type: ignore[no-untyped-call]
        except SocialAuthBaseException:
            raise
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
            raise AuthResponseError(
                self, type(error).__name__, code="malformed_response", stage="token_validation"
            ) from None
        return cast("dict[str, Any]", found)

    def validate_claims(self, id_token: dict[str, Any]) -> None:
        """The rest of the checks: made lately, and for this browser. PyJWT has checked exp, nbf, iat, aud and iss."""
        made = id_token.get("iat")
        if not isinstance(made, (int, float)) or made + _OLDEST + _SKEW < time():
            raise AuthResponseError(
                self, claim="iat", code="response_expired", stage="token_validation"
            )
        nonce = id_token.get("nonce")
        if not isinstance(nonce, str) or not constant_time_compare(nonce, self._under_way().nonce):
            raise AuthResponseError(self, code="nonce_mismatch", stage="token_validation")

    def do_auth(self, access_token: str, *args: Any, **kwargs: Any) -> UserProtocol | None:
        """Run the pipeline with what the issuer says. No token leaves this method."""
        self._ask_userinfo(access_token)
        said = claims.read(self.id_token or {}, self.userinfo, settings.OIDC_GROUPS_CLAIM)
        kwargs["response"] = {"claims": said}
        return cast("UserProtocol | None", self.strategy.authenticate(self, *args, **kwargs))

    def _ask_userinfo(self, access_token: str) -> None:
        """Source: OpenID Connect Core 5.3.2: `sub` must be there, and that of the ID token."""
        address = self.oidc_config().get("userinfo_endpoint")
        if not address:
            return
        headers = {"Authorization": f"Bearer {access_token}"}
        said = self.get_json(address, headers=headers, stage="user_info")
        if not isinstance(said, dict) or said.get("sub") != (self.id_token or {}).get("sub"):
            raise AuthResponseError(self, claim="sub", code="invalid_claim", stage="user_info")
        self.userinfo = said

    def _under_way(self) -> pending.Transaction:
        assert self.transaction is not None
        return self.transaction

    def _session(self) -> Any:
        return cast("DjangoStrategy", self.strategy).session


def backend_for(request: HttpRequest) -> OpenIdConnect:
    """The backend with python-social-auth's strategy for *request*."""
    return OpenIdConnect(load_strategy(request))  # type: ignore[no-untyped-call]


def sign_out_address(request: HttpRequest) -> str:
    """The issuer's page that ends the session there; "" where it has none. Raises as `Calls.send` does."""
    address = backend_for(request).oidc_config().get("end_session_endpoint")
    if not address:
        return ""
    back = f"{settings.PUBLIC_URL}{reverse('accounts:sign-in')}"
    query = urlencode({"client_id": settings.OIDC_CLIENT_ID, "post_logout_redirect_uri": back})
    return f"{address}{'&' if '?' in address else '?'}{query}"
