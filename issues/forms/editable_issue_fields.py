"""The fields of an issue in a form: what it shows at first, and what its user changed.

Each value makes the way back: what the form would post for Jira's value is cleaned and converted as if it were sent.
A value that does not make it (rich text with nodes that Markdown lacks, a choice that is no longer offered) is not
offered, because sending the form would change it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from integrations.jira import FieldMeta
from issues.fieldkinds import OMIT, Context, FieldKind, for_meta, offers_nothing
from issues.fieldkinds.dates import DateTimeKind
from issues.fieldkinds.issue_links import LinksKind
from issues.fieldkinds.paragraph import ParagraphKind
from issues.forms.build_form import NOT_IN_FORM, IssueForm
from issues.outbox.acts.act import moment
from issues.outbox.acts.field_values import fingerprint
from issues.richtext import from_adf

# These have acts of their own, or cannot be emptied by a plain value.
_ELSEWHERE = {"attachment", "comment", "worklog", "issuelinks", "parent", *NOT_IN_FORM}


class NotShownError(Exception):
    """A value that the form cannot show without changing it."""


@dataclass(frozen=True)
class IssueField:
    """A field that the form offers. `posted`: what the form posts for the value that it has now.

    `seen`: the fingerprint of Jira's value. `was`: that of what an unchanged form sends.
    """

    meta: FieldMeta
    posted: Any
    seen: str
    was: str


Hidden = Mapping[str, tuple[str, str]]


def offered(
    metas: Iterable[FieldMeta], fields: Mapping[str, Any], context: Context
) -> Iterator[IssueField]:
    """The *metas* whose value in *fields* (of the issue) can be edited. A field that Jira did not send cannot."""
    for meta in metas:
        kind = for_meta(meta)
        if kind is None or isinstance(kind, LinksKind) or meta.field_id in _ELSEWHERE:
            continue
        if meta.field_id not in fields or offers_nothing(meta):
            continue
        shown = fields[meta.field_id]
        plain = replace(meta, has_default=False, default=None)
        try:
            posted = _posted(plain, kind, shown, context)
            was = _sent(plain, kind, posted, context)
        except (NotShownError, ValidationError):
            continue
        yield IssueField(plain, posted, fingerprint(shown), fingerprint(was))


def initial(fields: Iterable[IssueField]) -> dict[str, Any]:
    """What `building.build` takes as *initial*."""
    return {each.meta.field_id: each.posted for each in fields if each.posted is not None}


def hidden(fields: Iterable[IssueField]) -> str:
    """What the page posts back of the values that it showed."""
    return json.dumps({each.meta.field_id: [each.seen, each.was] for each in fields})


def read_hidden(posted: str) -> Hidden:
    """The same, from a post. Empty for anything else."""
    try:
        found = json.loads(posted)
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {
        name: (each[0], each[1])
        for name, each in pairs
        if isinstance(each, list) and len(each) == 2 and all(isinstance(one, str) for one in each)
    }


def changes(form: IssueForm, shown: Hidden) -> dict[str, dict[str, Any]]:
    """What the user changed in a valid *form*, as the payload of an act: `{field id: {"seen", "to"}}`."""
    found = {}
    for name, (meta, kind) in form.kinds.items():
        seen, was = shown.get(name, ("", ""))
        to = emptied(meta, kind.to_jira(meta, form.cleaned_data[name]))
        if fingerprint(to) != was:
            found[name] = {"seen": seen, "to": to}
    return found


def emptied(meta: FieldMeta, value: Any) -> Any:
    """What empties the field, where *value* is OMIT."""
    if value is not OMIT:
        return value
    return [] if meta.schema.type == "array" else None


def _posted(meta: FieldMeta, kind: FieldKind, shown: Any, context: Context) -> Any:
    """What the form would post for *shown*. Raises NotShownError."""
    if shown in (None, [], ""):
        return None
    if isinstance(kind, ParagraphKind):
        found: Any = from_adf(shown)
    elif isinstance(kind, DateTimeKind):
        at = moment(shown)
        found = at and f"{at.astimezone(context.time_zone):%Y-%m-%dT%H:%M}"
    else:
        found = kind.initial(replace(meta, default=shown))
    if found in (None, []):
        raise NotShownError(meta.field_id)
    return found


def _sent(meta: FieldMeta, kind: FieldKind, posted: Any, context: Context) -> Any:
    """What the form sends when nobody touches it. Raises ValidationError."""
    field = kind.form_field(meta, context)
    field.required = False
    values = posted if isinstance(posted, list) else [] if posted is None else [posted]
    data: MultiValueDict[str, Any] = MultiValueDict({meta.field_id: values})
    cleaned = field.clean(field.widget.value_from_datadict(data, {}, meta.field_id))
    return emptied(meta, kind.to_jira(meta, cleaned))
