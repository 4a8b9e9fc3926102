"""Parsers for origins, hosts, Jira sites and mail addresses. Each raises InvalidValue."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from config.environment.values import InvalidValue, words

# Characters that RFC 3986 allows in a URL, with `%` only as the beginning of an escape.
_ADDRESS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_MAILBOX = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_LINK_LOCAL = {4: ip_network("169.254.0.0/16"), 6: ip_network("fe80::/10")}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPES = " In user and password, write : / ? # [ ] @ % as %3A %2F %3F %23 %5B %5D %40 %25."


def split(value: str, example: str) -> SplitResult:
    """The parts of a URL that has one meaning only. *example*: what to write instead, for the message.

    Parsers disagree about a raw `#`, `?`, `@` or `%` in a password, and take a part of it for a port, path or fragment.
    RFC 3986, sections 2 and 3.
    """
    escapes = _ESCAPES if "password" in example else ""
    unclear = InvalidValue(f"cannot be read as an address. Write {example}.{escapes}")
    if not _ADDRESS.fullmatch(value) or "#" in value:
        raise unclear
    try:
        parts = urlsplit(value)
        place = parts.netloc.rpartition("@")[2]
        host = place if parts.port is None else place.rpartition(":")[0]
        fits = parts.scheme and value.partition(":")[2].startswith("//") and (parts.port or 1) > 0
    except ValueError:  # a port that is no number; brackets without an IPv6 address
        raise unclear from None
    if (
        not fits
        or (place and not _HOST.fullmatch(host))
        or parts.netloc.count("@") > 1
        or "@" in parts.path + parts.query
    ):
        raise unclear
    return parts


def origin(value: str) -> str:
    """scheme://host[:port] in lower case, http or https, without a path or a default port."""
    parts = split(value.rstrip("/"), "https://lodge.example.com")
    if (
        parts.scheme not in _DEFAULT_PORTS
        or not parts.hostname
        or "@" in parts.netloc
        or parts.path
        or parts.query
    ):
        raise InvalidValue(
            "is no address of http or https, without a path, such as https://lodge.example.com."
        )
    if parts.port == _DEFAULT_PORTS[parts.scheme]:
        raise InvalidValue(f"names port {parts.port}, which goes without saying. Leave it out.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def host_of(address: str) -> str:
    """The host of an origin, for ALLOWED_HOSTS; empty if there is none."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def hosts(value: str) -> list[str]:
    """Hosts in the format of Django's ALLOWED_HOSTS: `.example.com` for a domain, `*` for all."""
    found = words(value.lower())
    for each in found:
        if each != "*" and not _HOST.fullmatch(each.removeprefix(".")):
            raise InvalidValue(
                "names more than hosts. Write them without https:// and without a port."
            )
    return found


def sites(value: str) -> list[str]:
    """Jira sites by host, URL or cloud id, in lower case."""
    found = words(value.lower())
    for each in found:
        scheme, _, rest = each.rpartition("://")
        host = rest.partition("/")[0].partition(":")[0]
        known = not scheme or scheme in _DEFAULT_PORTS
        if not (_is_uuid(each) or (known and "." in host and _HOST.fullmatch(host))):
            raise InvalidValue(
                "names something that is no site. Write hosts, such as demo-team.atlassian.net."
            )
    return found


def networks(value: str) -> list[str]:
    """Private networks as CIDR (RFC 4632). Not those where no server of a company is: link-local, multicast."""
    found = words(value)
    for each in found:
        try:
            network = ip_network(each)
        except ValueError:
            raise InvalidValue(
                "names something that is no network. Write networks, such as 10.20.0.0/16, fd12:3456::/32."
            ) from None
        if network.is_global or network.overlaps(_LINK_LOCAL[network.version]):
            raise InvalidValue(
                "names a network that is not private. Write networks, such as 10.20.0.0/16."
            )
        if network.is_multicast or network.is_unspecified:
            raise InvalidValue("names a network that no server is in. Leave it out.")
    return found


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def mail_addresses(value: str) -> list[str]:
    """Mail addresses, separated by commas or spaces."""
    found = words(value)
    for each in found:
        _check_mail(each)
    return found


def sender(value: str) -> str:
    """The sender of mails: an address, or a name and the address in angle brackets (RFC 5322)."""
    match = _MAILBOX.fullmatch(value)
    name, address = (match["name"].strip(), match["address"].strip()) if match else ("", value)
    _check_mail(address)
    try:
        return str(Address(display_name=name, addr_spec=address))
    except (HeaderParseError, ValueError):
        raise InvalidValue(
            "cannot be read as an address. Write Lodge <lodge@example.com>."
        ) from None


def _check_mail(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidValue(
            "names something that is no mail address. Write ops@example.com."
        ) from None
