#!/bin/sh
# cmarkgfm 2025.10.22 (cmark-gfm, GitHub's parser): behind a "[" that is still open, no bare address becomes a link.
#
# GitHub's specification (6.9) knows no such exception. One forgotten bracket turns every address of the rest of its
# paragraph into text, and an address in brackets is text too; e-mail addresses stay links, for they are looked for
# afterwards. Seen:
#   "[https://e.example/a]" and "see [1 https://e.example/a and https://e.example/b": no link
#   "[1] https://e.example/a" and "[mail me@e.example": one link each
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cmarkgfm==2025.10.22
"$folder/venv/bin/python" - <<'PY'
import sys
import cmarkgfm

TEXTS = {
    "[https://e.example/a]": 0,
    "see [1 https://e.example/a and https://e.example/b": 0,
    "[1] https://e.example/a": 1,
    "[mail me@e.example": 1,
}
seen = {text: cmarkgfm.github_flavored_markdown_to_html(text).count("<a ") for text in TEXTS}
for text, links in seen.items():
    print(f"{links} links: {text}")
sys.exit(seen != TEXTS)
PY
