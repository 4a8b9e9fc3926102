"""One of a closed list: select, radio buttons, priority, a version, a security level. Sent by id."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CHOOSE, OMIT, Context, common, is_custom, is_required

FEW = 50  # a list of radio buttons or checkboxes is never longer
NO_LONGER = _("What you chose is no longer offered. Choose again")
TYPES = {"option", "priority", "version", "component", "securitylevel", "resolution", "issuetype", "project"}


def offered(meta: FieldMeta) -> Iterator[tuple[str, str]]:
    """The (id, label) of every value of *meta* that may still be chosen."""
    for value in meta.allowed_values or ():
        if value.get("disabled") is True or value.get("archived") is True or "id" not in value:
            continue
        label = value.get("value") or value.get("name") or value.get("key") or value["id"]
        yield str(value["id"]), str(label)


def id_of(value: Any) -> str | None:
    """The id inside one of Jira's default values."""
    return str(value["id"]) if isinstance(value, Mapping) and "id" in value else None


class ChoiceKind:
    """schema.type option and its kin, wherever Jira tells the allowed values."""

    def matches(self, meta: FieldMeta) -> bool:
        """A single value out of a closed list."""
        return meta.schema.type in TYPES and meta.allowed_values is not None

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons where Jira draws them, a select otherwise."""
        values = list(offered(meta))
        radio = is_custom(meta, "radiobuttons") and len(values) <= FEW
        if radio:
            empty = [] if is_required(meta) else [("", _("No choice"))]
        else:
            empty = [("", _("Choose one") if is_required(meta) else _("No choice"))]
        field = forms.ChoiceField(
            choices=[*empty, *values],
            widget=forms.RadioSelect() if radio else forms.Select(),
            **common(meta, CHOOSE),
        )
        field.error_messages["invalid_choice"] = NO_LONGER
        return field

    def initial(self, meta: FieldMeta) -> Any:
        """The id of Jira's default."""
        return id_of(meta.default)

    def to_jira(self, meta: FieldMeta, cleaned: str) -> Any:
        """`{"id": …}`: names are translated, ids are not."""
        return {"id": cleaned} if cleaned else OMIT
