"""The parts of a TIFF that show it, page by page, in a new layout. Sources: TIFF 6.0 with its supplements; BigTIFF.

In the old file, values and compressed pixels may be anywhere. The new one has the header, the pages, then the pixels.
"""

import struct

from issues.pictures import strip_icc_text
from issues.pictures.strip_plan import Plan, UnstrippableError
from issues.pictures.tiff_format import STRIPS, TILES, Format, Page

# The kept tags of a page: size, compression, orientation, colours. No texts, times or places.
_TAGS = frozenset(
    {
        *range(254, 260),
        *range(262, 267),
        274,
        277,
        278,
        *range(280, 285),
        *range(290, 294),
        296,
        297,
        301,
    }
    | {*range(317, 324), 332, 334, 336, *range(338, 342), 346, 347, *range(529, 533), 37439, 50674}
)
_PROFILE = 34675
# Sub-pictures and raw photos: the shown picture is only a small part of them.
_REFUSED = frozenset({330, 50706})
_KIND, _REDUCED, _PACKING, _OLD_JPEG = 254, 1, 259, 6
_SIZES = {1: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_MOST_PAGES, _MOST_VALUE = 10_000, 4 * 1024 * 1024


def strip(plan: Plan) -> None:
    """Keeps every page except thumbnails, with its pixels as they are compressed."""
    form = Format(plan.data)
    pages = _pages(plan, form)
    at = form.header
    layouts = []
    for page in pages:
        layouts.append(_even(at))
        at = _even(at) + _length(form, page)
    plan.add(
        plan.data[:4]
        + (form.pack("HH", 8, 0) if form.big else b"")
        + form.pack(form.place, form.header)
    )
    for number, page in enumerate(pages):
        after = layouts[number + 1] if number + 1 < len(pages) else 0
        plan.add(bytes(layouts[number] - plan.size))
        plan.add(_written(form, page, layouts[number], after, at))
        at += sum(end - start for start, end in page.spans)
    for page in pages:
        for start, end in page.spans:
            plan.keep(start, end)


def _pages(plan: Plan, form: Format) -> list[Page]:
    found: list[Page] = []
    seen: set[int] = set()
    (at,) = form.unpack(form.place, plan.data, form.header - form.width)
    while at:
        if at in seen or len(seen) > _MOST_PAGES:
            raise UnstrippableError("pages of a TIFF without an end")
        seen.add(at)
        page, at = _page(plan, form, at)
        if not found or not _number(form, page, _KIND) & _REDUCED:
            found.append(page)
    if not found:
        raise UnstrippableError("a TIFF without a page")
    return found


def _page(plan: Plan, form: Format, at: int) -> tuple[Page, int]:
    """(the page, the offset of the next one)."""
    (count,) = form.unpack(form.count, plan.data, at)
    plan.step(count)
    at += struct.calcsize(f"={form.count}")
    page = Page()
    places: dict[int, tuple[int, tuple[int, ...]]] = {}
    for entry in range(at, at + count * form.entry, form.entry):
        tag, kind = form.unpack("HH", plan.data, entry)
        if tag in _REFUSED:
            raise UnstrippableError("a TIFF with pictures below pages")
        if tag in STRIPS + TILES and kind in _NUMBERS:
            many, raw = _value(plan, form, entry)
            places[tag] = kind, form.unpack(f"{many}{_NUMBERS[kind]}", raw, 0)
        elif (tag in _TAGS or tag == _PROFILE) and kind in _SIZES:
            many, raw = _value(plan, form, entry)
            page.values[tag] = (kind, many, raw)
    _profile(page)
    _pixels(page, places)
    if _number(form, page, _PACKING) == _OLD_JPEG:
        raise UnstrippableError("a TIFF with a JPEG of the old way")
    (after,) = form.unpack(form.place, plan.data, at + count * form.entry)
    return page, after


def _value(plan: Plan, form: Format, entry: int) -> tuple[int, bytes]:
    """(count, bytes)."""
    _tag, kind, count = form.unpack(f"HH{form.place}", plan.data, entry)
    size = _SIZES[kind] * count
    at = entry + 4 + form.width
    if size > form.width:
        (at,) = form.unpack(form.place, plan.data, at)
    if size > _MOST_VALUE or at + size > len(plan.data):
        raise UnstrippableError("a value of a TIFF")
    plan.step(size // 64)
    return count, plan.data[at : at + size]


def _profile(page: Page) -> None:
    found = page.values.pop(_PROFILE, None)
    fresh = strip_icc_text.without_words(found[2]) if found else b""
    if fresh:
        page.values[_PROFILE] = (7, len(fresh), fresh)


def _pixels(page: Page, places: dict[int, tuple[int, tuple[int, ...]]]) -> None:
    page.where = TILES if TILES[0] in places else STRIPS
    (kind, starts), (size_kind, sizes) = (places.get(tag, (4, ())) for tag in page.where)
    page.kinds = (max(kind, 4), size_kind)
    if not starts or len(starts) != len(sizes):
        raise UnstrippableError("a TIFF without pixels")
    page.spans = [(start, start + size) for start, size in zip(starts, sizes, strict=True)]


def _number(form: Format, page: Page, tag: int) -> int:
    kind, count, raw = page.values.get(tag, (0, 0, b""))
    return form.unpack(_NUMBERS[kind], raw, 0)[0] if kind in _NUMBERS and count else 0


def _length(form: Format, page: Page) -> int:
    """The length of the page without its pixels."""
    sizes = [len(raw) for _kind, _many, raw in page.values.values()]
    sizes += [_SIZES[kind] * len(page.spans) for kind in page.kinds]
    length = struct.calcsize(f"={form.count}") + form.entry * len(sizes) + form.width
    for size in sorted((size for size in sizes if size > form.width), key=_odd):
        length = _even(length) + size
    return length


def _written(form: Format, page: Page, at: int, after: int, pixels: int) -> bytes:
    """The page that begins at *at*; the next one does at *after*, its pixels at *pixels*."""
    starts = []
    for start, end in page.spans:
        starts.append(pixels)
        pixels += end - start
    sizes = [end - start for start, end in page.spans]
    entries = dict(page.values)
    for tag, kind, numbers in zip(page.where, page.kinds, (starts, sizes), strict=True):
        entries[tag] = (kind, len(numbers), form.pack(f"{len(numbers)}{_NUMBERS[kind]}", *numbers))
    table = form.pack(form.count, len(entries))
    length = len(table) + form.entry * len(entries) + form.width
    beside, placed = b"", {}
    for tag, (_kind, _many, raw) in sorted(entries.items(), key=lambda each: _odd(len(each[1][2]))):
        if len(raw) > form.width:
            beside += bytes((length + len(beside)) % 2)
            placed[tag] = at + length + len(beside)
            beside += raw
    for tag, (kind, many, raw) in sorted(entries.items()):
        table += form.pack(f"HH{form.place}", tag, kind, many)
        table += (
            form.pack(form.place, placed[tag]) if tag in placed else raw.ljust(form.width, b"\0")
        )
    return table + form.pack(form.place, after) + beside


def _even(size: int) -> int:
    return size + size % 2


def _odd(size: int) -> int:
    return size % 2
