"""What is said about a person's reports before erasing. None where there are none."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing.hooks import ErasureLine
from accounts.models import User
from accounts.number_format import file_size
from issues.limits import quotas
from issues.models import AddedFile, Attachment


def unsent(number: int) -> ErasureLine | None:
    """Drafts, and reports that were refused, withdrawn or thrown away."""
    said = ngettext(
        "One draft or report that is not in Jira",
        "%(n)d drafts and reports that are not in Jira",
        number,
    )
    return _told(said, number)


def filed(number: int) -> ErasureLine | None:
    """Reports in Jira."""
    said = ngettext("One filed report", "%(n)d filed reports", number)
    return _told(said, number, _("Only Lodge’s copy of it goes. What is in Jira stays."))


def waiting(number: int) -> ErasureLine | None:
    """Reports that wait to be sent."""
    said = ngettext(
        "One report that waits to be sent", "%(n)d reports that wait to be sent", number
    )
    return _told(said, number, _("Never sent. If it should be filed, erase them later."))


def under_way(number: int) -> ErasureLine | None:
    """Reports that will be settled soon."""
    said = ngettext(
        "One report that is on its way to Jira",
        "%(n)d reports that are on their way to Jira",
        number,
    )
    then = _(
        "Lodge finishes this first, for some minutes at most, and erases the person after that."
    )
    return _told(said, number, then)


def in_doubt(number: int) -> ErasureLine | None:
    """Reports where only they can say whether Jira has them."""
    said = ngettext(
        "One report that may be in Jira or not", "%(n)d reports that may be in Jira or not", number
    )
    then = _("Nobody can tell any more, once they are erased. Where to look is written down.")
    return _told(said, number, then)


def comments(number: int) -> ErasureLine | None:
    """Comments on issues."""
    said = ngettext("One comment on an issue", "%(n)d comments on issues", number)
    return _told(
        said, number, _("A comment that is in Jira stays there; one that waits is not sent.")
    )


def acts(number: int) -> ErasureLine | None:
    """Changes to issues."""
    said = ngettext("One change to an issue", "%(n)d changes to issues", number)
    return _told(said, number, _("What is done in Jira stays done; what waits is not sent."))


def files(user: User) -> ErasureLine | None:
    """Files, with their size."""
    of_reports = Attachment.objects.filter(submission__owner=user, deleted_at=None)
    added = AddedFile.objects.filter(owner=user, deleted_at=None)
    number = of_reports.count() + added.count()
    size = quotas.kept_bytes(user.pk)
    said = ngettext("One stored file, %(size)s", "%(n)d stored files, %(size)s", number)
    return _told(said, number, size=file_size(size))


def in_jira(there: bool) -> ErasureLine | None:
    """What Lodge cannot delete from Jira."""
    return ErasureLine(_("In Jira: issues, comments and files, in their name")) if there else None


def forms(number: int) -> ErasureLine | None:
    """Forms that they prepared for others."""
    said = ngettext("One form that they prepared", "%(n)d forms that they prepared", number)
    return _told(said, number, _("Without their name."))


def _told(said: str, number: int, then: str = "", **more: str) -> ErasureLine | None:
    return ErasureLine(said % {"n": number, **more}, then) if number else None
