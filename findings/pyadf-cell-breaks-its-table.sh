#!/bin/sh
# pyadf 0.5.2, read by cmarkgfm 2025.10.22: a table of ADF whose cell holds a bar, or two paragraphs, is no table in the Markdown.
#
# pyadf joins cells with bars and leaves those of the text as they are, and puts the paragraphs of a cell on lines of their own. GitHub's parser
# wants as many cells in the first row as in the line below it, so one bar in a heading makes text of all rows; a cell's second paragraph
# begins a row that was not there, and cells after it move to the first column. A bar in a later row cuts the cell and drops the rest. Seen:
#   heading "a|b"          no table
#   cells "one" + "two", x  2 rows: ["one", ""], ["two", "x"]
#   cells "a|b", x         1 row: ["a", "b"]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyadf==0.5.2 cmarkgfm==2025.10.22
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import re
import sys

import cmarkgfm
import pyadf


def cell(kind, *paragraphs):
    content = [{"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in paragraphs]
    return {"type": kind, "content": content}


def rows(heading, first):
    cells = [
        [cell("tableHeader", heading), cell("tableHeader", "h")],
        [cell("tableCell", *first), cell("tableCell", "x")],
    ]
    table = {"type": "table", "content": [{"type": "tableRow", "content": each} for each in cells]}
    text = pyadf.Document({"type": "doc", "version": 1, "content": [table]}).to_markdown()
    html = cmarkgfm.github_flavored_markdown_to_html(text)
    body = html.partition("<tbody>")[2]
    return [re.findall("<td>(.*?)</td>", row) for row in re.findall("(?s)<tr>(.*?)</tr>", body)]


seen = [rows("a|b", ["y"]), rows("a", ["one", "two"]), rows("a", ["a|b"])]
print(*seen, sep="\n")
sys.exit(seen != [[], [["one", ""], ["two", "x"]], [["a", "b"]]])
PY
