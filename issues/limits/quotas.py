"""What one person may store: drafts, their text, and files. Beyond that they must make room first.

Each quota is checked in the transaction that stores something. Sums over rows are checked under a lock on the person,
so that concurrent requests cannot exceed the quota.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.number_format import file_size
from issues.models import AddedFile, Attachment, State, Submission

_MB = 1024 * 1024
# The quota of thrown-away drafts, which can be restored for a while, as a multiple.
_THROWN_AWAY = 5
# A smaller draft is stored without adding up the others, whose number is limited anyway.
SMALL = 50_000  # bytes
# One person never has more requests under way at once.
_AT_ONCE = 100


class FullError(Exception):
    """Nothing was stored: the user must make room first. *title* and *words*: for the user."""

    def __init__(self, title: str, words: str) -> None:
        self.title, self.words = title, words
        super().__init__(title)


class Sized(Protocol):
    """A file that is stored, or could be."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...


File = TypeVar("File", bound=Sized)


def hold(owner_id: int) -> None:
    """Lock this person's sums until the transaction ends."""
    list(User.objects.select_for_update(no_key=True).filter(pk=owner_id).values_list("pk"))


def check_drafts(owner_id: int, size: int) -> None:
    """Check all drafts of this person, including one of *size* bytes just stored in this transaction.

    Raises FullError.
    """
    most, most_bytes = settings.DRAFTS_PER_PERSON, settings.DRAFTS_MB_PER_PERSON * _MB
    found = _added_up(owner_id)
    far = (
        found["drafts"] <= most - _AT_ONCE
        and found["gone"] <= most
        and found["size"] <= most_bytes // 2
    )
    if far and size <= SMALL:
        return  # whatever other requests store just now
    hold(owner_id)
    found = _added_up(owner_id)
    if found["drafts"] > most:
        title = ngettext(
            "You have %(n)d draft, and that is the most.",
            "You have %(n)d drafts, and that is the most.",
            most,
        )
        raise FullError(
            title % {"n": most},
            _("Throw away some that you do not need, or send them; then go on here."),
        )
    if found["gone"] > most * _THROWN_AWAY:
        title = _("You threw away more drafts than Lodge keeps.")
        raise FullError(
            title,
            _(
                "Go on with one of your drafts. Those that you threw away go by themselves after a while."
            ),
        )
    if found["size"] > most_bytes:
        title = _("Your drafts hold more text than Lodge keeps for one person.")
        words = _(
            "They may have %(size)s. Throw away some that you do not need, or put long texts into files."
        )
        raise FullError(title, words % {"size": file_size(most_bytes)})


def _added_up(owner_id: int) -> dict[str, int]:
    """The numbers and bytes of drafts, and of thrown-away drafts."""
    thrown_away = Q(state=State.WITHDRAWN, sent_at=None)
    rows = Submission.objects.filter(Q(state=State.DRAFT) | thrown_away, owner=owner_id).order_by()
    return rows.aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        gone=Count("pk", filter=thrown_away),
        size=Sum("typed_bytes", default=0),
    )


def room_for(owner_id: int, files: Iterable[File]) -> tuple[list[File], dict[str, str]]:
    """Returns those of *files* that fit this person's quota, and the reasons for the others, by name."""
    fits: list[File] = []
    refused: dict[str, str] = {}
    new, most = list(files), settings.FILES_MB_PER_PERSON * _MB
    if not new:
        return fits, refused
    kept = kept_bytes(owner_id)
    for each in new:
        if kept + each.size <= most:
            kept += each.size
            fits.append(each)
        else:
            refused[each.name] = _no_room(most)
    return fits, refused


def kept_bytes(owner_id: int) -> int:
    """The bytes of all files of this person that Lodge keeps."""
    theirs = (
        Attachment.objects.filter(submission__owner=owner_id, deleted_at=None),
        AddedFile.objects.filter(owner=owner_id, deleted_at=None),
    )
    return sum(rows.order_by().aggregate(all=Sum("size", default=0))["all"] for rows in theirs)


def _no_room(most: int) -> str:
    said = _(
        "Your files here have %(size)s together, which is the most. Take files out of drafts, or wait: what Jira "
        "has goes from here after a while"
    )
    return said % {"size": file_size(most)}
