"""A table as an XLSX file, sent while its rows are read, so that neither memory nor waiting grows with it.

XlsxWriter makes the workbook, with its header and its formats; the rows are written into its sheet one by one. Every
text stays a text. Source: ECMA-376, part 1, 18.3.1 (worksheets), 22.9.2.19 (escapes in texts).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from html import escape

from issues.queries.tables.cells import Cell, number, plain

LONGEST = 32_767  # UTF-16 units that Excel takes in a cell
AT_ONCE = 50  # rows
_SHEET = "xl/worksheets/sheet1.xml"
# Excel knows no earlier day, and counts one too many before March 1900.
_FIRST_DAY, _DAY_ZERO = date(1900, 3, 1), datetime(1899, 12, 30)  # noqa: DTZ001  (days have no zone)
_SAMPLES = (date(2000, 1, 1), datetime(2000, 1, 1))  # noqa: DTZ001
_FORMATS = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")
_AS_IT_IS = '<t xml:space="preserve">'
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def stream(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The whole file, in pieces."""
    sink = _Sink()
    skeleton = _skeleton(header)
    before, styles, after = _sheet(skeleton.read(_SHEET).decode())
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name in skeleton.namelist():
            if name != _SHEET:
                file.writestr(name, skeleton.read(name))
        with file.open(_SHEET, "w") as sheet:
            sheet.write(before.encode())
            for place, row in enumerate(rows, start=2):
                sheet.write(_row(place, row, styles).encode("utf-8", "replace"))
                if place % AT_ONCE == 0:
                    yield sink.taken()
            sheet.write(after.encode())
    yield sink.taken()


class _Sink:
    """A file that is read as it is written. It cannot seek, so the sizes follow each part of the archive."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _skeleton(header: Sequence[str]) -> zipfile.ZipFile:
    """A workbook with the header and, as its second row, a day and a moment."""
    import xlsxwriter  # 42 modules, which few processes need

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(header) - 1, 0), 20)
    for place, name in enumerate(header):
        sheet.write_string(0, place, fitting(name), bold)
    for place, (sample, shown) in enumerate(zip(_SAMPLES, _FORMATS, strict=True)):
        sheet.write_datetime(1, place, sample, book.add_format({"num_format": shown}))
    book.close()
    return zipfile.ZipFile(file)


def _sheet(xml: str) -> tuple[str, dict[type, str], str]:
    """The sheet up to its second row, the styles of a day and of a moment, and what follows the rows."""
    before, samples, after = re.split(r'<row r="2".*?>(.*?)</row>', xml, maxsplit=1)
    day, moment = re.findall(r's="(\d+)"', samples)
    return re.sub(r"<dimension [^>]*>", "", before), {date: day, datetime: moment}, after


def _row(place: int, row: Sequence[Cell], styles: dict[type, str]) -> str:
    from xlsxwriter.utility import xl_col_to_name

    cells = (
        _cell(f"{xl_col_to_name(column)}{place}", value, styles)
        for column, value in enumerate(row)
        if value is not None
    )
    return _tag("row", "".join(cells), r=place)


def _cell(at: str, value: Cell, styles: dict[type, str]) -> str:
    if isinstance(value, float):
        return _tag("c", _tag("v", number(value)), r=at)
    if isinstance(value, date) and _day_of(value) >= _FIRST_DAY:
        return _tag("c", _tag("v", _serial(value)), r=at, s=styles[type(value)])
    text = escape(_ESCAPE.sub("_x005F_", fitting(plain(value))), quote=False)
    return _tag("c", _tag("is", "".join((_AS_IT_IS, text, "</t>"))), r=at, t="inlineStr")


def _tag(name: str, inside: str, **attributes: object) -> str:
    """An element. Attributes are our own words and numbers, *inside* is escaped already."""
    shown = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{shown}>{inside}</{name}>"


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _serial(value: date) -> str:
    """Days since Excel's day zero, with the time as a fraction."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, datetime.min.time())
    distance = value.replace(tzinfo=None) - _DAY_ZERO
    return number(distance.total_seconds() / 86_400)


def fitting(text: str) -> str:
    """*text*, cut with a mark where Excel would refuse the file for it."""
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le", "replace")) <= LONGEST * 2:
        return text
    cut = text.encode("utf-16-le", "replace")[: (LONGEST - 1) * 2]
    return cut.decode("utf-16-le", "ignore") + "…"
