"""What a user sends: one text, with its place, files and links."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from issues.forms.drafts import Edit
from issues.forms.report_place import Place
from issues.limits import posted_text_cap
from issues.models import BugForm
from issues.outbox import backoff


@dataclass(frozen=True)
class Wish:
    """What *owner* wants to file. *fields* are for Jira, *content* is the post's digest, *edit* its text.

    *reporter_line* names the owner, where a shared account files it.
    """

    owner: User
    edit: Edit
    place: Place
    content: str
    fields: dict[str, Any]
    bug_form: BugForm | None = None
    reporter_line: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns of the Submission from now on."""
        summary = self.fields.get("summary")
        now = timezone.now()
        return {
            **self.place.columns(),
            "bug_form_id": None if self.bug_form is None else self.bug_form.pk,
            "values": self.edit.values,
            "typed_bytes": posted_text_cap.size_of(self.edit.values),
            "fields": self.fields,
            "digest": self.content,
            "reporter_line": self.reporter_line,
            "summary": summary[:255] if isinstance(summary, str) else "",
            "fingerprint": self.edit.fingerprint,
            "field_names": dict(self.edit.names),
            "edited_in": self.edit.tab,
            "field_errors": {},
            "messages": [],
            "sent_at": now,
            "next_attempt_at": now + timedelta(seconds=backoff.HEAD_START),
        }
