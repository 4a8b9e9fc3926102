"""Validates the `next` parameter of redirects."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_PATH = 2000


def local_path(wanted: object) -> str:
    """Return *wanted* if it is a path on this host, otherwise "": no redirect leaves Lodge."""
    if not isinstance(wanted, str) or not wanted.isprintable() or len(wanted) > LONGEST_PATH:
        return ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""
