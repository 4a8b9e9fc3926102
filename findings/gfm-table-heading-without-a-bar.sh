#!/bin/sh
# cmarkgfm 2025.10.22 (cmark-gfm, GitHub's parser) and markdown-it-py 4.3.0: a table of one column needs no bar in its
# heading row.
#
# Every description of GitHub's tables shows bars in the heading. cmark-gfm takes any line above a delimiter row that
# has as many columns, so that one bar under a sentence makes a table of it; markdown-it-py asks for a bar in the
# heading, too. Seen, as (cmark-gfm, markdown-it-py):
#   "Words of a sentence\n-|" is a table, is a paragraph; "Words | more\n-|-" is a table for both
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
TABLES = {"Words of a sentence\n-|": (True, False), "Words | more\n-|-": (True, True)}
seen = {}
for text in TABLES:
    pages = cmarkgfm.github_flavored_markdown_to_html(text), reader.render(text)
    seen[text] = tuple("<table" in page for page in pages)
    print(f"{text!r}: table {seen[text]}")
sys.exit(seen != TABLES)
PY
