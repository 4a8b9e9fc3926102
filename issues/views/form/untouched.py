"""Whether anybody did anything to a form: an untouched one never becomes a draft."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from issues.drafts import Typed


def untouched(form: forms.Form) -> str:
    """A mark of the form as it is drawn: what `mark_of` makes of a post in which nothing was changed.

    A widget that draws itself in a way of its own only makes an untouched form look touched.
    """
    found: Typed = {}
    for bound in form:
        context = bound.field.widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})
        for name, text in _posted(context["widget"]):
            found.setdefault(name, []).append(text)
    return mark_of(found)


def mark_of(values: Typed) -> str:
    """The same for the same texts and choices; what is empty does not count, nor in which order they come."""
    said = sorted((name, text) for name, texts in values.items() for text in texts if text)
    lines = [[name, text.replace("\r\n", "\n")] for name, text in said]
    return hashlib.sha256(json.dumps(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


NOTHING = mark_of({})


def is_touched(values: Typed, mark: str) -> bool:
    """Whether there is anything in *values* but what the form began with."""
    now = mark_of({name: texts for name, texts in values.items() if not name.endswith("-searched")})
    return now not in (NOTHING, mark)


def _posted(widget: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What a browser posts for a widget, from the context that its template draws it with."""
    if "subwidgets" in widget:
        for each in widget["subwidgets"]:
            yield from _posted(each)
    elif "optgroups" in widget:
        options = [option for _name, group, _index in widget["optgroups"] for option in group]
        yield from ((widget["name"], str(option["value"])) for option in options if option["selected"])
    elif "choices" in widget:
        yield from ((widget["name"], str(each["value"])) for each in widget["choices"] if each.get("checked"))
        yield f"{widget['name']}-search", str(widget.get("search") or "")
    elif widget.get("type") == "checkbox":
        if widget["attrs"].get("checked"):
            yield widget["name"], str(widget.get("value") or "on")
    elif widget.get("value") is not None:
        yield widget["name"], str(widget["value"])
