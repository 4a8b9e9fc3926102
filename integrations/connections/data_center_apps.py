"""Application links: what an administrator registered so that people can link their accounts at a Data Center.

An application link is a row of its own kind: `login` is the client id, the sealed access token the client secret, and
its one site the instance. So key rotation and disconnecting cover it.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from integrations.connections import load_connection
from integrations.credentials import OAuthClient
from integrations.credentials.data_center import account_id_of, instance_of
from integrations.errors import Misconfigured
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.oauth import Resource

BACKEND = "data-center"


def account_id_of_app(cloud_id: str) -> str:
    """What stands for an account in the row of an application link. No user key is empty."""
    return account_id_of(cloud_id, "")


def applications() -> QuerySet[Connection]:
    """The application links in use, by name."""
    return Connection.objects.filter(
        kind=ConnectionKind.DATA_CENTER_APP, state=ConnectionState.ACTIVE
    ).order_by("display_name", "pk")


def application_of(connection: Connection) -> Connection | None:
    """The application link of the instance that a person's link is for."""
    account_id = account_id_of_app(instance_of(connection.account_id))
    return applications().filter(account_id=account_id).first()


def client_of(row: Connection) -> OAuthClient:
    """The client for the tokens of a person's link. Raises Misconfigured where the application link is gone."""
    application = application_of(row)
    if application is None:
        raise Misconfigured("this Data Center has no application link any more")
    return client_at(application)


def client_at(application: Connection) -> OAuthClient:
    """Lodge as this instance knows it. Raises NotConnected, or vault.Unreadable for a secret that does not open."""
    row = load_connection.read(application.pk)
    return OAuthClient(
        resource_of(row).url,
        row.login,
        load_connection.access_token(row.token),
        redirect_uri(),
    )


def resource_of(application: Connection) -> Resource:
    """The instance as a site. Raises Misconfigured where it has none."""
    # rule first-of-sites: an application link has the one site that it was entered for
    site = application.sites.filter(gone_at=None).order_by("pk").first()
    if site is None:
        raise Misconfigured("this application link names no Data Center")
    return Resource(site.cloud_id, site.url, site.name)


def redirect_uri() -> str:
    """The callback address, which the administrator types into Jira, too: from PUBLIC_URL, never from a Host header."""
    return f"{settings.PUBLIC_URL}{reverse('link:complete', args=(BACKEND,))}"
