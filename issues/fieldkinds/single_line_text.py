"""One line of text: the summary, single-line custom fields, addresses of pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, common, is_custom, length, one_line, shortened

LIMIT = 255


class LineField(forms.CharField):
    """A single line of at most 255 characters. Line breaks and invisible characters are removed."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(strip=False, **arguments)
        self.widget.attrs.update(maxlength=LIMIT, dir="auto")

    def to_python(self, value: Any) -> str:
        """One clean line."""
        return one_line(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Refuse more than Jira takes, and say by how much."""
        super().validate(value)
        too_many = length(value) - LIMIT
        if too_many > 0:
            message = ngettext(
                "This is %(n)d character too long. Jira takes %(limit)d",
                "This is %(n)d characters too long. Jira takes %(limit)d",
                too_many,
            )
            raise ValidationError(message % {"n": too_many, "limit": LIMIT}, code="max_length")


class LineKind:
    """schema.type string: plain text. Also the fallback for an unknown custom string."""

    def matches(self, meta: FieldMeta) -> bool:
        """Every string but read-only ones."""
        return meta.schema.type == "string" and not is_custom(meta, "readonlyfield")

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A single-line input."""
        return LineField(**common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default text."""
        return meta.default if isinstance(meta.default, str) else None

    def to_jira(self, meta: FieldMeta, cleaned: str) -> Any:
        """The text itself."""
        return cleaned or OMIT


class UrlField(LineField):
    """The address of a page, with its scheme."""

    def validate(self, value: str) -> None:
        """Refuse what Jira would not make a link of."""
        super().validate(value)
        if not value:
            return
        try:
            URLValidator(schemes=["http", "https", "ftp", "ftps"])(value)
        except ValidationError:
            said = _("“%(typed)s” is not an address. Write https://example.com, say")
            raise ValidationError(said % {"typed": shortened(value)}, code="invalid") from None


class UrlKind(LineKind):
    """Custom type url."""

    def matches(self, meta: FieldMeta) -> bool:
        """Jira's own url type."""
        return is_custom(meta, "url")

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """A text input with a keyboard for addresses. type=url would not keep a wrong address."""
        return UrlField(widget=forms.TextInput({"inputmode": "url"}), **common(meta))
