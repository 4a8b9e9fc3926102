"""Template tags for icons, times and form fields, loaded with `{% load ui %}`."""

from collections.abc import Sized
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_htmx.jinja import htmx_script

from accounts import retention_words
from config.constant_nodes import pure
from config.icons import DIRECTIONAL, drawing
from config.time_wording import clock, day, relative, seconds

register = template.Library()


@register.simple_tag
@pure
def icon(name: str, css: str = "") -> SafeString:
    """The icon *name*, hidden from screen readers; `css` adds classes, such as "spin".

    Raises TemplateSyntaxError for a name that is not in ICONS.
    """
    return _drawn(name, css)


@lru_cache(maxsize=256)
def _drawn(name: str, css: str) -> SafeString:
    classes = " ".join(filter(None, ["i", "flip" if name in DIRECTIONAL else "", css]))
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', classes, drawing(name)
    )


@register.simple_tag
@pure
def htmx() -> SafeString:
    """The script element of htmx."""
    return SafeString(htmx_script())


@register.simple_tag
@pure
def fixed_url(name: str) -> str:
    """The address called *name*, which takes no arguments; "" where there is none. Looked up once in a process."""
    return _fixed(name, get_script_prefix())


@register.simple_tag
def part(name: str, **values: str | bool | int | None) -> SafeString:
    """The template *name*, which needs nothing but *values*: no request, no user. Rendered once for the same values."""
    return _part(name, get_language(), get_script_prefix(), **values)


# By the types of the values, too: a safe text equals one that has to be escaped.
@lru_cache(maxsize=1024, typed=True)
def _part(name: str, language: str | None, prefix: str, **values: Any) -> SafeString:
    return SafeString(render_to_string(name, values))


@lru_cache(maxsize=256)
def _fixed(name: str, prefix: str) -> str:
    """*prefix* is a part of every address."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def passwords_are_used() -> bool:
    """Whether people sign in with a password of Lodge."""
    return bool(settings.PASSWORD_SIGN_IN)


@register.simple_tag
def when(value: datetime | None, style: str = "relative") -> SafeString | str:
    """A `<time>` in the user's time zone, with the full date and time as its title; nothing for None.

    Styles: "relative" (4 minutes ago, today at 10:31, yesterday, 20 Nov), "clock" (10:42, with the day when it is
    another one), "seconds" (10:31:04), "day" (24 Nov 2026).
    """
    if value is None:
        return ""
    local = timezone.localtime(value)
    words = {"relative": relative, "clock": clock, "seconds": seconds, "day": day}[style](local)
    # With the offset: the same moment in two zones is one key otherwise.
    begin = _time(local, local.utcoffset(), style == "seconds", get_language())
    return SafeString(f"{begin}{escape(words)}</time>")


@lru_cache(maxsize=2048)
def _time(
    local: datetime, _offset: timedelta | None, to_the_second: bool, _language: str | None
) -> SafeString:
    """The tag that begins a time. It depends on nothing but its arguments."""
    return format_html(
        '<time datetime="{}" title="{}">',
        local.isoformat(timespec="seconds"),
        date_format(local, "l, j F Y, H:i:s" if to_the_second else "l, j F Y, H:i"),
    )


register.simple_tag(retention_words.kept)


@register.filter
def drawn_as(field: BoundField) -> str:
    """How to draw a field: "choices", "check", "file", "text-area", "group" (several controls) or "line"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect):  # CheckboxSelectMultiple is a subclass
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
    """The field's widget with the classes of lodge.css, besides its own (`w-s` ...)."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    if not own and getattr(widget, "input_type", "") in {"date", "datetime-local", "time"}:
        own = "w-m"  # the width hints at the answer
    return field.as_widget(attrs={"class": f"{css} {own}".strip()} if css or own else None)


@register.filter
def target(field: BoundField) -> str:
    """The id for the link in the error summary: the control, or the first of several."""
    return field.id_for_label or (
        f"{field.auto_id}_0" if field.field.widget.use_fieldset else field.auto_id
    )


@register.filter
def starts(path: str | None, beginning: str) -> bool:
    """Whether *path* is *beginning* or below it."""
    return bool(path) and str(path).startswith(beginning)


@register.simple_tag
def how_many_errors(form: BaseForm | None, others: Sized = ()) -> int:
    """How many errors *form* has, and *others* beside it. 0 without a form."""
    own = sum(len(found) for found in form.errors.values()) if isinstance(form, BaseForm) else 0
    return own + len(others or ())


@register.simple_tag
def errors_first(form: Any, others: Sized = ()) -> str:
    """The prefix of the title of a page with form errors, like GOV.UK's: "Error: "."""
    return _("Error: ") if how_many_errors(form, others) else ""
