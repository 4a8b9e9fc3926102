"""Keeping what was posted: the text as a draft, and the files that belong to it wherever the text has to go."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest

from accounts.models import User
from issues import attachments, drafts
from issues.drafts import Edit
from issues.models import BugForm, Submission
from issues.views.form import files
from issues.views.form.posted import Posted

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """The row that holds the text now, the *other* one where it could not go, and why files were refused, by name."""

    draft: Submission
    other: Submission | None
    refused: dict[str, str]


def keep(
    owner: User,
    edit: Edit,
    columns: Mapping[str, str],
    *,
    bug_form: BugForm | None = None,
    posted: Posted | None = None,
    texts: Iterable[tuple[str, str]] = (),
    apart: bool = True,
) -> Kept:
    """Store the text as `drafts.save` does; with it what was chosen in *posted*, and *texts* as (name, text).

    What was sent already gets no new files: text and files are a draft of their own then, unless *apart* is False
    and whether it was the same is judged next. Raises NotYoursError.
    """
    saved = drafts.save(owner, edit, columns, bug_form=bug_form)
    refused: dict[str, str] = {}
    other, ends = saved.other, list(texts)
    while True:
        try:
            refused = _take_in(saved.draft, edit, posted, ends)
            break
        except attachments.ClosedError:
            if posted is None or not apart:
                logger.info("%s was sent before its files came along", saved.draft.pk)
                break
            other = other or saved.draft
            edit = replace(edit, submission_id=saved.draft.pk).forked(posted.files)
            saved = drafts.save(owner, edit, columns, bug_form=bug_form)
    return Kept(saved.draft, other, refused)


def say_refused(request: HttpRequest, kept: Kept) -> None:
    """Say on the next page which files were not kept, and why."""
    for name, why in kept.refused.items():
        messages.warning(request, f"{name}: {why}")


def _take_in(
    draft: Submission, edit: Edit, posted: Posted | None, ends: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """The files that the tab showed, wherever its text went; then what came in this post. Why not, by name.

    Raises ClosedError.
    """
    refused = attachments.carry(draft, edit.files)
    if posted is not None and (posted.uploads or posted.dropped or ends):
        dropped = {*posted.dropped, *attachments.copy_ids(draft, posted.dropped)}
        refused |= files.take_in(draft, replace(posted, dropped=tuple(dropped)), ends)
    return refused
