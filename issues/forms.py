"""Builds a Django form from createmeta and keeps what was typed. Never calls the network itself.

`users` is the one thing a form asks of its surroundings: a callable that finds people by name. How people fields
post is told in `issues.fieldkinds.people`; a view needs no more than `if form.is_valid()`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta, Rejected, User
from issues.fieldkinds import OMIT, Context, FieldKind, for_meta

# Chosen before the form (project, type) or uploaded after the issue exists (attachment).
NOT_IN_FORM = {"project", "issuetype"}
FIRST = ("summary", "description")
FIND = "find"


class IssueForm(forms.Form):
    """The form of one issue type. Field names are Jira's fieldIds.

    `unsupported`: names of required fields that Lodge can not fill in, so the form is never valid. `skipped`: names
    of optional ones, left out. `left_over`: what was typed into fields that the form has no more, by fieldId.
    """

    def __init__(self, source: MultiValueDict[str, Any], bound: bool, **arguments: Any) -> None:
        super().__init__(data=source if bound else None, **arguments)
        self.source = source
        self.kinds: dict[str, tuple[FieldMeta, FieldKind]] = {}
        self.unsupported: tuple[str, ...] = ()
        self.skipped: tuple[str, ...] = ()
        self.left_over: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        """Refuse a form that lacks what Jira asks for."""
        for name in self.unsupported:
            said = _("Jira asks for “%(name)s”, which can not be filled in here. Finish this report in Jira")
            self.add_error(None, said % {"name": name})
        return self.cleaned_data

    def jira_fields(self) -> dict[str, Any]:
        """The exact `fields` of the create call, by fieldId, without project and type. Only for a valid form."""
        values = {
            name: kind.to_jira(meta, self.cleaned_data[name]) for name, (meta, kind) in self.kinds.items()
        }
        return {name: value for name, value in values.items() if value is not OMIT}

    def typed(self) -> dict[str, Any]:
        """What the user typed, as JSON: give it to `build` again, as *data* or as *initial*."""
        kept: dict[str, Any] = {}
        for name, field in self.fields.items():
            for posted in _names(field.widget, name):
                if posted == name and getattr(field.widget, "allow_multiple_selected", False):
                    kept[posted] = self.source.getlist(posted)  # none ticked is an answer too
                elif posted in self.source:
                    kept[posted] = self.source.get(posted)
        return kept

    def add_jira_errors(self, rejected: Rejected) -> None:
        """Put Jira's own words beside the fields that they are about, the rest above the form."""
        _found_so_far = self.errors  # the form must be cleaned before errors are added
        if not self.is_bound:
            self.cleaned_data = {}
        for field_id, text in rejected.field_errors.items():
            if field_id in self.fields:
                self.add_error(field_id, text)
            else:
                self.add_error(
                    None, _("Jira says about “%(field)s”: %(text)s") % {"field": field_id, "text": text}
                )
        for text in rejected.messages:
            self.add_error(None, _("Jira says: %(text)s") % {"text": text})
        if not rejected.field_errors and not rejected.messages:
            self.add_error(None, _("Jira did not take this and did not say why"))

    @property
    def needs_choice(self) -> bool:
        """Whether a search for people waits for a choice."""
        widgets = ((name, field.widget) for name, field in self.fields.items())
        values = (widget.value_from_datadict(self.source, {}, name) for name, widget in widgets)
        return any(getattr(value, "is_open", False) for value in values)


def build(
    metas: Iterable[FieldMeta],
    *,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
    time_zone: str | ZoneInfo,
    users: Callable[[str], Sequence[User]],
) -> IssueForm:
    """The form for *metas*: bound to *data* (a POST, or what `typed()` gave), or showing *initial* (`typed()`).

    A POST of the "Find" button makes an unbound form: everything typed is kept, nothing is complained about yet.
    """
    given = initial if data is None else data
    source = _multi(given or {})
    form = IssueForm(source, bound=data is not None and FIND not in data, files=files)
    context = Context(_zone(time_zone), users)
    unsupported: list[str] = []
    skipped: list[str] = []
    for meta in sorted(metas, key=_place):
        if meta.field_id in NOT_IN_FORM:
            continue
        kind = for_meta(meta) if "set" in meta.operations else None
        if kind is None:
            (unsupported if meta.required and not meta.has_default else skipped).append(meta.name)
            continue
        field = kind.form_field(meta, context)
        field.initial = kind.initial(meta)
        form.fields[meta.field_id] = field
        form.kinds[meta.field_id] = (meta, kind)
        if any(posted in source for posted in _names(field.widget, meta.field_id)):
            form.initial[meta.field_id] = field.widget.value_from_datadict(source, {}, meta.field_id)
    form.unsupported, form.skipped = tuple(unsupported), tuple(skipped)
    if not hasattr(given, "getlist"):
        form.left_over = _left_over(form, given or {})
    return form


def _zone(zone: str | ZoneInfo) -> ZoneInfo:
    """UTC for a zone that this machine does not know: the field says which one is meant."""
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _place(meta: FieldMeta) -> int:
    return FIRST.index(meta.field_id) if meta.field_id in FIRST else len(FIRST)


def _names(widget: forms.Widget, name: str) -> tuple[str, ...]:
    names = getattr(widget, "names", None)
    return names(name) if names else (name,)


def _multi(given: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    if isinstance(given, MultiValueDict):
        return given
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    )


def _left_over(form: IssueForm, given: Mapping[str, Any]) -> dict[str, Any]:
    posted = {each for name, field in form.fields.items() for each in _names(field.widget, name)} | {FIND}
    return {name: value for name, value in given.items() if name not in posted}
