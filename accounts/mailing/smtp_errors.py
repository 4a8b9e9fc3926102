"""Names and codes of a mail server's errors, without its text."""

import re
import smtplib

_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463


def code_of(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _text in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def name_of(error: Exception) -> str:
    """The kind of error and SMTP's codes, without any text of the server."""
    code = code_of(error)
    enhanced = _ENHANCED.search(str(error)) if code else None
    return " ".join(
        filter(None, (type(error).__name__, str(code or ""), enhanced[0] if enhanced else ""))
    )
