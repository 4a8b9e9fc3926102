"""Saves a posted text as a draft, together with its files."""

import logging
from dataclasses import dataclass, replace

from issues import attachments
from issues.forms import drafts
from issues.models import Submission
from issues.views.form.locate import ToKeep

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """The row that holds the text, the *other* row if that holds another text, and why files were refused, by name."""

    draft: Submission
    other: Submission | None
    refused: dict[str, str]

    @property
    def refusals(self) -> tuple[str, ...]:
        """A sentence for each refused file."""
        return tuple(f"{name}: {why}" for name, why in self.refused.items())


def keep(wanted: ToKeep) -> Kept:
    """Save the text with `drafts.save`, then the files. Raises NotYoursError and quotas.FullError."""
    saved = drafts.save(wanted.owner, wanted.edit, wanted.columns, bug_form=wanted.bug_form)
    try:
        return Kept(saved.draft, saved.other, _take_in(saved.draft, wanted))
    except attachments.ClosedError:
        if wanted.posted is None or not wanted.apart:
            logger.info("%s was sent before its files came along", saved.draft.pk)
            return Kept(saved.draft, saved.other, {})
        own = replace(wanted.edit, submission_id=saved.draft.pk).forked(wanted.posted.files)
        kept = keep(replace(wanted, edit=own))
        return replace(kept, other=saved.other or saved.draft)


def _take_in(draft: Submission, wanted: ToKeep) -> dict[str, str]:
    """Store the files that the tab showed, then those of this post. Returns why files were refused, by name.

    Raises ClosedError when *draft* was sent.
    """
    refused = attachments.carry(draft, wanted.edit.files)
    posted = wanted.posted
    if posted is None or not (posted.uploads or posted.dropped or wanted.texts):
        return refused
    _let_go(draft, posted.dropped)
    refused |= attachments.keep(draft, posted.uploads)[1]
    for name, text in wanted.texts:
        try:
            attachments.keep_text(draft, name, text)
        except attachments.FilesRefused as error:
            refused |= error.problems
    return refused


def _let_go(draft: Submission, ids: tuple[str, ...]) -> None:
    """Delete the files with these *ids* from *draft*, and its copies of them."""
    dropped = {*ids, *attachments.copy_ids(draft, ids)}
    for each in attachments.of(draft) if dropped else ():
        if str(each.pk) in dropped:
            attachments.discard(each)
