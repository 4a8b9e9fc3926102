"""Applies a BugForm to Jira's form: fewer fields, in its order and words, some with preset values. Pure.

The value of a BugFormField is what a person would type: a text, or a list of texts for several choices. The same
field kinds clean it, so a preset value can send nothing that a person could not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from integrations.jira import FieldMeta
from issues.fieldkinds import can_be_filled
from issues.models import BugForm, BugFormField

# The form itself sets these.
PLACE = ("project", "issuetype")
DESCRIPTION = "description"
FILES = "attachment"


@dataclass(frozen=True)
class Overlay:
    """What `issues.forms.build_form.build` needs to draw a BugForm.

    `metas`: only the fields of the form, in its order, with its labels. `initial` and `fixed`: values of shown and of
    hidden fields, as `IssueForm.typed()` gives them. `missing`: labels of fields that Jira no longer has. `added`:
    names of fields that Jira requires and the form lacks; they come last.
    """

    metas: tuple[FieldMeta, ...]
    help: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    initial: dict[str, Any] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def overlay(bug_form: BugForm, metas: Iterable[FieldMeta]) -> Overlay:
    """Apply *bug_form* to the *metas* of its place. Reads the database, never Jira."""
    known = {meta.field_id: meta for meta in metas if meta.field_id not in PLACE}
    rows = [row for row in bug_form.fields.all() if row.field_id not in PLACE]
    used = [row for row in rows if row.field_id in known and not _idle(row)]
    shown = [row for row in used if not row.hidden]
    metas_used = [_merged(known[row.field_id], row) for row in used]
    on_form = {row.field_id for row in used}
    added = [meta for name, meta in known.items() if name not in on_form and is_asked(meta)]
    initial = {row.field_id: row.value for row in shown if not is_empty(row.value)}
    if bug_form.description_template and any(row.field_id == DESCRIPTION for row in shown):
        initial.setdefault(DESCRIPTION, bug_form.description_template)
    return Overlay(
        metas=(*metas_used, *added),
        help={row.field_id: row.help for row in shown if row.help},
        order=tuple(meta.field_id for meta in (*metas_used, *added)),
        initial=initial,
        fixed={row.field_id: row.value for row in used if row.hidden},
        missing=tuple(str(row) for row in rows if row.field_id not in known),
        added=tuple(meta.name for meta in added),
    )


def is_asked(meta: FieldMeta) -> bool:
    """Whether Jira refuses an issue without a value for *meta*. A missing reporter becomes the user who files."""
    return meta.required and not meta.has_default and meta.field_id != "reporter"


def is_empty(value: Any) -> bool:
    """Whether *value* sets nothing. False and 0 count as empty, because they cannot be typed."""
    return value is None or value in ("", [])


def _idle(row: BugFormField) -> bool:
    """Hidden without a value: neither shown nor sent."""
    return row.hidden and is_empty(row.value)


def _merged(meta: FieldMeta, row: BugFormField) -> FieldMeta:
    """Jira's words and rules, combined with those of the form.

    A field that the form requires must be filled in. Where nobody can fill it in, only Jira's own requirement counts.
    """
    required = row.required and not row.hidden and can_be_filled(meta)
    return replace(
        meta,
        name=row.label or meta.name,
        required=meta.required or required,
        has_default=meta.has_default and not required,
    )
