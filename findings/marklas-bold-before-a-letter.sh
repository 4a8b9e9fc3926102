#!/bin/sh
# marklas 0.8.6 (PyPI, ADF to Markdown and back): bold text that ends with a colon, and goes on with a letter, comes back as asterisks.
#
# The package promises a round trip, and writes HTML for what Markdown cannot say. Bold is written with asterisks all the same, and those
# behind a punctuation mark and before a letter end nothing (CommonMark 0.31, "right-flanking"): the text then holds four asterisks and is not
# bold. Text next to bold without a space is usual where spaces are none, in Chinese and Japanese, and after "Note:". Seen, as what comes back:
#   "Note:" bold + "see": **Note:**see, not bold | "Note" bold + "see": Note, bold, and see | "（注）" bold + "見": not bold
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check marklas==0.8.6
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys

import marklas


def back(bold, rest):
    text = [{"type": "text", "text": bold, "marks": [{"type": "strong"}]}, {"type": "text", "text": rest}]
    document = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": text}]}
    content = marklas.to_adf(marklas.to_md(document))["content"][0]["content"]
    return [(each["text"], "bold" if each.get("marks") else "plain") for each in content]


seen = [back("Note:", "see"), back("Note", "see"), back("（注）", "見")]
print(*seen, sep="\n")
sys.exit(
    seen
    != [
        [("**Note:**see", "plain")],
        [("Note", "bold"), ("see", "plain")],
        [("**（注）**見", "plain")],
    ]
)
PY
