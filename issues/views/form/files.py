"""The files of a form: kept with the draft as soon as they arrive, so that none has to be chosen twice."""

from collections.abc import Iterable

from issues import attachments
from issues.models import Attachment, Submission
from issues.views.form.posted import Posted


def kept(draft: Submission | None) -> list[Attachment]:
    """What is stored with the draft."""
    return attachments.of(draft) if draft is not None else []


def take_in(draft: Submission, posted: Posted, texts: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Keep what was chosen, and *texts* as (name, text); let go what was ticked. Why not, by name; empty: all kept."""
    ends = list(texts)
    replaced = {name for name, _text in ends}
    for each in kept(draft):
        if str(each.pk) in posted.dropped or each.name in replaced:
            attachments.discard(each)
    refused: dict[str, str] = {}
    try:
        attachments.keep(draft, posted.uploads)
    except attachments.FilesRefused as error:
        refused = error.problems
        _keep_others(draft, posted, refused)
    for name, text in ends:
        try:
            attachments.keep_text(draft, name, text)
        except attachments.FilesRefused as error:
            refused |= error.problems
    return refused


def _keep_others(draft: Submission, posted: Posted, refused: dict[str, str]) -> None:
    """One file that can not go takes no other with it."""
    others = [each for each in posted.uploads if each.name not in refused]
    if len(others) < len(posted.uploads):
        try:
            attachments.keep(draft, others)
        except attachments.FilesRefused as error:
            refused |= error.problems
