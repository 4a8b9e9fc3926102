#!/bin/sh
# cmarkgfm 2025.10.22 (cmark-gfm, GitHub's parser): whether an e-mail address holds a dot is counted across its
# neighbour, too.
#
# GitHub's specification (6.9) asks for at least one "." behind the "@". Where two addresses touch, the dots of the
# first count for the second: "host.example@local" becomes a link although nothing stands behind its "@" but "local".
# "mailto:" without a name before the "@" is an address, too. Seen:
#   "me@host.example@local" links host.example@local; "host.example@local" alone links nothing
#   "mailto:@host.example" is a link to itself
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cmarkgfm==2025.10.22
"$folder/venv/bin/python" - <<'PY'
import re
import sys
import cmarkgfm

TEXTS = {
    "me@host.example@local": ["mailto:host.example@local"],
    "host.example@local": [],
    "mailto:@host.example": ["mailto:@host.example"],
}
seen = {text: re.findall('href="([^"]*)"', cmarkgfm.github_flavored_markdown_to_html(text)) for text in TEXTS}
for text, links in seen.items():
    print(f"{text} -> {links}")
sys.exit(seen != TEXTS)
PY
