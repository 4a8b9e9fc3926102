"""The one step of python-social-auth's pipeline for signing in: it turns claims into a person of Lodge."""

import logging
from typing import Any

from django.conf import settings

from accounts.models import User
from integrations.connections import admin_alert
from single_sign_on import groups, people
from single_sign_on.claims import Claims
from single_sign_on.people import Arrival, NotLetInError

logger = logging.getLogger("lodge.signin")


class DomainNotAllowedError(NotLetInError):
    """The address is of none of OIDC_EMAIL_DOMAINS, or the issuer says that it was not verified."""


def find_person(
    response: dict[str, Claims], user: User | None = None, *args: Any, **kwargs: Any
) -> dict[str, User]:
    """The person of these claims, with groups and rights in step. *user*: who is signed in and adds this account.

    Raises a NotLetInError.
    """
    said = response["claims"]
    arrival = Arrival(
        settings.OIDC_ISSUER,
        said.subject,
        address=said.address,
        verified=said.verified is True,
        username=said.username,
        first_name=said.first_name,
        last_name=said.last_name,
    )
    _refuse_other_domains(said)
    if user is not None:
        found = people.join(arrival, user)
    else:
        found = people.person_of(
            arrival, may_join=settings.OIDC_JOIN_BY_EMAIL, may_make=settings.OIDC_NEW_PEOPLE
        )
    _keep_groups(found, said)
    return {"user": found}


def _refuse_other_domains(said: Claims) -> None:
    domains = settings.OIDC_EMAIL_DOMAINS
    if not domains:
        return
    domain = said.address.rpartition("@")[2].lower()
    if domain not in domains or said.verified is False:
        raise DomainNotAllowedError("the address is of no allowed domain, or is not verified")


def _keep_groups(user: User, said: Claims) -> None:
    rules = groups.Rules(settings.OIDC_GROUPS, settings.OIDC_STAFF, settings.OIDC_SUPERUSERS)
    if not rules:
        return
    if said.groups is None:
        told = "The issuer's claim of groups cannot be read; groups and rights stay as they are."
        logger.warning("groups of person %s stay: the claim cannot be read", user.pk)
        admin_alert.send("single-sign-on:groups", f"{told} See OIDC_GROUPS in docs/running.md.")
        return
    groups.keep_in_step(user, said.groups, rules)
