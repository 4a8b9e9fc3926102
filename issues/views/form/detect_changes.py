"""Detects whether a form was changed. An untouched form is never saved as a draft."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from issues.forms.drafts import Typed
from issues.views.form.parse import Posted


def untouched(form: forms.Form) -> str:
    """A hash of the form as it is rendered: what `mark_of` returns for an unchanged post.

    A widget with unusual rendering only makes an untouched form look touched.
    """
    found: Typed = {}
    for bound in form:
        context = bound.field.widget.get_context(
            bound.html_name, bound.value(), {"id": bound.auto_id}
        )
        for name, text in _posted(context["widget"]):
            found.setdefault(name, []).append(text)
    return mark_of(found)


def mark_of(values: Typed) -> str:
    """A hash of the texts and choices. Empty values and order do not count."""
    said = sorted((name, text) for name, texts in values.items() for text in texts if text)
    lines = [[name, text.replace("\r\n", "\n")] for name, text in said]
    return hashlib.sha256(json.dumps(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


NOTHING = mark_of({})


def is_touched(values: Typed, mark: str) -> bool:
    """Whether *values* differ from the initial ones, whose hash is *mark*."""
    now = mark_of({name: texts for name, texts in values.items() if not name.endswith("-searched")})
    return now not in (NOTHING, mark)


def was_touched(posted: Posted) -> bool:
    """Whether the post has any content: changed values, files, or a saved draft."""
    edit = posted.edit
    there = edit.version or posted.uploads or posted.dropped or edit.files
    return bool(there) or is_touched(edit.values, posted.untouched)


def _posted(widget: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Pairs of name and value that a browser posts for a widget, from its template context."""
    if "subwidgets" in widget:
        for each in widget["subwidgets"]:
            yield from _posted(each)
    elif "optgroups" in widget:
        options = [option for _name, group, _index in widget["optgroups"] for option in group]
        yield from (
            (widget["name"], str(option["value"])) for option in options if option["selected"]
        )
    elif "choices" in widget:
        yield from (
            (widget["name"], str(each["value"]))
            for each in widget["choices"]
            if each.get("checked")
        )
        yield f"{widget['name']}-search", str(widget.get("search") or "")
    elif widget.get("type") == "checkbox":
        if widget["attrs"].get("checked"):
            yield widget["name"], str(widget.get("value") or "on")
    elif widget.get("value") is not None:
        yield widget["name"], str(widget["value"])
