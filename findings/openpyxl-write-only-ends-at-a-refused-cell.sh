#!/bin/sh
# openpyxl 3.1.5: after a text that a write-only sheet refused, it takes no row, and save() writes a file that does not open.
#
# A text with a control character (a vertical tab of a pasted log) raises IllegalCharacterError, in a normal workbook and in one
# made with write_only. Catching it and writing a cleaned row in its place works in the normal one. In the write-only one the sheet's generator
# has ended: append raises StopIteration for every later row, which ends a surrounding next() or turns into RuntimeError inside a generator.
# save() then raises nothing, but the sheet's XML lacks an end tag: no reader opens it. Seen:
#   normal: before, cleaned, after | write-only: before, then StopIteration, StopIteration; saved, not well-formed
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError

seen = []
for write_only in (False, True):
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("rows", 0)
    said = []
    for text in ("before", "a\x0bb", "cleaned", "after"):
        try:
            sheet.append([text])
        except (IllegalCharacterError, StopIteration) as error:
            said.append(type(error).__name__)
    book.save("book.xlsx")
    try:
        rows = openpyxl.load_workbook("book.xlsx").worksheets[0].iter_rows(values_only=True)
        seen.append((said, [row[0] for row in rows]))
    except ParseError:
        seen.append((said, "not well-formed"))
    print("write-only:" if write_only else "normal:", *seen[-1])
sys.exit(
    seen
    != [
        (["IllegalCharacterError"], ["before", "cleaned", "after"]),
        (["IllegalCharacterError", "StopIteration", "StopIteration"], "not well-formed"),
    ]
)
PY
