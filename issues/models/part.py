"""Parts of a report, which go to Jira after it: files, and links to other issues."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from issues.models.outgoing import Outgoing
from issues.models.submission import Event, Submission


class Part(Outgoing):
    """A row of a `submission`, on whose receipt it is recorded: `file_filed`, `link_rejected` and so on.

    It is a DRAFT, or waits, until its report is FILED. Only then is it due.
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
        """One more line for the report's receipt: the part, then *detail*. None where it was deleted with it."""
        row = cls._default_manager.filter(pk=pk).first()
        if row is None:
            return None
        told = f"{row}: {detail}" if detail else str(row)
        return Event(
            submission_id=row.submission_id, what=f"{cls.TOLD_AS}_{what}"[:32], detail=told[:500]
        )

    @classmethod
    def last_noted(cls, pk: UUID) -> str:
        """The newest line about this part."""
        row = cls._default_manager.get(pk=pk)
        own = models.Q(detail=str(row)) | models.Q(detail__startswith=f"{row}: ")
        lines = Event.objects.filter(
            own, submission_id=row.submission_id, what__startswith=f"{cls.TOLD_AS}_"
        )
        newest = lines.order_by("-at", "-id").values_list("what", flat=True).first() or ""
        return newest.removeprefix(f"{cls.TOLD_AS}_")
