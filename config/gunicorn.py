"""How gunicorn serves and what its access log says: `gunicorn config.wsgi --config python:config.gunicorn`.

The query is left out, because Atlassian's callback has a code there, and so is the key of a link to a new password.
"""

import re
from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]

_NEW_PASSWORD = re.compile(r"(?<=/account/forgotten/)[^/]+/[^/]+")


class AccessLogger(glogging.Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger, which does not know the secrets of an address."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the format may name; `U` is the path."""
        found: dict[str, Any] = super().atoms(*args, **kwargs)
        return {**found, "U": _NEW_PASSWORD.sub("…", str(found["U"]))}


worker_class = "gthread"
accesslog = "-"
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
logger_class = AccessLogger
