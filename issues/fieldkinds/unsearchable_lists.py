"""Lists that users type because they cannot be searched: Assets objects, and texts of an app's field."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.jira import FieldMeta
from issues.fieldkinds.base import (
    OMIT,
    Context,
    common,
    is_custom,
    length,
    one_line,
    shortened,
    without_controls,
)
from issues.fieldkinds.labels import words_of

OBJECT = re.compile(r"[0-9A-Za-z-]{1,64}:[0-9]{1,18}")
ASSETS = "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"
APPS = ("ari:cloud:ecosystem::", "com.atlassian.plugins.atlassian-connect-plugin:")
LIMIT = 255


class ListField(forms.CharField):
    """Its clean value is a list of texts without duplicates."""

    def to_python(self, value: Any) -> Any:
        """The parts of the text."""
        return self.parts(without_controls(super().to_python(value) or ""))

    def parts(self, typed: str) -> list[str]:
        """The lines that are not empty."""
        return list(dict.fromkeys(filter(None, map(one_line, typed.split("\n")))))

    def validate(self, value: list[str]) -> None:
        """Refuse a text that is too long for Jira."""
        super().validate(value)
        for each in value:
            if length(each) > LIMIT:
                said = _("“%(typed)s” is too long. Jira takes %(limit)d characters a line")
                raise ValidationError(
                    said % {"typed": shortened(each), "limit": LIMIT}, code="max_length"
                )

    def run_validators(self, value: list[str]) -> None:
        """Skip CharField's validators, which expect text."""


class ObjectsField(ListField):
    """Ids of objects."""

    def parts(self, typed: str) -> list[str]:
        """The words."""
        return words_of(typed)

    def validate(self, value: list[str]) -> None:
        """Refuse what is not an id."""
        super().validate(value)
        for each in value:
            if not OBJECT.fullmatch(each):
                said = _(
                    "“%(typed)s” is no id of an object. Write workspace:number, as its page in Jira has it"
                )
                raise ValidationError(said % {"typed": shortened(each)}, code="invalid")


class AssetsKind:
    """Assets objects. No scope of Lodge's allows searching them."""

    def matches(self, meta: FieldMeta) -> bool:
        """The Assets field."""
        return meta.schema.custom == ASSETS or meta.schema.items == "cmdb-object-field"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A line of ids."""
        hint = gettext_lazy(
            "Ids of the objects, each as workspace:number, with a space between two."
        )
        widget = forms.TextInput({"autocomplete": "off"})
        return ObjectsField(widget=widget, help_text=hint, **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """The ids of Jira's default objects."""
        defaults = meta.default if isinstance(meta.default, list) else []
        return " ".join(
            str(each["id"]) for each in defaults if isinstance(each, Mapping) and "id" in each
        )

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """A list of `{"id": "workspace:number"}`."""
        return [{"id": each} for each in cleaned] or OMIT


class TextsKind:
    """A string array of an app (Forge, Connect): one text per line."""

    def matches(self, meta: FieldMeta) -> bool:
        """A field of an app. In other arrays the meaning of the strings is unknown."""
        texts = meta.schema.type == "array" and meta.schema.items == "string"
        return texts and (meta.schema.custom.startswith(APPS) or is_custom(meta, "textfield"))

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A small text area."""
        widget = forms.Textarea({"rows": 3, "dir": "auto"})
        return ListField(widget=widget, help_text=gettext_lazy("One a line."), **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default texts."""
        return "\n".join(map(str, meta.default)) if isinstance(meta.default, list) else None

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The texts unchanged."""
        return cleaned or OMIT
