"""How an account proves itself: one module a kind, found by the Connection's kind."""

from typing import Protocol

from integrations.credentials.user import UserCredential
from integrations.errors import Misconfigured
from integrations.oauth import TokenAnswer
from integrations.vault import Secret


class Credential(Protocol):
    """What the rest of the house needs to know of a kind. `renew` raises as `oauth.refresh` does."""

    def base_url(self, cloud_id: str) -> str:
        """The address before `/rest/api/…`."""

    def renew(self, refresh_token: Secret) -> TokenAnswer:
        """Another access token, and whatever replaces the secret it was made from."""


_KINDS: dict[str, Credential] = {"user": UserCredential()}


def of(kind: str) -> Credential:
    """The credential of a Connection's kind. Raises Misconfigured for a kind that this version does not know."""
    try:
        return _KINDS[kind]
    except KeyError:
        raise Misconfigured(f"no credential for connections of kind {kind!r}") from None


__all__ = ["Credential", "of"]
