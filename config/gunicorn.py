"""Gunicorn's settings and access log: `gunicorn config.wsgi --config python:config.gunicorn`.

The garbage collector runs rarely: reference counting frees nearly everything, and with many requests under way a run
visits the objects of all of them, a tenth of the work. The objects of the application are frozen. They are loaded once,
before the workers are forked, and shared by them.

Address and number of threads come from Lodge's settings, because Lodge depends on the number.

A line of the access log has the time, the client, the user (by id), the request, the status and the duration. The query
is left out, because Atlassian's callback contains a code, and so are the keys of links in mails. Paths are escaped, so
that nobody can forge a line.
"""

import gc
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from gunicorn import glogging  # type: ignore[import-untyped]

from accounts.client_ip_address import address_of
from config import request_tracing, settings
from config.log_formatting import RedactingFormatter
from config.log_redaction import one_line, redact

# All characters of a path (RFC 3986 3.3), except quotation marks.
_IN_A_PATH = "/-._~!$&()*+,;=:@"


class AccessLogger(glogging.Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger without the secrets in URLs and headers."""

    def setup(self, cfg: Any) -> None:
        """Gunicorn's own, with redaction also for lines about errors, which may quote a URL."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(RedactingFormatter(self.error_fmt, self.datefmt))

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Log a request, except successful health checks, which come every few seconds."""
        watching = environ.get("PATH_INFO", "").startswith(("/healthz", "/readyz"))
        if not (watching and str(resp.status).startswith("200")):
            super().access(resp, req, environ, request_time)

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        """The values for `access_log_format`; `U` is the path."""
        path = quote(environ.get("PATH_INFO", ""), safe=_IN_A_PATH, errors="replace")
        return {
            "t": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "h": address_of(environ),
            "p": environ.get(request_tracing.PERSON) or "-",
            "i": environ.get(request_tracing.REQUEST_ID, "-"),
            "m": one_line(environ.get("REQUEST_METHOD", "-")),
            "U": redact(path or "-"),
            "s": str(resp.status).partition(" ")[0],
            "b": "-" if resp.sent is None else resp.sent,
            "M": int(request_time.total_seconds() * 1000),
        }


# The seconds that a busy thread keeps the interpreter lock. A page releases it at each statement and waits for it
# again: with Python's 5 ms that takes long while other threads clean pictures.
SWITCH_INTERVAL = 0.0005

# Allocations minus deallocations between two runs; how many runs of a generation for one of the next.
GARBAGE = (20_000, 20, 20)


def on_starting(server: Any) -> None:
    """Called by gunicorn before it starts workers: loads the application once, for all of them.

    Workers are forks of this process: they share the memory of what was loaded, and none loads it again. So all of
    them run the same code until the service is restarted, a reload (SIGHUP) included. Raises SystemExit where a
    setting is wrong: it is named once.
    """
    gc.disable()  # nothing that is loaded is garbage
    try:
        server.app.wsgi()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr, flush=True)
        raise SystemExit(os.EX_CONFIG) from None
    from django.db import connections

    connections.close_all()  # no two processes may use one connection
    gc.collect()
    gc.freeze()  # a garbage collection in a worker copies none of the shared pages
    gc.enable()


def post_worker_init(worker: object) -> None:
    """Called by gunicorn in each worker, once the application is loaded."""
    from config.health import alerts  # Django is set up now

    alerts.start()
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


bind = f"{settings.LISTEN_ADDRESS}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
control_socket_disable = (
    True  # systemd or Docker controls it, so it needs no control socket in the user's home
)
threads = settings.WEB_THREADS
worker_class = "config.gunicorn_worker.Worker"
accesslog = "-"
access_log_format = '%(t)s %(h)s %(p)s %(i)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
logger_class = AccessLogger
