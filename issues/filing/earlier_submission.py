"""Whether the same report was sent before."""

import hashlib
import json
from collections.abc import Iterable
from uuid import UUID

from django.db.models import UUIDField

from accounts.models import User
from accounts.prepared_queries import Prepared
from issues.filing.refusals import AlreadySentError
from issues.forms.drafts import OPEN, NotYoursError, Typed
from issues.models import Submission


def digest(
    cloud_id: str,
    project_key: str,
    issue_type_id: str,
    values: Typed,
    files: Iterable[tuple[str, str]] = (),
) -> str:
    """A digest of the content: equal for posts with the same place, text and new *files* (name, SHA-256).

    SHA-256, hexadecimal.
    """
    said = sorted((name, texts) for name, texts in values.items() if any(texts))
    content = [cloud_id, project_key, issue_type_id, said, *sorted(files)]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def earlier(owner: User, submission_id: UUID, content: str) -> Submission | None:
    """The report that was sent under this UUID with the same content. Its result is this post's result.

    None where nothing was sent, or the row may be sent again. Raises AlreadySentError when another content was sent,
    NotYoursError when the UUID is another person's.
    """
    # There is rarely one, so the whole row is read only where there is.
    found = _standing(submission_id=submission_id)
    if not found:
        return None
    owner_id, state = found[0]
    if owner_id != owner.pk:
        raise NotYoursError
    if state in OPEN:
        return None
    known = Submission.objects.get(pk=submission_id)
    if known.digest != content:
        raise AlreadySentError(known)
    return known


_standing = Prepared(
    lambda submission_id: (
        Submission.objects.filter(pk=submission_id).order_by().values_list("owner_id", "state")
    ),
    submission_id=UUIDField(),
)
