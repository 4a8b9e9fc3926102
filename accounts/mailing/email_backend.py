"""The email backend for all mails, Django's own included. It refuses to send from a copy of the database."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from installation import copy_guard


class EmailBackend(BaseEmailBackend):
    """Sends through the backend in MAILS_LEAVE_BY. Raises copy_guard.CopyError where the database is a copy."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._way = import_string(settings.MAILS_LEAVE_BY)(*arguments, **options)

    def open(self) -> Any:
        """See Django's BaseEmailBackend."""
        copy_guard.check()
        return self._way.open()

    def close(self) -> Any:
        """See Django's BaseEmailBackend."""
        return self._way.close()

    def hang_up(self) -> None:
        """Drop the connection without SMTP's QUIT, where the backend can; otherwise close it."""
        getattr(self._way, "hang_up", self._way.close)()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """See Django's BaseEmailBackend."""
        copy_guard.check()
        return int(self._way.send_messages(email_messages) or 0)
