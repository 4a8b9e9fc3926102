"""AVIF and HEIC, animated or not: a new file with the shown pictures and nothing else.

Sources: ISO/IEC 14496-12 (boxes, items, tracks), ISO/IEC 23008-12 (pictures), AOM's AV1 Image File Format.
"""

from issues.pictures.boxes import Box, boxes_of_file
from issues.pictures.isobmff.items import Items
from issues.pictures.isobmff.offset_map import Places
from issues.pictures.isobmff.tracks import Tracks
from issues.pictures.strip_plan import Plan, UnstrippableError

_MOST_BRANDS, _MOST_DESCRIBED = 32, 16 * 1024 * 1024
# A gain map, a second picture that brightens the first one. It is dropped.
_GAIN_MAP = b"tmap"


def strip(plan: Plan) -> None:
    """Writes the brands, the description of the pictures, and their compressed pixels in their old order."""
    found: dict[bytes, Box] = {}
    for each in boxes_of_file(plan, {b"mdat", b"meta", b"moov"}):
        found.setdefault(each.name, each)
    items = Items(plan, _whole(found[b"meta"])) if b"meta" in found else None
    tracks = Tracks(plan, _whole(found[b"moov"])) if b"moov" in found else None
    spans = [span for each in (items, tracks) if each for span in each.spans]
    if not spans or b"moof" in found:
        raise UnstrippableError("a picture of boxes without a picture")
    head = _brands(plan, found[b"ftyp"])
    base = sum(map(len, _described(items, tracks, Places(spans, 0)))) + len(head) + 8
    places = Places(spans, base)
    for piece, name in (
        (head, b"ftyp"),
        *zip(_described(items, tracks, places), (b"meta", b"moov"), strict=True),
    ):
        if piece:
            plan.put(found[name].start, found[name].end, piece)
    plan.add((8 + places.size).to_bytes(4, "big") + b"mdat")
    for start, end in places.spans:
        plan.keep(start, end)


def _described(items: Items | None, tracks: Tracks | None, places: Places) -> tuple[bytes, bytes]:
    return items.written(places) if items else b"", tracks.written(places) if tracks else b""


def _whole(each: Box) -> Box:
    """The box, to be read into memory: descriptions are small. Raises UnstrippableError."""
    if each.end - each.start > _MOST_DESCRIBED:
        raise UnstrippableError("a description that is larger than a picture")
    return each


def _brands(plan: Plan, each: Box) -> bytes:
    brands = plan.data[each.body : min(each.end, each.body + 8 + 4 * _MOST_BRANDS)]
    others = [brands[at : at + 4] for at in range(8, len(brands) - 3, 4)]
    kept = brands[:8] + b"".join(name for name in others if name != _GAIN_MAP)
    return (8 + len(kept)).to_bytes(4, "big") + b"ftyp" + kept
