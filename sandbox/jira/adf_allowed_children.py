"""The children that each node of the Atlassian Document Format allows, and their marks."""

from dataclasses import dataclass

from sandbox.jira.adf_model import CODE, EXTENSION_MARKS, FORMATTED, MEDIA_MARKS

Places = dict[str, tuple[frozenset[str], ...]]


@dataclass(frozen=True)
class Content:
    """The content of a node: child type -> alternative sets of marks of that child."""

    children: Places
    at_least: int = 0
    at_most: int | None = None
    may_be_absent: bool = False


def _plain(names: str) -> Places:
    return {name: (frozenset(),) for name in names.split()}


def _with(names: str, **marks: str) -> Places:
    """Children without marks, except those named with alternatives: `paragraph="fontSize|alignment"`."""
    places = _plain(names)
    for name, alternatives in marks.items():
        places[name] = tuple(frozenset(one.split()) for one in alternatives.split("|"))
    return places


_TEXT: Places = {"text": (FORMATTED, CODE)}
_EXTENSION: Places = {"extension": (EXTENSION_MARKS,)}
_MEDIA_SINGLE: Places = {"mediaSingle": (frozenset({"link"}),)}
_SMALL: Places = {"paragraph": (frozenset({"fontSize"}),)}
_ALIGNED: Places = {
    "paragraph": (frozenset({"fontSize", "alignment"}), frozenset({"fontSize", "indentation"})),
    "heading": (frozenset({"alignment"}), frozenset({"indentation"})),
}
INLINE: Places = (
    _plain("date emoji hardBreak inlineCard mention placeholder status")
    | _TEXT
    | {"inlineExtension": (EXTENSION_MARKS,), "mediaInline": (MEDIA_MARKS,)}
)
_LISTS = "bulletList orderedList"
_BLOCK: Places = (
    _plain(
        f"{_LISTS} blockCard codeBlock taskList mediaGroup decisionList rule panel blockquote embedCard expand"
    )
    | _ALIGNED
    | _MEDIA_SINGLE
    | _EXTENSION
    | {"table": (frozenset({"fragment"}),), "bodiedExtension": (EXTENSION_MARKS,)}
)
_BREAKOUT = (frozenset({"breakout"}),)
_NON_NESTABLE: Places = (
    _plain(
        f"panel blockquote {_LISTS} rule heading codeBlock mediaGroup decisionList taskList blockCard embedCard"
    )
    | _SMALL
    | _MEDIA_SINGLE
    | _EXTENSION
    | {"table": (frozenset({"fragment"}),)}
)
_CELL = Content(
    _plain(
        f"panel blockquote {_LISTS} rule codeBlock mediaGroup decisionList taskList blockCard embedCard"
        " nestedExpand"
    )
    | {"paragraph": (frozenset({"alignment", "fontSize"}),), "heading": _ALIGNED["heading"]}
    | _MEDIA_SINGLE
    | _EXTENSION,
    1,
)
_TASK_BLOCK = Content(_SMALL | _EXTENSION, 1)
_DOCUMENT_ONLY: Places = dict.fromkeys(
    ("codeBlock", "expand", "layoutSection", "syncBlock", "bodiedSyncBlock"), _BREAKOUT
)

# node type -> what it holds; a type that is not listed here holds no content at all
CONTENT: dict[str, Content] = {
    "doc": Content(_BLOCK | _DOCUMENT_ONLY),
    "blockTaskItem": _TASK_BLOCK,
    "blockquote": Content(
        _plain(f"paragraph {_LISTS} codeBlock mediaGroup") | _MEDIA_SINGLE | _EXTENSION, 1
    ),
    "bodiedExtension": Content(_NON_NESTABLE, 1),
    "bodiedSyncBlock": Content(
        {kind: marks for kind, marks in _BLOCK.items() if "xtension" not in kind}, 1
    ),
    "bulletList": Content(_plain("listItem"), 1),
    "caption": Content(
        _plain("hardBreak mention emoji date placeholder inlineCard status") | _TEXT,
        may_be_absent=True,
    ),
    "codeBlock": Content(_plain("text"), may_be_absent=True),
    "decisionItem": Content(INLINE, may_be_absent=True),
    "decisionList": Content(_plain("decisionItem"), 1),
    "expand": Content(_NON_NESTABLE | _plain("nestedExpand"), 1),
    "heading": Content(INLINE, may_be_absent=True),
    "layoutColumn": Content(_BLOCK, 1),
    "layoutSection": Content(_plain("layoutColumn"), 2, 3),
    "listItem": Content(
        _plain(f"{_LISTS} taskList codeBlock") | _SMALL | _MEDIA_SINGLE | _EXTENSION, 1
    ),
    "mediaGroup": Content(_with("", media=" ".join(MEDIA_MARKS)), 1),
    "mediaSingle": Content(_with("caption", media=" ".join(MEDIA_MARKS)), 1, 2),
    "nestedExpand": Content(
        _plain(f"heading mediaGroup codeBlock {_LISTS} taskList decisionList rule panel blockquote")
        | _SMALL
        | _MEDIA_SINGLE
        | _EXTENSION,
        1,
    ),
    "orderedList": Content(_plain("listItem"), 1),
    "panel": Content(
        _plain(f"heading {_LISTS} blockCard mediaGroup codeBlock taskList rule decisionList")
        | _SMALL
        | _MEDIA_SINGLE
        | _EXTENSION,
        1,
    ),
    "paragraph": Content(INLINE, may_be_absent=True),
    "table": Content(_plain("tableRow"), 1),
    "tableCell": _CELL,
    "tableHeader": _CELL,
    "tableRow": Content(_plain("tableCell tableHeader")),
    "taskItem": Content(INLINE, may_be_absent=True),
    "taskList": Content(_plain("taskItem taskList blockTaskItem"), 1),
}
