"""Formats log lines and mails to admins: redacted, and each in one line.

Django imports this before the models.
"""

import logging
from typing import Any

from django.utils.log import AdminEmailHandler

from config import request_tracing
from config.log_redaction import one_line, redact


class RedactingFormatter(logging.Formatter):
    """Redacts the line and its traceback. Nobody can forge a line, though logged text may come from a caller."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (its name in logging)
        """The standard library's, with the id of the request."""
        line, request_id = redact(super().formatMessage(record)), request_tracing.present()
        return one_line(f"{line} [{request_id}]" if request_id else line)

    def format(self, record: logging.LogRecord) -> str:
        """The standard library's, redacted."""
        return redact(super().format(record))


class AlarmHandler(AdminEmailHandler):
    """Django's AdminEmailHandler, but it queues the mail: no thread waits for a mail server."""

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: the page that failed must still be answered."""
        try:
            super().emit(record)
        except Exception:
            self.handleError(record)

    def send_mail(self, subject: Any, message: Any, *args: Any, **kwargs: Any) -> None:
        """Called by Django with the text of the mail."""
        from accounts.mailing import admin_alerts

        admin_alerts.tell(redact(str(subject)), redact(str(message)))
