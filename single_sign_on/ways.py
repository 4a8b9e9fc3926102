"""The ways to sign in with an account elsewhere, as far as the settings switch them on."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.models import PendingSignIn, User
from integrations.models import Connection, ConnectionState
from single_sign_on import atlassian, openid_connect


@dataclass(frozen=True)
class Arrived:
    """Who came back from elsewhere, the sign-in that they had begun, and whether they linked their account by it."""

    user: User
    begun: PendingSignIn
    is_linked: bool = False


@dataclass(frozen=True)
class Way:
    """One way to sign in.

    *begin*: the address to send the browser to, for whoever is signed in already and the page to go on to.
    *complete*: who came back.
    """

    name: str
    is_on: Callable[[], bool]
    title: Callable[[], str]
    begin: Callable[[HttpRequest, User | None, object], str]
    complete: Callable[[HttpRequest, User | None], Arrived]


def _begin_oidc(request: HttpRequest, user: User | None, next_path: object) -> str:
    return openid_connect.backend_for(request).begin(user, next_path)


def _complete_oidc(request: HttpRequest, user: User | None) -> Arrived:
    backend = openid_connect.backend_for(request)
    found = backend.complete(user=user)
    assert isinstance(found, User)
    assert backend.pending is not None
    return Arrived(found, backend.pending)


def _begin_atlassian(request: HttpRequest, user: User | None, next_path: object) -> str:
    return atlassian.backend_for(request).begin(next_path)


def _complete_atlassian(request: HttpRequest, user: User | None) -> Arrived:
    backend = atlassian.backend_for(request)
    found = backend.complete(user=None)
    assert isinstance(found, User)
    assert backend.pending is not None
    is_linked = Connection.objects.filter(user=found, state=ConnectionState.ACTIVE).exists()
    return Arrived(found, backend.pending, is_linked)


_WAYS = (
    Way(
        openid_connect.NAME,
        lambda: bool(settings.OIDC_ISSUER),
        lambda: str(settings.OIDC_NAME),
        _begin_oidc,
        _complete_oidc,
    ),
    Way(
        atlassian.NAME,
        lambda: bool(settings.ATLASSIAN_SIGN_IN_SITES),
        lambda: "Atlassian",
        _begin_atlassian,
        _complete_atlassian,
    ),
)


def find(name: str) -> Way | None:
    """The way called *name*, if it is switched on."""
    return next((each for each in _WAYS if each.name == name and each.is_on()), None)
