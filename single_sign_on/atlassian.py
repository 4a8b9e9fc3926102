"""Signing in with an Atlassian account: a backend of its own, and the step that finds the person.

One consent signs in and links. An account has one grant for an app, and a later consent's scopes replace the earlier
ones, so a consent with fewer scopes would end the link (docs/decisions/0061).
"""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from social_core.storage import UserProtocol
from social_django.strategy import DjangoStrategy
from social_django.utils import load_strategy

from accounts.models import ATLASSIAN, PendingSignIn, User
from integrations import connections
from integrations.backends import AtlassianOAuth2
from integrations.errors import NoSite
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.oauth import Me, Resource
from single_sign_on import pending, people
from single_sign_on.claims import address_in

NAME = "atlassian"
# The way to sign in and the way to link share a callback, because an app at Atlassian has one.
_CALLBACK = "link:complete"
PATIENCE = 8.0  # seconds that the page waits for Atlassian


class AtlassianSignIn(AtlassianOAuth2):
    """Signs in whoever consents and belongs to one of ATLASSIAN_SIGN_IN_SITES."""

    name = "atlassian-sign-in"
    ASSOCIATION_ONLY = False
    pending: PendingSignIn | None = None

    def begin(self, next_path: object) -> str:
        """The address of Atlassian's consent page, for a new sign-in of this browser."""
        session = cast("DjangoStrategy", self.strategy).session
        self._state = pending.begin(NAME, session, None, next_path).state
        return self.auth_url()

    def get_redirect_uri(self, state: str | None = None) -> str:
        """The callback that is registered for links."""
        return f"{settings.PUBLIC_URL}{reverse(_CALLBACK, args=(NAME,))}"

    def validate_association_state(
        self, request_state: Any, user: UserProtocol | None = None
    ) -> str:
        """Use up the state. Raises StateError."""
        session = cast("DjangoStrategy", self.strategy).session
        self.pending, transaction = pending.claim(NAME, request_state, session, None)
        return transaction.state


def backend_for(request: HttpRequest) -> AtlassianSignIn:
    """The backend with python-social-auth's strategy for *request*."""
    return AtlassianSignIn(load_strategy(request))  # type: ignore[no-untyped-call]


def find_person(response: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The one step of the pipeline: the person of the account that consented, with their link.

    Raises as `connections.redeem_for` does, NoSite and a NotLetInError.
    """
    user, _link = connections.redeem_for(_person_of, response["exchange"], within=PATIENCE)
    return {"user": user}


def _person_of(me: Me, resources: tuple[Resource, ...]) -> User:
    if not connections.named(resources, settings.ATLASSIAN_SIGN_IN_SITES):
        raise NoSite(len(resources))
    first, _, last = me.name.partition(" ")
    arrival = people.Arrival(
        ATLASSIAN,
        me.account_id,
        address=address_in({"email": me.email}),
        first_name=first[:150],
        last_name=last[:150],
    )
    linked = Connection.objects.filter(kind=ConnectionKind.USER, account_id=me.account_id)
    owner = linked.exclude(state=ConnectionState.DISCONNECTED).select_related("user").first()
    if owner is not None and owner.user is not None:
        return people.known_to_own(arrival, owner.user)
    return people.person_of(arrival, may_join=False, may_make=True)
