"""The content model of the Atlassian Document Format: our own table of nodes, attributes and marks.

Written from the structure on developer.atlassian.com ("Atlassian Document Format"). Where the editor is stricter than
Jira's API, so is this table (a list item begins with a paragraph, code or media).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Rule = (
    Any  # a type, a tuple of types, a frozenset of values, a pattern, a (low, high) range, or ANY
)

ANY = object()
NUMBER = (int, float)
TEXT = re.compile(r"(?s).+")  # not empty


@dataclass(frozen=True)
class Attributes:
    """One allowed set of attributes."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True)
class NodeType:
    """`children` maps each allowed child to its allowed marks. None is a leaf."""

    children: Mapping[str, frozenset[str]] | None = None
    least: int = 0
    most: int | None = None
    first: frozenset[str] | None = None
    attributes: tuple[Attributes, ...] = (Attributes(),)
    attributes_needed: bool = False


def _values(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _attributes(required: Mapping[str, Rule] | None = None, **optional: Rule) -> Attributes:
    return Attributes(required or {}, {"localId": str} | optional)


def _children(names: str, **marked: str) -> dict[str, frozenset[str]]:
    """The children in `names` without marks, and those in `marked` with their marks."""
    table = {name: frozenset[str]() for name in names.split()}
    return table | {name: _values(marks) for name, marks in marked.items()}


_LAYOUT = _values("wide full-width center wrap-right wrap-left align-end align-start")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_EXTENSION = "dataConsumer fragment"

MARKS: dict[str, Attributes | None] = {
    "code": None,
    "em": None,
    "strike": None,
    "strong": None,
    "underline": None,
    "alignment": Attributes({"align": _values("center end")}),
    "annotation": Attributes({"id": str, "annotationType": _values("inlineComment")}),
    "backgroundColor": Attributes({"color": _COLOR}),
    "border": Attributes(
        {"size": (1, 3), "color": re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\Z")}
    ),
    "breakout": Attributes({"mode": _values("wide full-width")}, {"width": NUMBER}),
    "dataConsumer": Attributes({"sources": list}),
    "fontSize": Attributes({"fontSize": _values("small")}),
    "fragment": Attributes({"localId": TEXT}, {"name": str}),
    "indentation": Attributes({"level": (1, 6)}),
    "link": Attributes(
        {"href": str}, dict.fromkeys(("title", "id", "collection", "occurrenceKey"), str)
    ),
    "subsup": Attributes({"type": _values("sub sup")}),
    "textColor": Attributes({"color": _COLOR}),
}
TEXT_MARKS = frozenset(MARKS) & _values(
    "link em strong strike subsup underline textColor annotation backgroundColor"
)
CODE_MARKS = _values("code link annotation")

_CAPTION = _children("hardBreak mention emoji date placeholder inlineCard status text")
_INLINE = _CAPTION | _children(
    "", inlineExtension=_EXTENSION, mediaInline="dataConsumer link annotation border"
)
_LISTS = _children("bulletList orderedList")
_MEDIA = _children("mediaGroup", mediaSingle="link")
_PLAIN = _children("paragraph codeBlock") | _LISTS
_SMALL = _children("", paragraph="fontSize")
_EXT = _children("", extension=_EXTENSION)
_SECTION = _PLAIN | _MEDIA | _EXT | _children("heading taskList decisionList rule")
_UNNESTED = _SECTION | _SMALL | _children("panel blockquote blockCard embedCard", table="fragment")
_NESTED = _SECTION | _SMALL | _children("panel blockquote")
_CELL = (
    _SECTION
    | _children("panel blockquote blockCard embedCard nestedExpand")
    | _children("", paragraph="alignment fontSize", heading="alignment indentation")
)
_BLOCK = (
    _UNNESTED
    | _children("", paragraph="alignment indentation fontSize", heading="alignment indentation")
    | _children("expand", bodiedExtension=_EXTENSION)
)
_ROOT = _BLOCK | _children("", codeBlock="breakout", expand="breakout", layoutSection="breakout")

_EXTENSION_ATTRIBUTES = Attributes(
    {"extensionKey": TEXT, "extensionType": TEXT},
    {"parameters": ANY, "text": str, "localId": TEXT, "layout": _values("wide full-width default")},
)
_CELL_ATTRIBUTES = _attributes(
    colspan=NUMBER,
    rowspan=NUMBER,
    colwidth=list,
    background=str,
    valign=_values("top middle bottom"),
)
_FILE_OPTIONS: dict[str, Rule] = {
    "alt": str,
    "occurrenceKey": TEXT,
    "width": NUMBER,
    "height": NUMBER,
}
_DONE = _values("TODO DONE")


def _leaf(*attributes: Attributes, needed: bool = True) -> NodeType:
    return NodeType(None, attributes=attributes or (_attributes(),), attributes_needed=needed)


def _box(
    children: Mapping[str, frozenset[str]],
    least: int = 0,
    attributes: Attributes | None = None,
    *,
    most: int | None = None,
    first: str | None = None,
) -> NodeType:
    needed = bool(attributes and attributes.required)
    starts = _values(first) if first else None
    return NodeType(
        children, least, most, starts, (attributes or _attributes(),), attributes_needed=needed
    )


NODES: dict[str, NodeType] = {
    "doc": _box(_ROOT | _children("", syncBlock="breakout", bodiedSyncBlock="breakout")),
    "paragraph": _box(_INLINE),
    "heading": _box(_INLINE, 0, _attributes({"level": (1, 6)})),
    "text": NodeType(),
    "hardBreak": _leaf(_attributes(text=frozenset("\n")), needed=False),
    "codeBlock": _box(
        _children("text"),
        0,
        _attributes(language=str, uniqueId=str, wrap=bool, hideLineNumbers=bool),
    ),
    "rule": _leaf(needed=False),
    "blockquote": _box(_PLAIN | _MEDIA | _EXT, 1),
    "bulletList": _box(_children("listItem"), 1),
    "orderedList": _box(_children("listItem"), 1, _attributes(order=(0, float("inf")))),
    "listItem": _box(
        _PLAIN | _SMALL | _EXT | _children("taskList", mediaSingle="link"),
        1,
        first="paragraph codeBlock mediaSingle extension",
    ),
    "taskList": _box(
        _children("taskItem taskList blockTaskItem"),
        1,
        _attributes({"localId": str}),
        first="taskItem blockTaskItem",
    ),
    "taskItem": _box(_INLINE, 0, Attributes({"localId": str, "state": _DONE})),
    "blockTaskItem": _box(_SMALL | _EXT, 1, Attributes({"localId": str, "state": _DONE})),
    "decisionList": _box(_children("decisionItem"), 1, _attributes({"localId": str})),
    "decisionItem": _box(_INLINE, 0, Attributes({"localId": str, "state": str})),
    "panel": _box(
        _SECTION | _SMALL | _children("blockCard"),
        1,
        _attributes(
            {"panelType": _values("info note tip warning error success custom")},
            **dict.fromkeys(("panelIcon", "panelIconId", "panelIconText", "panelColor"), str),
        ),
    ),
    "table": _box(
        _children("tableRow"),
        1,
        _attributes(
            displayMode=_values("default fixed"),
            isNumberColumnEnabled=bool,
            layout=_values("wide full-width center align-end align-start default"),
            localId=TEXT,
            width=NUMBER,
        ),
    ),
    "tableRow": _box(_children("tableCell tableHeader"), 1),
    "tableCell": _box(_CELL, 1, _CELL_ATTRIBUTES),
    "tableHeader": _box(_CELL, 1, _CELL_ATTRIBUTES),
    "expand": _box(_UNNESTED | _children("nestedExpand"), 1, _attributes(title=str)),
    "nestedExpand": NodeType(
        _NESTED, 1, attributes=(_attributes(title=str),), attributes_needed=True
    ),
    "layoutSection": _box(_children("layoutColumn"), 2, most=3),
    "layoutColumn": _box(
        _BLOCK, 1, _attributes({"width": (0, 100)}, valign=_values("top middle bottom"))
    ),
    "mediaGroup": NodeType(_children("", media="dataConsumer link annotation border"), 1),
    "mediaSingle": NodeType(
        _children("caption", media="dataConsumer link annotation border"),
        1,
        2,
        _values("media"),
        (
            _attributes({"layout": _LAYOUT}, width=(0, 100), widthType=_values("percentage")),
            _attributes(
                {"layout": _LAYOUT, "width": (0, float("inf")), "widthType": _values("pixel")}
            ),
        ),
    ),
    "caption": _box(_CAPTION),
    "media": _leaf(
        _attributes({"type": _values("link file"), "id": TEXT, "collection": str}, **_FILE_OPTIONS),
        _attributes(
            {"type": _values("external"), "url": str}, alt=str, width=NUMBER, height=NUMBER
        ),
    ),
    "mediaInline": _leaf(
        _attributes(
            {"id": TEXT, "collection": str},
            type=_values("link file image"),
            data=ANY,
            **_FILE_OPTIONS,
        )
    ),
    "mention": _leaf(
        _attributes({"id": str}, text=str, accessLevel=str, userType=_values("DEFAULT SPECIAL APP"))
    ),
    "emoji": _leaf(_attributes({"shortName": str}, id=str, text=str)),
    "date": _leaf(_attributes({"timestamp": TEXT})),
    "status": _leaf(
        _attributes(
            {
                "text": TEXT,
                "color": re.compile(r"(?:neutral|purple|blue|red|yellow|green|#[0-9a-fA-F]{6})\Z"),
            },
            style=str,
        )
    ),
    "placeholder": _leaf(_attributes({"text": str})),
    "inlineCard": _leaf(_attributes({"url": str}), _attributes({"data": ANY})),
    "blockCard": _leaf(
        _attributes({"url": str}),
        _attributes({"data": ANY}),
        _attributes({"datasource": dict}, url=str, width=NUMBER, layout=_LAYOUT),
    ),
    "embedCard": _leaf(
        _attributes(
            {"url": str, "layout": _LAYOUT},
            width=(0, 100),
            originalHeight=NUMBER,
            originalWidth=NUMBER,
        )
    ),
    "extension": _leaf(_EXTENSION_ATTRIBUTES),
    "inlineExtension": _leaf(_EXTENSION_ATTRIBUTES),
    "bodiedExtension": NodeType(
        _UNNESTED, 1, attributes=(_EXTENSION_ATTRIBUTES,), attributes_needed=True
    ),
    "syncBlock": _leaf(Attributes({"resourceId": str, "localId": str})),
    "bodiedSyncBlock": NodeType(
        _BLOCK | _children("layoutSection"),
        1,
        attributes=(Attributes({"resourceId": str, "localId": str}),),
        attributes_needed=True,
    ),
}
