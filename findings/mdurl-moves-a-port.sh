#!/bin/sh
# mdurl 0.1.2 (markdown-it-py's URLs): taking an address apart and putting it together again leads elsewhere.
#
# markdown-it-py normalizes every link by mdurl.parse and mdurl.format. Where an authority holds two colons, the parts
# change places. Such addresses are what a typing slip leaves in a text ("https://mailto:…", a host pasted behind a
# scheme), and the reader of the page does not see where the link leads. Seen:
#   https://mailto:localhost:8000 -> https://mailto:8000:localhost
#   http://a:b:80/x               -> http://a:80:b/x
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mdurl==0.1.2 markdown-it-py==4.3.0
"$folder/venv/bin/python" - <<'PY'
import re
import sys
from markdown_it import MarkdownIt

ADDRESSES = {
    "https://mailto:localhost:8000": "https://mailto:8000:localhost",
    "http://a:b:80/x": "http://a:80:b/x",
    "http://me:secret@a.example:80/x": "http://me:secret@a.example:80/x",
}
seen = {each: re.search('href="([^"]*)"', MarkdownIt().render(f"<{each}>"))[1] for each in ADDRESSES}
for given, made in seen.items():
    print(f"{given} -> {made}")
sys.exit(seen != ADDRESSES)
PY
