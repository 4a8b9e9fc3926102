"""Rich text: the user writes Markdown, Jira takes an Atlassian document (ADF)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common, is_custom, without_controls
from issues.richtext.adf import LIMIT, size
from issues.richtext.markdown import to_adf


class ParagraphField(forms.CharField):
    """Markdown whose ADF fits into Jira. `markdown` tells the template to say so."""

    markdown = True

    def __init__(self, **arguments: Any) -> None:
        super().__init__(strip=False, **arguments)
        self.widget.attrs.update(rows=11, dir="auto")

    def to_python(self, value: Any) -> str:
        """The text without invisible characters; nothing but white space is nothing."""
        text = without_controls(super().to_python(value) or "")
        return text if text.strip() else ""

    def validate(self, value: str) -> None:
        """Refuse what is too large once it is converted."""
        super().validate(value)
        if not value:
            return
        in_jira = size(to_adf(value))
        if in_jira > LIMIT:
            said = _(
                "This is %(size)d characters long in Jira, %(over)d too many. Put a part of it into a file"
            )
            raise ValidationError(said % {"size": in_jira, "over": in_jira - LIMIT}, code="max_length")


class ParagraphKind:
    """Description, environment, and custom paragraphs."""

    def matches(self, meta: FieldMeta) -> bool:
        """The two system fields that are rich text, and Jira's own textarea type."""
        return meta.schema.system in {"description", "environment"} or is_custom(meta, "textarea")

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A text area."""
        return ParagraphField(widget=forms.Textarea(), **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default is a document; it is left to Jira."""
        return None

    def to_jira(self, meta: FieldMeta, cleaned: str) -> Any:
        """The document; a plain string would be refused by v3."""
        return to_adf(cleaned) if cleaned else OMIT
