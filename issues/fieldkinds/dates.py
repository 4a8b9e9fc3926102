"""Days, and moments in the user's own time zone."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import BY_JIRA, OMIT, Context, common
from issues.fieldkinds.date_form_fields import DayField, MomentField, PickerInput
from issues.fieldkinds.parse_date import DAY, LOCAL_MOMENT


class DateKind:
    """schema.type date, sent as 2026-11-30."""

    def matches(self, meta: FieldMeta) -> bool:
        """The due date and custom date pickers."""
        return meta.schema.type == "date"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """The browser's own date picker."""
        return DayField(zone=context.time_zone, widget=PickerInput("date", DAY), **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default day."""
        return meta.default[:10] if isinstance(meta.default, str) else None

    def to_jira(self, meta: FieldMeta, cleaned: date | None) -> Any:
        """ISO 8601."""
        return cleaned.isoformat() if cleaned else OMIT


class DateTimeKind:
    """schema.type datetime, sent as 2026-11-18T14:39:00.000+0100: milliseconds, and an offset without a colon."""

    def matches(self, meta: FieldMeta) -> bool:
        """Custom date time pickers."""
        return meta.schema.type == "datetime"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """The browser's own picker, with its time zone."""
        zone = context.time_zone
        hint = _("On the clocks of %(zone)s.") % {"zone": zone.key}
        if meta.has_default:
            hint = f"{hint} {BY_JIRA}"
        widget = PickerInput("datetime-local", LOCAL_MOMENT)
        return MomentField(zone=zone, widget=widget, help_text=hint, **common(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default is a moment on its server, so it is left to Jira."""
        return None

    def to_jira(self, meta: FieldMeta, cleaned: datetime | None) -> Any:
        """Jira reads offsets of whole minutes only. Historic zones have seconds, so those are sent in UTC."""
        if cleaned is None:
            return OMIT
        offset = cleaned.utcoffset()
        sent = (
            cleaned
            if offset is not None and offset.total_seconds() % 60 == 0
            else cleaned.astimezone(UTC)
        )
        return f"{sent:%Y-%m-%dT%H:%M:%S}.000{sent:%z}"
