"""Parsers for the settings of single sign-on. Each raises InvalidValue."""

import re

from config.environment.addresses import split
from config.environment.values import InvalidValue, words

# RFC 6749, 3.3.
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_LONGEST_GROUP = 150  # of Django's Group
ARROW = "=>"


def issuer(value: str) -> str:
    """An issuer identifier: an address that may have a path, exactly as the issuer calls itself. Empty: none.

    OpenID Connect Discovery 2 and 3: compared letter by letter, a slash at the end included.
    """
    if not value:
        return ""
    parts = split(value, "https://id.example.com/realms/company")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "@" in parts.netloc
        or parts.query
    ):
        raise InvalidValue(
            "is no address of an issuer, such as https://id.example.com/realms/company."
        )
    if value.rstrip("/").endswith("/.well-known/openid-configuration"):
        raise InvalidValue(
            "names the document of the issuer. Leave /.well-known/ and the rest out."
        )
    return value


def scopes(value: str) -> list[str]:
    """Scopes of OpenID Connect, separated by commas or spaces."""
    found = words(value)
    if not all(_SCOPE.fullmatch(each) for each in found):
        raise InvalidValue("names something that is no scope. Write openid profile email.")
    if "openid" not in found:
        raise InvalidValue("lacks openid, without which the issuer does not say who signed in.")
    return found


def claim(value: str) -> str:
    """The name of a claim, or a path to it with dots between the names."""
    if value.split() != [value] and value:
        raise InvalidValue("has a space in it. Write the name of one claim, such as groups.")
    return value


def domains(value: str) -> list[str]:
    """Domains of e-mail addresses, in lower case."""
    found = words(value.lower())
    if not all(_DOMAIN.fullmatch(each) for each in found):
        raise InvalidValue("names something that is no domain. Write domains, such as example.com.")
    return found


def values_of_claim(value: str) -> list[str]:
    """Values of the claim of groups, separated by semicolons, because names hold spaces and commas."""
    return [each.strip() for each in value.split(";") if each.strip()]


def groups(value: str) -> dict[str, list[str]]:
    """Lodge's groups by the value of the claim: `testers => Testers; cn=leads,ou=all => Form editors`."""
    found: dict[str, list[str]] = {}
    for pair in values_of_claim(value):
        theirs, arrow, ours = (part.strip() for part in pair.partition(ARROW))
        if not (theirs and arrow and ours) or ARROW in ours or len(ours) > _LONGEST_GROUP:
            raise InvalidValue(
                "cannot be read. Write value of the claim => group of Lodge, with ; between pairs."
            )
        found.setdefault(theirs, []).append(ours)
    return found
