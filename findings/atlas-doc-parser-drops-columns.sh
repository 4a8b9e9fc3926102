#!/bin/sh
# atlas-doc-parser 1.0.1: text in columns of a page is gone from the Markdown, and a code block leaves the list that it stands in.
#
# `layoutSection` and `layoutColumn` are nodes of Atlassian's full schema; the editor makes them with "/2 columns". to_markdown() of a
# document with them raises nothing: it prints a line that asks for an issue and returns what is left. A code block in a list item
# is written without the item's indentation, so GitHub's parser (cmarkgfm 2025.10.22) ends the list before it, and the next item begins another
# one: a numbered list counts on only because its numbers are written out. Seen:
#   "above", columns "left" and "right", "below": above, below
#   a list of two items, the first with code: two lists, the code in neither
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check atlas-doc-parser==1.0.1 cmarkgfm==2025.10.22
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys

import cmarkgfm
from atlas_doc_parser.api import NodeDoc


def paragraph(text):
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


def markdown(*content):
    return NodeDoc.from_dict({"type": "doc", "version": 1, "content": list(content)}).to_markdown()


columns = [
    {"type": "layoutColumn", "attrs": {"width": 50}, "content": [paragraph(each)]} for each in ("left", "right")
]
words = markdown(paragraph("above"), {"type": "layoutSection", "content": columns}, paragraph("below")).split()
code = {"type": "codeBlock", "content": [{"type": "text", "text": "x = 1"}]}
items = [
    {"type": "listItem", "content": [paragraph("first"), code]},
    {"type": "listItem", "content": [paragraph("second")]},
]
html = cmarkgfm.github_flavored_markdown_to_html(markdown({"type": "bulletList", "content": items}))
print(words)
print(html)
outside = html.index("</ul>") < html.index("<pre") < html.rindex("<ul>")
sys.exit(words != ["above", "below"] or html.count("<ul>") != 2 or not outside)
PY
