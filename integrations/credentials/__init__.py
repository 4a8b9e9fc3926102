"""How an account authenticates: one module per kind of Connection."""

from integrations.credentials.api_token import ApiTokenCredential, ScopedApiTokenCredential
from integrations.credentials.authorization import (
    Authorization,
    CannotBeRenewed,
    Credential,
    Dialect,
    OAuthClient,
)
from integrations.credentials.cloud_account import CredentialRefused, NoSiteOfAccount
from integrations.credentials.data_center import DataCenterCredential
from integrations.credentials.data_center_oauth import (
    DataCenterAppCredential,
    DataCenterOAuthCredential,
)
from integrations.credentials.service_account import ServiceAccountCredential
from integrations.credentials.user_oauth import UserCredential
from integrations.errors import Misconfigured

_KINDS: dict[str, Credential] = {
    "user": UserCredential(),
    "service_account": ServiceAccountCredential(),
    "api_token": ApiTokenCredential(),
    "scoped_api_token": ScopedApiTokenCredential(),
    "data_center": DataCenterCredential(),
    "data_center_oauth": DataCenterOAuthCredential(),
    "data_center_app": DataCenterAppCredential(),
}


def of(kind: str) -> Credential:
    """The credential of a Connection's kind. Raises Misconfigured for a kind that this version does not know."""
    try:
        return _KINDS[kind]
    except KeyError:
        raise Misconfigured(f"no credential for connections of kind {kind!r}") from None


__all__ = [
    "Authorization",
    "CannotBeRenewed",
    "Credential",
    "CredentialRefused",
    "Dialect",
    "NoSiteOfAccount",
    "OAuthClient",
    "of",
]
