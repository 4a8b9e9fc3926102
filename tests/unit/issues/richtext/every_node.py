"""One sound ADF document with every node type and mark that there is; its words are W-numbers."""

from typing import Any

Node = dict[str, Any]


def node(kind: str, *content: Node, marks: list[Node] | None = None, **attrs: Any) -> Node:
    """A node; `content` and `attrs` only where given."""
    written: Node = {"type": kind}
    if attrs:
        written["attrs"] = attrs
    if content:
        written["content"] = list(content)
    if marks:
        written["marks"] = marks
    return written


def words(text: str, *marks: str | Node) -> Node:
    listed = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return {"type": "text", "text": text} | ({"marks": listed} if listed else {})


def mark(kind: str, **attrs: Any) -> Node:
    return {"type": kind, "attrs": attrs}


def p(*content: Node | str, marks: list[Node] | None = None) -> Node:
    return node("paragraph", *(words(c) if isinstance(c, str) else c for c in content), marks=marks)


_FILE: Node = {"id": "f-1", "type": "file", "collection": "c"}
_APP: Node = {"extensionKey": "k", "extensionType": "t"}
_SYNC: Node = {"resourceId": "r", "localId": "l"}

GALLERY: list[Node] = [
    p(
        words("W01", "strong", "em", "strike", "underline"),
        words("W02", "code", mark("link", href="https://e.x/W02", title="t")),
        words("W03", mark("subsup", type="sub"), mark("textColor", color="#ff0000")),
        words("W04", mark("backgroundColor", color="#ff0000")),
        words("W05", mark("annotation", id="a", annotationType="inlineComment")),
        node("hardBreak"),
        node("mention", id="712020:a", text="@W06", userType="DEFAULT"),
        node("emoji", shortName=":W07:", id="1f600"),
        node("date", timestamp="1762300800000"),
        node("status", text="W08", color="green"),
        node("placeholder", text="W09"),
        node("inlineCard", url="https://e.x/W10"),
        node("inlineExtension", **_APP, text="W11"),
        node("mediaInline", **_FILE, alt="W12"),
        marks=[mark("alignment", align="center")],
    ),
    p("W13", marks=[mark("indentation", level=2)]),
    node("heading", words("W14"), level=1, marks=[mark("alignment", align="end")]),
    node("codeBlock", words("W15"), language="python", marks=[mark("breakout", mode="wide")]),
    node("rule"),
    node("blockquote", p("W16"), node("bulletList", node("listItem", p("W17")))),
    node(
        "orderedList",
        node("listItem", p("W18", marks=[mark("fontSize", fontSize="small")])),
        order=4,
    ),
    node(
        "taskList",
        node("taskItem", words("W19"), localId="2", state="DONE"),
        node("taskList", node("blockTaskItem", p("W20"), localId="4", state="TODO"), localId="3"),
        localId="1",
    ),
    node(
        "decisionList",
        node("decisionItem", words("W21"), localId="6", state="DECIDED"),
        localId="5",
    ),
    node("panel", p("W22"), panelType="custom", panelColor="#fff"),
    node(
        "table",
        node(
            "tableRow",
            node("tableHeader", p("W23"), colspan=2, colwidth=[10, 20]),
            node("tableHeader", p()),
        ),
        node(
            "tableRow",
            node(
                "tableCell", p("W24"), node("nestedExpand", p("W25"), title="W26"), background="red"
            ),
        ),
        layout="default",
        isNumberColumnEnabled=False,
        marks=[mark("fragment", localId="x", name="n")],
    ),
    node("expand", p("W27"), title="W28"),
    node(
        "layoutSection",
        node("layoutColumn", p("W29"), width=50),
        node("layoutColumn", p("W30"), width=50),
    ),
    node(
        "mediaGroup",
        node("media", **_FILE, alt="W31", marks=[mark("border", size=1, color="#000000")]),
    ),
    node(
        "mediaSingle",
        node("media", type="external", url="https://e.x/W32.png"),
        node("caption", words("W33")),
        layout="center",
    ),
    node("blockCard", url="https://e.x/W34"),
    node("embedCard", url="https://e.x/W35", layout="wide"),
    node("extension", **_APP, text="W36", marks=[mark("dataConsumer", sources=["s"])]),
    node("bodiedExtension", p("W37"), **_APP),
    node("syncBlock", **_SYNC),
    node("bodiedSyncBlock", p("W38"), **_SYNC),
]


def gallery() -> Node:
    return {"type": "doc", "version": 1, "content": GALLERY}
