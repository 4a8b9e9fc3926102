#!/bin/sh
# atlas-doc-parser 1.0.1, read by cmarkgfm 2025.10.22: a list in an item is beside it in the Markdown, if it is of the other kind.
#
# to_markdown() indents a bulleted list in a bulleted one and a numbered list in a numbered one. Steps below a bullet, and bullets below a step,
# are written from the margin, without a warning, so that GitHub's parser ends the outer list there: what belonged to one item belongs to
# none, and the steps that follow are a list of their own. Seen, as the outer list's kind, the inner one's, and where the inner list ended up:
#   bullets, bullets: inside | bullets, steps: beside | steps, bullets: beside | steps, steps: inside
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

KINDS = {"bulletList": "bullets", "orderedList": "steps"}


def listed(kind, *items):
    order = {"attrs": {"order": 1}} if kind == "orderedList" else {}
    content = [{"type": "listItem", "content": each} for each in items]
    return {"type": kind, **order, "content": content}


def line(text):
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


def place(outer, inner):
    document = listed(outer, [line("one"), listed(inner, [line("within")])], [line("two")])
    text = NodeDoc.from_dict({"type": "doc", "version": 1, "content": [document]}).to_markdown()
    html = cmarkgfm.github_flavored_markdown_to_html(text)
    return "inside" if html.index("within") < html.index("</li>") else "beside"


seen = [f"{KINDS[one]}, {KINDS[other]}: {place(one, other)}" for one in KINDS for other in KINDS]
print(*seen, sep=" | ")
sys.exit(
    seen
    != ["bullets, bullets: inside", "bullets, steps: beside", "steps, bullets: beside", "steps, steps: inside"]
)
PY
