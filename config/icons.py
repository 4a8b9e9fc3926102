"""The icons of pages, as SVG."""

from django import template
from django.utils.safestring import SafeString, mark_safe

# 16 by 16, strokes of 1.75 with round ends (lodge.css, .i). A value that begins with "<" is inserted as it is.
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
# These point in reading direction, so they are mirrored in right-to-left languages.
DIRECTIONAL = {"arrow", "out"}


def drawing(name: str) -> SafeString:
    drawing = ICONS.get(name)
    if drawing is None:
        raise template.TemplateSyntaxError(
            f"There is no icon called {name!r}. There are: {', '.join(ICONS)}."
        )
    if not drawing.startswith("<"):
        drawing = f'<path d="{drawing}"/>'
    return mark_safe(drawing)  # noqa: S308 (from the table above, never from a user)
