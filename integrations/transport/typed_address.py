"""The address of a Jira site as a person types it, read in one way only. Nothing is looked up.

Parsers disagree about unusual notations: what one takes for a name, another reads as an IP address. So an address is
refused unless it has one meaning. Source: RFC 3986; WHATWG URL, "host parsing" and "ends in a number"; UTS 46.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

import idna
from django.conf import settings

from integrations.errors import AddressRefused
from integrations.transport import origins

LONGEST = 255  # characters, as many as `Site.url` holds
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
# How paths of Jira's pages and resources begin, behind a context path or without one. No context path is called so.
_PAGES = frozenset(
    [
        "browse",
        "secure",
        "rest",
        "projects",
        "issues",
        "plugins",
        "servicedesk",
        "login",
        "login.jsp",
        "servlet",
    ]
)
_CLOUD_PAGES = frozenset(["software", "core", "your-work", "for-you", "dashboards", "wiki"])


@dataclass(frozen=True)
class TypedAddress:
    """scheme://host[:port][/context]. *host* is a name in ASCII, or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    ip: IPv4Address | IPv6Address | None = None

    @property
    def origin(self) -> str:
        """scheme://host[:port], without a default port."""
        host = f"[{self.host}]" if isinstance(self.ip, IPv6Address) else self.host
        usual = self.port == _DEFAULT_PORTS[self.scheme]
        return f"{self.scheme}://{host}" if usual else f"{self.scheme}://{host}:{self.port}"

    @property
    def base_url(self) -> str:
        """The address before `/rest/…`."""
        return self.origin + self.path


def read(text: str) -> TypedAddress:
    """The parts of *text*, in the spelling that is stored. Raises AddressRefused.

    Without a scheme https is meant. http is taken where JIRA_HTTP_ALLOWED says so, and for a configured origin.
    """
    return _read(text, bool(settings.JIRA_HTTP_ALLOWED), origins.configured())


@lru_cache(maxsize=256)
def _read(text: str, http: bool, configured: frozenset[str]) -> TypedAddress:
    typed = text.strip()
    if not typed:
        raise AddressRefused("empty")
    if len(typed) > LONGEST or not typed.isprintable() or set(typed) & set(' \\<>"^`{|}'):
        raise AddressRefused("unreadable")
    parts = _split(typed if "://" in typed else f"https://{typed}")
    host, ip = _host(parts)
    port = _port(parts)
    place = TypedAddress(parts.scheme, host, port, "", ip)
    known = place.origin in configured
    if parts.scheme == "http" and not (http or known):
        raise AddressRefused("http", host)
    if not known and port < 1024 and port not in _DEFAULT_PORTS.values():
        raise AddressRefused("port", host)
    if parts.query or parts.fragment or typed.endswith(("?", "#")):
        raise AddressRefused("page", place.origin)
    path = _path(parts.path, place.origin)
    return TypedAddress(parts.scheme, host, port, path, ip)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets without an IPv6 address; a host that NFKC makes another one
        raise AddressRefused("unreadable") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressRefused("scheme")
    if "@" in parts.netloc:
        raise AddressRefused("credentials")
    if not parts.hostname:
        raise AddressRefused("unreadable")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        raise AddressRefused("port") from None
    if port == 0 or parts.netloc.endswith(":"):
        raise AddressRefused("port")
    return port or _DEFAULT_PORTS[parts.scheme]


def _host(parts: SplitResult) -> tuple[str, IPv4Address | IPv6Address | None]:
    """The host in its one spelling, and as an IP address where it is one."""
    raw = parts.hostname or ""
    if "%" in raw:  # RFC 6874: a zone means something on one machine only
        raise AddressRefused("zone" if ":" in raw else "unreadable")
    if ":" in raw or "[" in parts.netloc:
        try:
            six = IPv6Address(raw)
        except AddressValueError:
            raise AddressRefused("unreadable") from None
        return six.compressed, six
    name = _name(raw)
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name, None
    try:
        four = IPv4Address(name)
    except AddressValueError:  # octal, hexadecimal, one number, fewer than four
        raise AddressRefused("notation", name) from None
    return str(four), four


def _name(raw: str) -> str:
    """The name in ASCII and lower case, without the dot of the root."""
    try:
        mapped = idna.uts46_remap(raw, std3_rules=False, transitional=False).removesuffix(".")
        name = ".".join(_ascii(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError):
        raise AddressRefused("unreadable") from None
    if len(name) > 253:
        raise AddressRefused("unreadable")
    return name


def _ascii(label: str) -> str:
    if not label.isascii():
        return idna.alabel(label).decode()
    if label.startswith("xn--"):
        idna.ulabel(label)  # raises for what no name encodes to
    if not _LABEL.fullmatch(label):
        raise UnicodeError
    return label


def _path(path: str, origin: str) -> str:
    """The context path of a Data Center, without a slash at its end. Raises AddressRefused for that of a page."""
    cut = path.rstrip("/")
    segments = cut.split("/")[1:]
    for before, segment in enumerate(segments[:2]):
        if segment.lower() in _CLOUD_PAGES:
            raise AddressRefused("page", origin)
        if segment.lower() in _PAGES:
            raise AddressRefused("page", "/".join([origin, *segments[:before]]))
    if not all(_SEGMENT.fullmatch(each) for each in segments):
        raise AddressRefused("page", origin)
    return cut
