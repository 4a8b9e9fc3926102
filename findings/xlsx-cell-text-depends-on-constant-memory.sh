#!/bin/sh
# XlsxWriter 3.3.1, openpyxl 3.1.5, python-calamine 0.9.1: one text in a cell of an .xlsx file, three texts read.
#
# ECMA-376 (part 1, 22.9.2.19, ST_Xstring) writes a character that XML cannot hold as _xHHHH_, and a text that looks like that with its
# first underscore as _x005F_. XlsxWriter does so, both as a shared string and, with `constant_memory`, as an inline one. openpyxl takes _x005F_
# back from shared strings only, so the same text reads otherwise once the file was written with `constant_memory`, and it leaves every other
# escape in both: a carriage return comes out as seven letters. openpyxl writes texts without any escape, so calamine reads an A where it was given
# letters. XlsxWriter escapes matches that do not overlap: a text that is itself an escaped escape does not survive it. Seen:
#   text            written by              openpyxl reads          calamine reads
#   a_x0041_b       XlsxWriter              a_x0041_b               a_x0041_b
#   a_x0041_b       XlsxWriter, constant    a_x005F_x0041_b         a_x0041_b
#   a_x0041_b       openpyxl                a_x0041_b               aAb
#   one CR LF two   XlsxWriter              one_x000D_ LF two       one CR LF two
#   _x005F_x0041_   XlsxWriter              _x0041_                 _x005FA
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check xlsxwriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys

import openpyxl
import python_calamine
import xlsxwriter


def by_xlsxwriter(text, **options):
    with xlsxwriter.Workbook("book.xlsx", options) as book:
        book.add_worksheet().write_string(0, 0, text)


def by_openpyxl(text):
    book = openpyxl.Workbook()
    book.active["A1"] = text
    book.save("book.xlsx")


def read():
    other = python_calamine.CalamineWorkbook.from_path("book.xlsx").get_sheet_by_index(0)
    return openpyxl.load_workbook("book.xlsx").active["A1"].value, other.to_python()[0][0]


seen = []
for write, text, options in [
    (by_xlsxwriter, "a_x0041_b", {}),
    (by_xlsxwriter, "a_x0041_b", {"constant_memory": True}),
    (by_openpyxl, "a_x0041_b", {}),
    (by_xlsxwriter, "one\r\ntwo", {}),
    (by_xlsxwriter, "_x005F_x0041_", {}),
]:
    write(text, **options)
    seen.append(read())
    print(repr(text), write.__name__, options or "", *map(repr, seen[-1]))
sys.exit(
    seen
    != [
        ("a_x0041_b", "a_x0041_b"),
        ("a_x005F_x0041_b", "a_x0041_b"),
        ("a_x0041_b", "aAb"),
        ("one_x000D_\ntwo", "one\r\ntwo"),
        ("_x0041_", "_x005FA"),
    ]
)
PY
