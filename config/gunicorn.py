"""How gunicorn serves and what its access log says: `gunicorn config.wsgi --config python:config.gunicorn`.

Garbage is looked for rarely: reference counts free nearly everything, and with many requests under way each look
walks through the objects of all of them, a tenth of the whole work. What the application is made of is never garbage.

Where and with how many threads it serves are settings: Lodge counts on their number, so that no second place may say
another one.

A line of the access log says when, from where, who (by number), which request, what, and how long. The query is left
out, because Atlassian's callback has a code there, and so are the keys of links in mails. Paths stand there as they
came, escaped, so that nobody can forge a line.
"""

import gc
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import django
from django.core.exceptions import ImproperlyConfigured
from gunicorn import glogging  # type: ignore[import-untyped]

from accounts.network import address_of
from config import settings, tracing
from config.logs import RedactingFormatter
from config.redacting import one_line, redact

# All that may stand in a path (RFC 3986 3.3), but for quotation marks.
_IN_A_PATH = "/-._~!$&()*+,;=:@"


class AccessLogger(glogging.Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger, which knows neither the secrets of an address nor those of a header."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn's; but its lines about errors may quote an address, too."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(RedactingFormatter(self.error_fmt, self.datefmt))

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One line a request, but for those of a monitor that finds everything well, every few seconds."""
        watching = environ.get("PATH_INFO", "").startswith(("/healthz", "/readyz"))
        if not (watching and str(resp.status).startswith("200")):
            super().access(resp, req, environ, request_time)

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """All that a format may name, which `access_log_format` does; `U` is the path."""
        path = quote(environ.get("PATH_INFO", ""), safe=_IN_A_PATH, errors="replace")
        return {
            "t": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "h": address_of(environ),
            "p": environ.get(tracing.PERSON) or "-",
            "i": environ.get(tracing.REQUEST_ID, "-"),
            "m": one_line(environ.get("REQUEST_METHOD", "-")),
            "U": redact(path or "-"),
            "s": str(resp.status).partition(" ")[0],
            "b": "-" if resp.sent is None else resp.sent,
            "M": int(request_time.total_seconds() * 1000),
        }


# Seconds that a busy thread keeps the interpreter from the others. A page gives it up at each statement, and waits for
# it again: with Python's 5 ms that takes long where others take something apart.
SWITCH_INTERVAL = 0.0005

# Objects that came and did not go, between two looks; how many looks at the young for one at the older, and so on.
GARBAGE = (20_000, 20, 20)


def on_starting(server: object) -> None:
    """Called by gunicorn before there is any worker: a child looks at the settings, and says once what is wrong.

    A child, because what this process loads its workers keep, also where the code is replaced. Raises SystemExit.
    """
    child = os.fork()
    if child == 0:
        os._exit(_status_of_the_settings())
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == os.EX_CONFIG:
        raise SystemExit(os.EX_CONFIG)


def _status_of_the_settings() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        from config.checks import refuse_to_start_if_wrong  # the applications must be loaded first

        refuse_to_start_if_wrong()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr, flush=True)
        return os.EX_CONFIG
    except Exception:  # a worker will tell
        return os.EX_SOFTWARE
    return os.EX_OK


def post_worker_init(worker: object) -> None:
    """Called by gunicorn in each process that serves, once the application is there."""
    from config.health import watch  # Django is set up by now

    watch.start()
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


bind = f"{settings.LISTEN_ADDRESS}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
control_socket_disable = (
    True  # systemd or Docker controls it; a socket in the user's home would be one more door
)
threads = settings.WEB_THREADS
worker_class = "config.serving.Worker"
accesslog = "-"
access_log_format = '%(t)s %(h)s %(p)s %(i)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
logger_class = AccessLogger
