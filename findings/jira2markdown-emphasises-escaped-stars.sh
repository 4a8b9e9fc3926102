#!/bin/sh
# jira2markdown 0.5.3 (PyPI, Jira's wiki markup to Markdown): an escaped asterisk is doubled, and begins emphasis.
#
# `\*a\*` shows asterisks in Jira. The translation escapes one of each pair and adds another, which cmark-gfm
# (cmarkgfm 2025.10.22) reads as emphasis around "a*". Unescaped ones between digits, which Jira shows as well, are
# translated right. Seen:
#   "\*a\*" becomes "\**a\**", shown as *<em>a*</em>;   "2*3*4" becomes "2\*3\*4", shown as 2*3*4
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check jira2markdown==0.5.3 cmarkgfm==2025.10.22
"$folder/venv/bin/python" - <<'PY'
import sys

import cmarkgfm
from jira2markdown import convert

SEEN = {r"\*a\*": "<p>*<em>a*</em></p>", "2*3*4": "<p>2*3*4</p>"}
shown = {}
for wiki in SEEN:
    markdown = convert(wiki)
    shown[wiki] = cmarkgfm.github_flavored_markdown_to_html(markdown).strip()
    print(f"{wiki} becomes {markdown}, shown as {shown[wiki]}")
sys.exit(shown != SEEN)
PY
