"""Where somebody goes on to, as an address or a form says it: `next`."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_PATH = 2000


def local_path(wanted: object) -> str:
    """*wanted* if it is a path of this host and nothing else, otherwise empty: no redirect leaves Lodge."""
    if not isinstance(wanted, str) or not wanted.isprintable() or len(wanted) > LONGEST_PATH:
        return ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""
