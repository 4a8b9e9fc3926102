"""The look's template tags: icons, times, and how a form field is drawn. Loaded with `{% load look %}`."""

from collections.abc import Sized
from datetime import datetime, timedelta
from typing import Any

from django import forms, template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import ages

register = template.Library()

# 16 by 16, one line of 1.75 with round ends (lodge.css, .i). A value that starts with "<" is drawn as it is.
ICONS = {
    "alert": '<circle cx="8" cy="8" r="6"/><path d="M8 4.9v3.6M8 11h.01"/>',
    "again": "M13.3 8a5.3 5.3 0 1 1-1.7-3.9l1.9 1.7M13.5 2.5v3.3h-3.3",
    "arrow": "M3 8h9.5M8.8 4.2 12.6 8l-3.8 3.8",
    "bin": "M2.5 4.2h11M6 4V2.5h4V4M4 4.5l.6 9h6.8l.6-9",
    "bold": "M4.5 2.7h4.2a2.6 2.6 0 0 1 0 5.2H4.5Zm0 5.2h5a2.7 2.7 0 0 1 0 5.4h-5Z",
    "bubble": "M2.5 3h11v8H7.2L4 13.6V11H2.5ZM8 5.2v2M8 9h.01",
    "check": "m3 8.5 3.2 3.2L13 4.8",
    "clock": '<circle cx="8" cy="8" r="5.9"/><path d="M8 4.8V8l2.3 1.5"/>',
    "code": "M5 4.5 1.7 8 5 11.5M11 4.5 14.3 8 11 11.5",
    "cross": "m4 4 8 8M12 4l-8 8",
    "down": "m3.5 6 4.5 4.5L12.5 6",
    "eye": '<path d="M1.5 8C3 5.2 5.3 3.7 8 3.7S13 5.2 14.5 8C13 10.8 10.7 12.3 8 12.3S3 10.8 1.5 8Z"/>'
    '<circle cx="8" cy="8" r="1.9"/>',
    "file": "M3.5 1.8h5.7l3.3 3.3v9.1h-9ZM9 2v3.4h3.3",
    "house": "M1.8 6h2.7L8 2.8 11.5 6h2.7v7.5H1.8ZM4.8 9.7h6.4",
    "image": "M2 3h12v10H2Zm0 8 3.5-3.5 2.7 2.7L10.5 8 14 11.3M10.5 5.6h.01",
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.5v3.6M8 5h.01"/>',
    "italic": "M6.5 2.8h5M4.5 13.2h5M9.3 2.8 6.7 13.2",
    "link": "m6.6 9.4 2.8-2.8M7.2 4.7l1.5-1.5a2.9 2.9 0 0 1 4.1 4.1l-1.5 1.5"
    "M8.8 11.3l-1.5 1.5a2.9 2.9 0 0 1-4.1-4.1l1.5-1.5",
    "list": "M6 4h7.5M6 8h7.5M6 12h7.5M2.8 4h.01M2.8 8h.01M2.8 12h.01",
    "mention": '<circle cx="8" cy="8" r="2.6"/><path d="M10.6 5.4v3.4c0 1.9 3 1.9 3-.8a5.6 5.6 0 1 0-2.3 4.5"/>',
    "out": "M9.5 2.5h4v4M13.3 2.7 7.5 8.5M11.5 9.5v4h-9v-9h4",
    "pencil": "m2.8 13.2.6-3L10.7 3l2.3 2.3-7.3 7.3Z",
    "person": '<circle cx="8" cy="5.3" r="2.8"/><path d="M2.8 13.7c.6-2.7 2.6-4.1 5.2-4.1s4.6 1.4 5.2 4.1"/>',
    "pin": '<path d="M8 14s4.6-4.1 4.6-7.4a4.6 4.6 0 0 0-9.2 0C3.4 9.9 8 14 8 14Z"/><circle cx="8" cy="6.5" r="1.5"/>',
    "quote": "M3 3v10M6.5 4.5h7M6.5 8h7M6.5 11.5h4",
    "search": '<circle cx="7" cy="7" r="4.4"/><path d="m10.4 10.4 3.2 3.2"/>',
    "spin": "M8 2.1A5.9 5.9 0 1 1 2.1 8",
    "tasks": "M2.5 3.5h4v4h-4ZM9 5.5h4.5M9 11h4.5M2.5 11.2l1.5 1.5 2.7-3",
    "up": "M8 13V3.5M4 7.2l4-3.9 4 3.9",
}
# These point along the line of writing, so they turn round from right to left.
DIRECTIONAL = {"arrow", "out"}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """The drawing called *name*, hidden from screen readers; `css` adds classes, such as "spin".

    Raises TemplateSyntaxError for a name that is not in ICONS.
    """
    drawing = ICONS.get(name)
    if drawing is None:
        raise template.TemplateSyntaxError(
            f"There is no icon called {name!r}. There are: {', '.join(ICONS)}."
        )
    if not drawing.startswith("<"):
        drawing = f'<path d="{drawing}"/>'
    classes = " ".join(filter(None, ["i", "flip" if name in DIRECTIONAL else "", css]))
    inside = mark_safe(drawing)  # noqa: S308 (from the table above, never from a user)
    return format_html('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', classes, inside)


@register.simple_tag
def when(value: datetime | None, style: str = "relative") -> SafeString | str:
    """A `<time>` in the user's zone, the whole moment in its title; nothing for None.

    Styles: "relative" (4 minutes ago, today at 10:31, yesterday, 20 Nov), "clock" (10:42, with the day when it is
    another one), "seconds" (10:31:04), "day" (24 Nov 2026).
    """
    if value is None:
        return ""
    local = timezone.localtime(value)
    words = {"relative": _relative, "clock": _clock, "seconds": _seconds, "day": _day}[style](local)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "l, j F Y, H:i:s" if style == "seconds" else "l, j F Y, H:i"),
        words,
    )


def _relative(local: datetime) -> str:
    now = timezone.localtime()
    passed = now - local
    if passed < timedelta(0):
        return _clock(local)
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if local.date() == now.date():
        return _("today at %(time)s") % {"time": date_format(local, "H:i")}
    if local.date() == now.date() - timedelta(days=1):
        return _("yesterday")
    return date_format(local, "j M") if local.year == now.year else _day(local)


def _clock(local: datetime) -> str:
    today = local.date() == timezone.localtime().date()
    return date_format(local, "H:i" if today else "j M, H:i")


def _seconds(local: datetime) -> str:
    return date_format(local, "H:i:s")


def _day(local: datetime) -> str:
    return date_format(local, "j M Y")


register.simple_tag(ages.kept)


@register.filter
def drawn_as(field: BoundField) -> str:
    """How a field is drawn: "choices", "check", "file", "text-area", "group" (several controls) or "line"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect):  # CheckboxSelectMultiple is one of them
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Textarea):
        return "text-area"
    return "group" if widget.use_fieldset else "line"


@register.simple_tag
def control(field: BoundField, css: str = "input") -> SafeString:
    """The field's widget with the class that lodge.css styles, beside the widget's own classes (`w-s` ...)."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    if not own and getattr(widget, "input_type", "") in {"date", "datetime-local", "time"}:
        own = "w-m"  # the width hints at the answer
    return field.as_widget(attrs={"class": f"{css} {own}".strip()} if css or own else None)


@register.filter
def target(field: BoundField) -> str:
    """The id that a link in the summary of errors leads to: the control, or the first of a list of choices."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.field.widget.use_fieldset else field.auto_id)


@register.filter
def starts(path: str | None, beginning: str) -> bool:
    """Whether *path* lies under the address *beginning*."""
    return bool(path) and str(path).startswith(beginning)


@register.simple_tag
def how_many_errors(form: BaseForm | None, others: Sized = ()) -> int:
    """How many things there are to correct in *form*, and *others* beside it: 0 for none, and when there is no form."""
    own = sum(len(found) for found in form.errors.values()) if isinstance(form, BaseForm) else 0
    return own + len(others or ())


@register.simple_tag
def errors_first(form: Any, others: Sized = ()) -> str:
    """What the title of a page begins with when its form has errors, as GOV.UK's do: "Error: "."""
    return _("Error: ") if how_many_errors(form, others) else ""
