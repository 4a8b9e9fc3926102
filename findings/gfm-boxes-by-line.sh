#!/bin/sh
# cmarkgfm 2025.10.22 (cmark-gfm, GitHub's parser) and markdown-it-py 4.3.0 (preset gfm-like2): which items are tasks.
#
# GitHub's specification (5.3) makes a task of every list item that begins with a paragraph that begins with a box.
# cmark-gfm looks for the box at the beginning of a line, behind at most one list marker: a list in a quote, or one
# that begins in another's line, has none. markdown-it-py finds those, but takes the box away before it reads the item,
# so that "> x" is a quote. Seen, as (boxes of cmark-gfm, boxes of markdown-it-py):
#   "- [x] a" (1, 1)   "> - [x] a" (0, 1)   "- - [x] a" (0, 1)   "1. - [x] a" (0, 1)
#   "- [ ] > 200 ms": cmark-gfm keeps the ">", markdown-it-py makes a <blockquote>
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cmarkgfm==2025.10.22 markdown-it-py==4.3.0
"$folder/venv/bin/python" - <<'PY'
import sys
import cmarkgfm
from markdown_it import MarkdownIt

reader = MarkdownIt("gfm-like2", {"linkify": False}).disable("linkify")
BOXES = {"- [x] a": (1, 1), "> - [x] a": (0, 1), "- - [x] a": (0, 1), "1. - [x] a": (0, 1)}
seen = {}
for text in BOXES:
    pages = cmarkgfm.github_flavored_markdown_to_html(text), reader.render(text)
    seen[text] = tuple(page.count("<input") for page in pages)
    print(f"{text!r}: boxes {seen[text]}")
sign = "- [ ] > 200 ms"
quoted = tuple("<blockquote" in page for page in (cmarkgfm.github_flavored_markdown_to_html(sign), reader.render(sign)))
print(f"{sign!r}: quoted {quoted}")
sys.exit((seen, quoted) != (BOXES, (False, True)))
PY
