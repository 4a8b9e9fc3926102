"""The history of an issue as sentences. Pure: no HTML, every name and value is what Jira gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from integrations.jira import Change, ChangedField

# A longer value, or one of several lines, is not repeated.
_LONGEST = 120
# Changes that say nothing to people: the order on a board.
_SILENT = {"Rank"}


@dataclass(frozen=True)
class HistoryLine:
    """What one person did at one moment: `sentences` begin with a verb and follow the name."""

    at: datetime
    who: str
    sentences: tuple[str, ...]


def lines(changes: tuple[Change, ...], names: Mapping[str, str]) -> list[HistoryLine]:
    """The lines for *changes*, in their order. A change that says nothing has none. *names*: labels by field id."""
    found = []
    for change in changes:
        told = tuple(
            sentence(item, names.get(item.field_id, item.name))
            for item in change.items
            if item.name not in _SILENT and item.name
        )
        if told:
            found.append(HistoryLine(change.created, change.author or _("Somebody"), told))
    return found


def sentence(item: ChangedField, label: str) -> str:
    """One change: "changed Status from To Do to Done". *label*: what pages call the field."""
    before, after = item.before.strip(), item.after.strip()
    facts = {"field": label, "before": before, "after": after}
    if item.name == "Key":
        return _("moved it from %(before)s to %(after)s") % facts
    if item.name == "Attachment":
        said = _("added the file %(after)s") if after else _("removed the file %(before)s")
        return said % facts
    if item.name in {"Link", "RemoteIssueLink"}:
        said = _("linked it: %(after)s") if after else _("removed a link: %(before)s")
        return said % facts
    if max(len(before), len(after)) > _LONGEST or "\n" in before or "\n" in after:
        return _("changed %(field)s") % facts
    if before and after:
        return _("changed %(field)s from %(before)s to %(after)s") % facts
    if after:
        return _("set %(field)s to %(after)s") % facts
    if before:
        return _("cleared %(field)s, which was %(before)s") % facts
    return _("changed %(field)s") % facts
