"""How lines of the log and mails to the admins are written: without what opens something.

Django reads this before the models are there.
"""

import logging
from typing import Any

from django.utils.log import AdminEmailHandler

from config.redacting import redact


class RedactingFormatter(logging.Formatter):
    """Of the line, and of the traceback below it."""

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
