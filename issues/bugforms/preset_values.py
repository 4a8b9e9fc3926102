"""Checks the preset values of an admin against the field kinds. Makes no calls."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

from django.forms import MultiWidget
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta, Unavailable
from issues.fieldkinds import Choice
from issues.forms import build_form

UTC = "UTC"
POINT = "."  # files and links write numbers with a point


class EmptyLookup:
    """A Lookup that finds nothing, since a preset value needs no search."""

    def _nothing(self, query: str = "") -> NoReturn:
        raise Unavailable("values set beforehand are not searched for")

    def users(self, query: str) -> Sequence[Choice]:
        """Raises Unavailable, like all methods here."""
        self._nothing(query)

    any_users = groups = labels = issues = sprints = teams = projects = users

    def values(self, field: str, query: str) -> Sequence[Choice]:
        """Raises Unavailable."""
        self._nothing(query)

    def relations(self) -> Sequence[Choice]:
        """None."""
        return ()


def bare(meta: FieldMeta) -> FieldMeta:
    """*meta* for typing a preset value: optional, and without Jira's default."""
    return replace(meta, required=False, has_default=False, default=None)


def problems_of(meta: FieldMeta, value: Any) -> list[str]:
    """Errors of *value* for the field, as sentences. Empty where it fits."""
    data = {meta.field_id: value}
    form = build_form.build(
        (bare(meta),), data=data, time_zone=UTC, lookup=EmptyLookup(), decimal_sign=POINT
    )
    if meta.field_id not in form.fields:
        return [_("Lodge cannot fill in this field, so no value can be set beforehand")]
    widget = form.fields[meta.field_id].widget
    several = getattr(widget, "allow_multiple_selected", False)
    # Time tracking has two values: the estimate and the rest of it.
    most = len(widget.widgets) if isinstance(widget, MultiWidget) else 1
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        return [_("This is neither a text nor a list of texts")]
    if len(texts) > most and not several:
        return [_("Only one value fits here")]
    return [str(text) for text in form.errors.get(meta.field_id, ())]
