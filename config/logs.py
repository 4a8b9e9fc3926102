"""How lines of the log and mails to the admins are written: without what opens something, and each in one line.

Django reads this before the models are there.
"""

import logging
from typing import Any

from django.utils.log import AdminEmailHandler

from config import tracing
from config.redacting import one_line, redact


class RedactingFormatter(logging.Formatter):
    """Of the line, and of the traceback below it. Nobody can forge a line: what is logged may be of their making."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (its name in logging)
        """As the standard library's, with the id of the request that it belongs to."""
        line, request_id = redact(super().formatMessage(record)), tracing.present()
        return one_line(f"{line} [{request_id}]" if request_id else line)

    def format(self, record: logging.LogRecord) -> str:
        """As the standard library's."""
        return redact(super().format(record))


class AlarmHandler(AdminEmailHandler):
    """Django's, but that its mails go the way of all others: no thread waits for a mail server."""

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: the page that broke is still to be answered."""
        try:
            super().emit(record)
        except Exception:
            self.handleError(record)

    def send_mail(self, subject: Any, message: Any, *args: Any, **kwargs: Any) -> None:
        """What Django's calls with what it wrote."""
        from accounts.mailing import alarms

        alarms.tell(redact(str(subject)), redact(str(message)))
