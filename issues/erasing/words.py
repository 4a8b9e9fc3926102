"""What is told of reports before somebody is erased: how many, and what becomes of them. None, where there is none."""

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing.rooms import Told
from accounts.models import User
from issues import filesizes
from issues.models import Attachment


def unsent(number: int) -> Told | None:
    """Drafts, and what was refused, withdrawn or thrown away."""
    said = ngettext(
        "One draft or report that is not in Jira", "%(n)d drafts and reports that are not in Jira", number
    )
    return _told(said, number)


def filed(number: int) -> Told | None:
    """What is in Jira."""
    said = ngettext("One filed report", "%(n)d filed reports", number)
    return _told(said, number, _("Only Lodge’s copy of it goes. What is in Jira stays."))


def waiting(number: int) -> Told | None:
    """What was to be sent."""
    said = ngettext("One report that waits to be sent", "%(n)d reports that wait to be sent", number)
    return _told(said, number, _("Never sent. If it should be filed, erase them later."))


def under_way(number: int) -> Told | None:
    """What will be settled soon."""
    said = ngettext(
        "One report that is on its way to Jira", "%(n)d reports that are on their way to Jira", number
    )
    then = _("Lodge finishes this first, for some minutes at most, and erases the person after that.")
    return _told(said, number, then)


def in_doubt(number: int) -> Told | None:
    """What only they could have said."""
    said = ngettext(
        "One report that may be in Jira or not", "%(n)d reports that may be in Jira or not", number
    )
    then = _("Nobody can tell any more, once they are erased. Where to look is written down.")
    return _told(said, number, then)


def comments(number: int) -> Told | None:
    """On issues."""
    said = ngettext("One comment on an issue", "%(n)d comments on issues", number)
    return _told(said, number, _("A comment that is in Jira stays there; one that waits is not sent."))


def files(user: User) -> Told | None:
    """With their size."""
    rows = Attachment.objects.filter(submission__owner=user, deleted_at=None)
    number, size = rows.count(), rows.aggregate(size=Sum("size"))["size"] or 0
    said = ngettext("One stored file, %(size)s", "%(n)d stored files, %(size)s", number)
    return _told(said, number, size=filesizes.told(size))


def in_jira(there: bool) -> Told | None:
    """What Lodge cannot take back."""
    return Told(_("In Jira: issues, comments and files, in their name")) if there else None


def forms(number: int) -> Told | None:
    """What an admin prepared for others."""
    said = ngettext("One form that they prepared", "%(n)d forms that they prepared", number)
    return _told(said, number, _("Without their name."))


def _told(said: str, number: int, then: str = "", **more: str) -> Told | None:
    return Told(said % {"n": number, **more}, then) if number else None
