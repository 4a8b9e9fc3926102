"""The content model of the Atlassian Document Format, as tables.

From Atlassian's published ADF schema: the places, attributes and marks of each node. `adf.py` checks a document
against them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Check = Callable[[object], bool]


def text(value: object) -> bool:
    """Any string."""
    return isinstance(value, str)


def filled(value: object) -> bool:
    """A string of at least one character."""
    return isinstance(value, str) and value != ""


def flag(value: object) -> bool:
    """A boolean."""
    return isinstance(value, bool)


def anything(value: object) -> bool:
    """Any JSON value."""
    return True


def number(low: float | None = None, high: float | None = None) -> Check:
    """A number (not a boolean) within the bounds."""

    def check(value: object) -> bool:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    return check


def one_of(*values: str) -> Check:
    """One of the given strings."""
    return lambda value: isinstance(value, str) and value in values


def matching(pattern: str) -> Check:
    """A string that matches the whole pattern."""
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def numbers(value: object) -> bool:
    """An array of numbers."""
    return isinstance(value, list) and all(number()(item) for item in value)


def filled_texts(value: object) -> bool:
    """A non-empty array of strings."""
    return isinstance(value, list) and bool(value) and all(text(item) for item in value)


def datasource(value: object) -> bool:
    """The data source of a blockCard: id, parameters and views, nothing else."""
    if not isinstance(value, dict) or set(value) != {"id", "parameters", "views"}:
        return False
    views = value["views"]
    return text(value["id"]) and isinstance(views, list) and bool(views)


@dataclass(frozen=True)
class Attributes:
    """The attributes of an object: name to check. Those in `required` must be present."""

    known: Mapping[str, Check]
    required: frozenset[str] = frozenset()

    def accepts(self, attrs: object) -> bool:
        """True when `attrs` is an object of these attributes."""
        if not isinstance(attrs, dict) or not self.required <= attrs.keys():
            return False
        known = self.known
        return all(name in known and known[name](value) for name, value in attrs.items())


def attributes(required: str = "", **known: Check) -> tuple[Attributes, ...]:
    """One accepted set of attributes; every node of ADF may carry a `localId`."""
    return (Attributes({"localId": text, **known}, frozenset(required.split())),)


def bare(required: str = "", **known: Check) -> tuple[Attributes, ...]:
    """One accepted set of attributes without `localId`, as marks have them."""
    return (Attributes(known, frozenset(required.split())),)


COLOUR = matching(r"#[0-9a-fA-F]{6}")
CARD_LAYOUT = one_of(
    "wide", "full-width", "center", "wrap-right", "wrap-left", "align-end", "align-start"
)
VERTICAL = one_of("top", "middle", "bottom")
STATE = one_of("TODO", "DONE")

# mark name -> accepted attribute sets; an empty tuple means that it takes none
MARKS: dict[str, tuple[Attributes, ...]] = {
    "alignment": bare("align", align=one_of("center", "end")),
    "annotation": bare("id annotationType", id=text, annotationType=one_of("inlineComment")),
    "backgroundColor": bare("color", color=COLOUR),
    "border": bare(
        "size color", size=number(1, 3), color=matching(r"#([0-9a-fA-F]{8}|[0-9a-fA-F]{6})")
    ),
    "breakout": bare("mode", mode=one_of("wide", "full-width"), width=number()),
    "code": (),
    "dataConsumer": bare("sources", sources=filled_texts),
    "em": (),
    "fontSize": bare("fontSize", fontSize=one_of("small")),
    "fragment": bare("localId", localId=filled, name=text),
    "indentation": bare("level", level=number(1, 6)),
    "link": bare("href", href=text, title=text, id=text, collection=text, occurrenceKey=text),
    "strike": (),
    "strong": (),
    "subsup": bare("type", type=one_of("sub", "sup")),
    "textColor": bare("color", color=COLOUR),
    "underline": (),
}

FORMATTED = frozenset(
    [
        "link",
        "em",
        "strong",
        "strike",
        "subsup",
        "underline",
        "textColor",
        "annotation",
        "backgroundColor",
    ]
)  # a text node carries these, or those of CODE, never a mixture
CODE = frozenset({"code", "link", "annotation"})
NO_MARKS: frozenset[str] = frozenset()
EXTENSION_MARKS = frozenset({"dataConsumer", "fragment"})
MEDIA_MARKS = frozenset({"dataConsumer", "link", "annotation", "border"})

_EXTENSION = attributes(
    "extensionKey extensionType",
    extensionKey=filled,
    extensionType=filled,
    parameters=anything,
    text=text,
    layout=one_of("wide", "full-width", "default"),
)
_CELL = attributes(
    colspan=number(), rowspan=number(), colwidth=numbers, background=text, valign=VERTICAL
)

# node type -> accepted attribute sets; node types that take no attributes at all are left out
NODES: dict[str, tuple[Attributes, ...]] = {
    "blockCard": attributes("url", url=text)
    + attributes("data", data=anything)
    + attributes("datasource", url=text, datasource=datasource, width=number(), layout=CARD_LAYOUT),
    "blockTaskItem": attributes("localId state", state=STATE),
    "blockquote": attributes(),
    "bodiedExtension": _EXTENSION,
    "bodiedSyncBlock": attributes("resourceId localId", resourceId=text),
    "bulletList": attributes(),
    "caption": attributes(),
    "codeBlock": attributes(language=text, uniqueId=text, wrap=flag, hideLineNumbers=flag),
    "date": attributes("timestamp", timestamp=filled),
    "decisionItem": attributes("localId state", state=text),
    "decisionList": attributes("localId"),
    "embedCard": attributes(
        "url layout",
        url=text,
        layout=CARD_LAYOUT,
        width=number(0, 100),
        originalHeight=number(),
        originalWidth=number(),
    ),
    "emoji": attributes("shortName", shortName=text, id=text, text=text),
    "expand": attributes(title=text),
    "extension": _EXTENSION,
    "hardBreak": attributes(text=one_of("\n")),
    "heading": attributes("level", level=number(1, 6)),
    "inlineCard": attributes("url", url=text) + attributes("data", data=anything),
    "inlineExtension": attributes(
        "extensionKey extensionType",
        extensionKey=filled,
        extensionType=filled,
        parameters=anything,
        text=text,
    ),
    "layoutColumn": attributes("width", width=number(0, 100), valign=VERTICAL),
    "layoutSection": attributes(),
    "listItem": attributes(),
    "media": attributes(
        "type id collection",
        type=one_of("link", "file"),
        id=filled,
        alt=text,
        collection=text,
        height=number(),
        occurrenceKey=filled,
        width=number(),
    )
    + attributes(
        "type url", type=one_of("external"), alt=text, height=number(), width=number(), url=text
    ),
    "mediaInline": attributes(
        "id collection",
        type=one_of("link", "file", "image"),
        id=filled,
        alt=text,
        collection=text,
        occurrenceKey=filled,
        width=number(),
        height=number(),
        data=anything,
    ),
    "mediaSingle": attributes(
        "layout", width=number(0, 100), layout=CARD_LAYOUT, widthType=one_of("percentage")
    )
    + attributes(
        "layout widthType width", width=number(0), layout=CARD_LAYOUT, widthType=one_of("pixel")
    ),
    "mention": attributes(
        "id", id=text, text=text, accessLevel=text, userType=one_of("DEFAULT", "SPECIAL", "APP")
    ),
    "nestedExpand": attributes(title=text),
    "orderedList": attributes(order=number(0)),
    "panel": attributes(
        "panelType",
        panelType=one_of("info", "note", "tip", "warning", "error", "success", "custom"),
        panelIcon=text,
        panelIconId=text,
        panelIconText=text,
        panelColor=text,
    ),
    "paragraph": attributes(),
    "placeholder": attributes("text", text=text),
    "rule": attributes(),
    "status": attributes(
        "text color",
        text=filled,
        color=matching(r"neutral|purple|blue|red|yellow|green|#[0-9a-fA-F]{6}"),
        style=text,
    ),
    "syncBlock": attributes("resourceId localId", resourceId=text),
    "table": attributes(
        displayMode=one_of("default", "fixed"),
        isNumberColumnEnabled=flag,
        layout=one_of("wide", "full-width", "center", "align-end", "align-start", "default"),
        width=number(),
    ),
    "tableCell": _CELL,
    "tableHeader": _CELL,
    "tableRow": attributes(),
    "taskItem": attributes("localId state", state=STATE),
    "taskList": attributes("localId"),
}

# node types whose `attrs` may be left out although NODES lists attributes for them
ATTRS_OPTIONAL = frozenset(
    [
        "blockquote",
        "bulletList",
        "caption",
        "codeBlock",
        "expand",
        "hardBreak",
        "layoutSection",
        "listItem",
        "mediaSingle",
        "orderedList",
        "paragraph",
        "rule",
        "table",
        "tableCell",
        "tableHeader",
        "tableRow",
    ]
)

# node types that may have `marks` at all; elsewhere even an empty list is refused
CARRY_MARKS = frozenset(
    [
        "bodiedExtension",
        "bodiedSyncBlock",
        "codeBlock",
        "expand",
        "extension",
        "heading",
        "inlineExtension",
        "layoutSection",
        "media",
        "mediaInline",
        "mediaSingle",
        "paragraph",
        "syncBlock",
        "table",
        "text",
    ]
)
