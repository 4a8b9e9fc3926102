"""The door of every mail, Django's own included: a copy of the database sends none."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from installation import gate


class EmailBackend(BaseEmailBackend):
    """Sends by the way that MAILS_LEAVE_BY names. Raises gate.CopyError instead, where the database is a copy."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._way = import_string(settings.MAILS_LEAVE_BY)(*arguments, **options)

    def open(self) -> Any:
        """As the way does."""
        gate.check()
        return self._way.open()

    def close(self) -> Any:
        """As the way does."""
        return self._way.close()

    def hang_up(self) -> None:
        """Let go of the connection without a word, where the way has one; else close it."""
        getattr(self._way, "hang_up", self._way.close)()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """As the way does."""
        gate.check()
        return int(self._way.send_messages(email_messages) or 0)
