"""What belongs to one report and goes to Jira after it: files, links to other issues."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from issues.models.outgoing import Outgoing
from issues.models.submission import Event, Submission


class Part(Outgoing):
    """A row with a `submission`, on whose receipt it is told: `file_filed`, `link_rejected` and so on.

    It is a DRAFT, or waits, until its report is FILED; only then is it due.
    """

    TOLD_AS: ClassVar[str]
    OWNER: ClassVar[str] = "submission__owner"
    ACCOUNT: ClassVar[str] = "submission__account_id"

    submission: models.ForeignKey[Submission, Submission]
    submission_id: UUID

    class Meta(Outgoing.Meta):
        abstract = True

    @classmethod
    def line(cls, pk: UUID, what: str, detail: str = "") -> Event | None:
        """One more line for the report's receipt: which part, then *detail*. None where it went with its report."""
        row = cls._default_manager.filter(pk=pk).first()
        if row is None:
            return None
        told = f"{row}: {detail}" if detail else str(row)
        return Event(submission_id=row.submission_id, what=f"{cls.TOLD_AS}_{what}"[:32], detail=told[:500])

    @classmethod
    def last_noted(cls, pk: UUID) -> str:
        """What the newest line about this very part says."""
        row = cls._default_manager.get(pk=pk)
        own = models.Q(detail=str(row)) | models.Q(detail__startswith=f"{row}: ")
        lines = Event.objects.filter(own, submission_id=row.submission_id, what__startswith=f"{cls.TOLD_AS}_")
        newest = lines.order_by("-at", "-id").values_list("what", flat=True).first() or ""
        return newest.removeprefix(f"{cls.TOLD_AS}_")
