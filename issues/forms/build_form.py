"""Builds a Django form from createmeta and keeps what was typed. Searches go to a Lookup.

`issues.fieldkinds.picker` describes how a field with a search posts. A view only needs `if form.is_valid()`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta, Rejected
from issues.fieldkinds import OMIT, Choice, Context, FieldKind, Lookup, Suggests, for_meta
from issues.fieldkinds.issue_links import LinksInput, LinksKind, LinkWanted
from issues.fieldkinds.number import NumberField, understood
from issues.fieldkinds.paragraph import ParagraphField
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.timetracking import EstimatesInput
from issues.forms.outline import FIRST, NOT_IN_FORM, Drawable, Outline
from issues.limits.posted_text_cap import LINE, Cut, told

__all__ = ["FIND", "FIRST", "NOT_IN_FORM", "IssueForm", "LinkWanted", "build", "suggest"]

FIND = "find"


class IssueForm(forms.Form):
    """The form of one issue type. Field names are Jira's fieldIds.

    `unsupported`: names of required fields that Lodge cannot fill in, so the form is never valid. `empty`: those of
    them without any choice. `skipped`: names of optional ones, left out. `left_over`: values of fields that the form
    no longer has, by fieldId. `fixed`: fieldIds of preset, hidden fields. `cut`: texts that were too long and were
    cut, by posted name. `files_wanted`, `files_required`: whether Jira takes files here; the view draws them.
    """

    def __init__(self, source: MultiValueDict[str, Any], bound: bool, **arguments: Any) -> None:
        super().__init__(data=source if bound else None, **arguments)
        self.source = source
        self.kinds: dict[str, tuple[FieldMeta, FieldKind]] = {}
        self.unsupported: tuple[str, ...] = ()
        self.empty: tuple[str, ...] = ()
        self.skipped: tuple[str, ...] = ()
        self.left_over: dict[str, Any] = {}
        self.fixed: frozenset[str] = frozenset()
        self.cut: dict[str, Cut] = {}
        self.files_wanted = False
        self.files_required = False
        self._add_the_rest: Callable[[], None] | None = None

    def whole(self) -> None:
        """Add the fields that `build` left out because nothing was filled in, to draw the form."""
        add, self._add_the_rest = self._add_the_rest, None
        if add is not None:
            add()

    def __iter__(self) -> Iterator[BoundField]:
        """The visible fields."""
        return (self[name] for name in self.fields if name not in self.fixed)

    def add_error(self, field: str | None, error: Any) -> None:
        """Like Django's. The error of a hidden field is shown above the form."""
        if field is None or field not in self.fixed:
            return super().add_error(field, error)
        said = error if isinstance(error, ValidationError) else ValidationError(error)
        label = self.fields[field].label
        return super().add_error(None, [f"{label}: {message}" for message in said.messages])

    def clean(self) -> dict[str, Any]:
        """Refuse a form that lacks what Jira requires."""
        for name in self.unsupported:
            if name in self.empty:
                said = _("Jira asks for “%(name)s”, and there is nothing in it to choose from")
            else:
                said = _(
                    "Jira asks for “%(name)s”, which cannot be filled in here. Finish this report in Jira"
                )
            self.add_error(None, said % {"name": name})
        for name, cut in self.cut.items():
            field = next(
                (each for each in (name, name.rpartition("-")[0]) if each in self.fields), None
            )
            self.add_error(field, told(cut))
        return self.cleaned_data

    def links(self) -> list[LinkWanted]:
        """The links to create once the issue exists. Only for a valid form."""
        cleaned = (
            self.cleaned_data[n]
            for n, (_meta, kind) in self.kinds.items()
            if isinstance(kind, LinksKind)
        )
        return [link for links in cleaned for link in links]

    def surplus(self) -> list[tuple[str, str]]:
        """(file name, text) of the parts that were cut off texts too long for Jira. Only for a valid form."""
        fields = (field for field in self.fields.values() if isinstance(field, ParagraphField))
        return [(field.file_name, field.rest) for field in fields if field.rest]

    def jira_fields(self) -> dict[str, Any]:
        """The exact `fields` of the create call, by fieldId, without project and type. Only for a valid form."""
        values = {
            name: kind.to_jira(meta, self.cleaned_data[name])
            for name, (meta, kind) in self.kinds.items()
        }
        return {name: value for name, value in values.items() if value is not OMIT}

    def typed(self) -> dict[str, Any]:
        """The user's input as JSON. Pass it to `build` again, as *data* or as *initial*."""
        kept: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in self.fixed:
                continue
            for posted in _names(field.widget, name):
                if posted == name and getattr(field.widget, "allow_multiple_selected", False):
                    kept[posted] = self.source.getlist(posted)  # no tick is an answer too
                elif posted in self.source:
                    kept[posted] = self.source.get(posted)
        return kept

    def chosen(self) -> dict[str, str]:
        """The labels of the user's choices, by "name=value" as posted, because an id means nothing to people.

        Also the label of each input of a field with two.
        """
        found: dict[str, str] = {}
        for name, field in self.fields.items():
            posted = (
                []
                if name in self.fixed
                else [str(each) for each in self.source.getlist(name) if each]
            )
            if posted:
                labels = _labels(field, posted)
                found |= {
                    f"{name}={value}": labels[value]
                    for value in posted
                    if labels.get(value, value) != value
                }
            if isinstance(field.widget, LinksInput) and posted:
                relation = str(self.source.get(f"{name}-relation", ""))
                known = field.widget.relations.get(relation)
                found |= {f"{name}-relation={relation}": known.label} if known else {}
            if isinstance(field.widget, EstimatesInput):
                found |= field.widget.called(name)
        return found

    def add_jira_errors(self, rejected: Rejected) -> None:
        """Show Jira's messages beside their fields, and all others above the form."""
        _found_so_far = self.errors  # the form must be cleaned before errors are added
        if not self.is_bound:
            self.cleaned_data = {}
        for field_id, text in rejected.field_errors.items():
            if field_id in self.fields:
                self.add_error(field_id, text)
            else:
                said = _("Jira says about “%(field)s”: %(text)s")
                self.add_error(None, said % {"field": field_id, "text": text})
        for text in rejected.messages:
            self.add_error(None, _("Jira says: %(text)s") % {"text": text})
        if not rejected.field_errors and not rejected.messages:
            self.add_error(None, _("Jira did not take this and did not say why"))

    @property
    def needs_choice(self) -> bool:
        """Whether a search waits for a choice."""
        pickers = (
            (name, f.widget) for name, f in self.fields.items() if isinstance(f.widget, PickerInput)
        )
        return any(
            each.waits(each.value_from_datadict(self.source, {}, name)) for name, each in pickers
        )


def build(
    metas: Iterable[FieldMeta],
    *,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
    time_zone: str | ZoneInfo,
    lookup: Lookup,
    help: Mapping[str, str] | None = None,
    order: Sequence[str] | None = None,
    fixed: Mapping[str, Any] | None = None,
    decimal_sign: str = "",
    outline: Outline | None = None,
    to_send: bool = False,
) -> IssueForm:
    """The form for *metas*: bound to *data* (a POST, or what `typed()` gave), or showing *initial* (`typed()`).

    *help*: extra hints, by fieldId. *order*: fieldIds that come first. *fixed*: values, as from `typed()`, of hidden
    fields; they override *data* and are checked and sent like all others. *decimal_sign*: the user's, "." or ",", or
    "" where unknown. *outline*: that of *metas* in this *order*, where it is at hand.

    *to_send*: only check and send *data*, as most posts need. Optional fields without any text are left out until
    `IssueForm.whole`: nothing of them can be wrong, and nothing is sent.

    A POST of the "Find" button makes an unbound form, which keeps everything typed and shows no errors yet.
    """
    given = initial if data is None else data
    source, fixed = _multi(given or {}), fixed or {}
    form = IssueForm(source, bound=data is not None and FIND not in data, files=files)
    context = Context(zone_of(time_zone), lookup, decimal_sign)
    outline = outline or Outline(metas, order or ())
    _say_what_is_missing(form, outline)
    fields = outline.filled_in(source.lists(), fixed) if to_send else outline.fields
    _add_all(form, fields, context, help or {})
    form.fixed = frozenset(fixed) & form.fields.keys()
    _fix(form, fixed)
    if not hasattr(given, "getlist"):
        form.left_over = _left_over(form, given or {}, with_text=to_send)
    if to_send:
        form._add_the_rest = partial(_add_the_rest, form, outline.fields, context, help or {})
    return form


def suggest(meta: FieldMeta, context: Context, query: str) -> Sequence[Choice] | None:
    """The field's suggestions for *query*. None for a field without suggestions. Raises errors of integrations.jira."""
    kind = for_meta(meta)
    return kind.suggest(meta, context, query) if isinstance(kind, Suggests) else None


def _say_what_is_missing(form: IssueForm, outline: Outline) -> None:
    form.files_wanted, form.files_required = outline.files_wanted, outline.files_required
    form.unsupported, form.empty = outline.unsupported, outline.empty
    form.skipped = outline.skipped


def _add_all(
    form: IssueForm, fields: Iterable[Drawable], context: Context, help: Mapping[str, str]
) -> None:
    """Add *fields*, those with *help* with that."""
    for meta, kind in fields:
        _add(form, meta, kind, context)
        if text := help.get(meta.field_id):
            field = form.fields[meta.field_id]
            own = field.help_text
            field.help_text = format_lazy("{} {}", text, own) if own else text


def _add_the_rest(
    form: IssueForm, fields: Sequence[Drawable], context: Context, help: Mapping[str, str]
) -> None:
    """Add those of *fields* that *form* lacks, and put all in their order. None of them has an error."""
    _add_all(
        form, [each for each in fields if each.meta.field_id not in form.fields], context, help
    )
    names = [each.meta.field_id for each in fields]
    form.fields = {name: form.fields[name] for name in names}
    form.kinds = {name: form.kinds[name] for name in names}


def _add(form: IssueForm, meta: FieldMeta, kind: FieldKind, context: Context) -> None:
    """Add the field for *meta*."""
    field = kind.form_field(meta, context)
    field.initial = kind.initial(meta)
    if meta.hint:
        field.help_text = f"{meta.hint} {field.help_text}".strip()
    if not isinstance(field, ParagraphField):
        _shorten(form, _names(field.widget, meta.field_id))
    form.fields[meta.field_id] = field
    form.kinds[meta.field_id] = (meta, kind)
    if isinstance(field.widget, PickerInput):
        field.widget.asked = form.source.get(FIND) == meta.field_id
    if any(posted in form.source for posted in _names(field.widget, meta.field_id)):
        form.initial[meta.field_id] = field.widget.value_from_datadict(
            form.source, {}, meta.field_id
        )


def _shorten(form: IssueForm, names: Iterable[str]) -> None:
    """Cut texts outside paragraphs to the length of a line, so that the page does not carry more back."""
    posted = [
        (name, [str(each) for each in form.source.getlist(name)])
        for name in names
        if name in form.source
    ]
    for name, texts in posted:
        longest = max(map(len, texts), default=0)
        if longest > LINE:
            form.cut[name] = Cut(LINE, longest)
            form.source.setlist(name, [each[:LINE] for each in texts])


def _fix(form: IssueForm, fixed: Mapping[str, Any]) -> None:
    """Override the input of those fields with the *fixed* values."""
    for name in form.fixed:
        widget = form.fields[name].widget
        for posted in _names(widget, name):
            form.source.pop(posted, None)
            if posted in fixed:
                value = fixed[posted]
                form.source.setlist(posted, value if isinstance(value, list) else [value])
        form.initial[name] = widget.value_from_datadict(form.source, {}, name)


def zone_of(zone: str | ZoneInfo) -> ZoneInfo:
    """The time zone, or UTC where this machine does not know it. The field shows which one applies."""
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _names(widget: forms.Widget, name: str) -> tuple[str, ...]:
    names = getattr(widget, "names", None)
    return names(name) if names else (name,)


def _labels(field: forms.Field, posted: Sequence[str]) -> dict[str, str]:
    """The labels, by posted value."""
    if isinstance(field.widget, PickerInput):
        return field.widget.labels(posted)
    if isinstance(field, NumberField):
        read = {text: understood(text, field.decimal_sign) for text in posted}
        return {text: f"{number} ({text})" for text, number in read.items() if number}
    if isinstance(field, forms.ChoiceField):
        offered = cast("Iterable[tuple[object, object]]", field.choices)
        return {str(value): str(label) for value, label in offered}
    return {}


def _multi(given: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    if isinstance(given, MultiValueDict):
        return MultiValueDict(given.lists())  # a POST is immutable
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    )


def _left_over(form: IssueForm, given: Mapping[str, Any], *, with_text: bool) -> dict[str, Any]:
    """The values of *given* that no field posts. *with_text*: without empty ones, whose fields may be left out."""
    posted = {
        each for name, field in form.fields.items() for each in _names(field.widget, name)
    } | {FIND}
    return {
        name: value
        for name, value in given.items()
        if name not in posted and not (with_text and _is_empty(value))
    }


def _is_empty(value: Any) -> bool:
    return not any(value) if isinstance(value, list) else not value
