"""Rich text: users write Markdown, Jira takes an Atlassian document (ADF).

A text that is too long for Jira is refused, and a checkbox is drawn. When it is ticked (`f-overflow=attach`), Lodge
sends as much as Jira takes, and the rest becomes a file (`IssueForm.surplus`).
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import BY_JIRA, OMIT, Context, common, is_custom, without_controls
from issues.richtext import LIMIT, says_something, size, split, to_adf

ATTACH = "attach"


class MarkdownInput(forms.Textarea):
    """A text area. `attach`: whether the rest of a long text may become a file."""

    attach = False

    def names(self, name: str) -> tuple[str, ...]:
        """Every name that the field *name* posts."""
        return (name, f"{name}-overflow")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The text."""
        self.attach = data.get(f"{name}-overflow") == ATTACH
        return super().value_from_datadict(data, files, name)


class ParagraphField(forms.CharField):
    """Markdown whose ADF fits into Jira. `markdown` tells the template to say so. `rest` is the part cut off."""

    markdown = True
    widget: MarkdownInput

    def __init__(self, field_id: str, file_name: str, **arguments: Any) -> None:
        super().__init__(
            strip=False, widget=MarkdownInput({"rows": 11, "dir": "auto"}), **arguments
        )
        self.field_id = field_id
        self.file_name = file_name
        self.too_long = False
        self.rest = ""

    @property
    def overflow(self) -> dict[str, Any] | None:
        """The checkbox to draw (name, value, label, checked), or None."""
        if not self.too_long and not self.widget.attach:
            return None
        label = _("Put the end of it into a file “%(file)s”") % {"file": self.file_name}
        name = f"{self.field_id}-overflow"
        return {"name": name, "value": ATTACH, "label": label, "checked": self.widget.attach}

    def to_python(self, value: Any) -> str:
        """The text without invisible characters. White space and a template's comments alone count as empty."""
        text = without_controls(super().to_python(value) or "")
        return text if says_something(text) else ""

    def clean(self, value: Any) -> str:
        """The text as sent. Refuses a text that is too large after conversion, unless its rest may become a file."""
        text: str = super().clean(value)
        self.rest, in_jira = "", size(to_adf(text)) if text else 0
        self.too_long = in_jira > LIMIT
        if not self.too_long:
            return text
        if self.widget.attach:
            parts = split(text, self.file_name)
            self.rest = parts.rest
            return parts.kept
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
        name = meta.schema.system or slugify(meta.name)[:60].strip("-") or meta.field_id
        arguments = common(meta)
        if meta.has_default:
            arguments["help_text"] = BY_JIRA
        return ParagraphField(meta.field_id, f"{name}-rest.md", **arguments)

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default is a document, so it is left to Jira."""
        return None

    def to_jira(self, meta: FieldMeta, cleaned: str) -> Any:
        """The document. REST v3 refuses a plain string."""
        return to_adf(cleaned) if cleaned else OMIT
