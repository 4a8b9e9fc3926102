"""What an issuer says of a person. Pure: takes decoded JSON of any shape, and returns strict types.

Source: OpenID Connect Core 1.0, 5.1 and 5.3.2. A claim of another type than the standard gives it counts as absent;
for the subject and the groups that is an error, because absent is not empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST_SUBJECT = 255
LONGEST_ADDRESS = 254
_LONGEST_NAME = 150
_MOST_GROUPS = 5_000
_TRUE = (True, "true")  # some issuers send the word


class ClaimError(ValueError):
    """The claims do not say who signed in. The message names the claim and quotes nothing."""


class GroupsUnreadableError(ClaimError):
    """The claim of groups has a wrong type, or the issuer left it out because there are too many."""


@dataclass(frozen=True)
class Claims:
    """A person as an issuer describes them. Empty where it says nothing.

    `verified`: True and False as the issuer says; None where it says nothing about the address.

    `groups`: None where the claim could not be read; no groups where the issuer names none.
    """

    subject: str
    address: str = ""
    verified: bool | None = None
    username: str = ""
    first_name: str = ""
    last_name: str = ""
    groups: frozenset[str] | None = frozenset()


def read(id_token: Mapping[str, Any], userinfo: Mapping[str, Any], groups_claim: str) -> Claims:
    """The claims of the signed token, completed by those of the UserInfo endpoint.

    Address and "verified" are taken from the same of the two. Raises ClaimError without a usable subject.
    """
    both = {**userinfo, **id_token}
    speaks = id_token if address_in(id_token) else userinfo
    first, last = _name(both, "given_name"), _name(both, "family_name")
    if not (first or last):
        first, _, last = _name(both, "name").partition(" ")
    try:
        groups = groups_in(both, groups_claim)
    except GroupsUnreadableError:
        groups = None
    return Claims(
        subject=_subject(id_token),
        address=address_in(speaks),
        verified=speaks["email_verified"] in _TRUE if "email_verified" in speaks else None,
        username=_name(both, "preferred_username"),
        first_name=first,
        last_name=last.strip(),
        groups=groups,
    )


def groups_in(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """The values of the claim *name*: a list of texts, or one text. None at all where the claim is absent.

    *name* is the name itself, or a path with dots, as in Keycloak's realm_access.roles. Raises GroupsUnreadableError.
    Source for the excess: Microsoft, "Configure group claims", groups overage claim.
    """
    excess = claims.get("_claim_names")
    if claims.get("hasgroups") or (isinstance(excess, Mapping) and name in excess):
        raise GroupsUnreadableError("the issuer left the groups out: there are too many of them")
    value = _at(claims, name)
    if value is None:
        return frozenset()
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise GroupsUnreadableError("the claim of groups is no list of texts")
    if len(found) > _MOST_GROUPS:
        raise GroupsUnreadableError("the claim of groups is too long")
    return frozenset(found)


def _at(claims: Mapping[str, Any], name: str) -> object:
    if name in claims:
        return claims[name]
    here: object = claims
    for part in name.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(part)
    return here


def _subject(id_token: Mapping[str, Any]) -> str:
    """Source: OpenID Connect Core 2: at most 255 ASCII characters, case-sensitive."""
    subject = id_token.get("sub")
    fits = isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT
    if not fits or not str(subject).isascii() or not str(subject).isprintable():
        raise ClaimError("the claim sub is no usable text")
    return str(subject)


def address_in(claims: Mapping[str, Any]) -> str:
    """The claim `email`, if it is a usable address."""
    address = claims.get("email")
    if not isinstance(address, str) or len(address) > LONGEST_ADDRESS:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _name(claims: Mapping[str, Any], claim: str) -> str:
    """A text in one line, without what cannot be stored or seen."""
    value = claims.get(claim)
    if not isinstance(value, str):
        return ""
    visible = "".join(each if each.isprintable() else " " for each in value[: 4 * _LONGEST_NAME])
    return " ".join(visible.split())[:_LONGEST_NAME].strip()
