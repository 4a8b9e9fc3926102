"""The frames of an animation: the shown tracks, and their description. ISO/IEC 14496-12, 8.1 to 8.8."""

import struct

from issues.pictures import strip_icc_text
from issues.pictures.boxes import Box, box, boxes
from issues.pictures.isobmff.offset_map import Places
from issues.pictures.isobmff.properties import TRANSPARENCY
from issues.pictures.strip_plan import Plan, UnstrippableError

_FOLDERS = frozenset([b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts"])
_AS_IT_IS = frozenset(
    [
        b"vmhd",
        b"nmhd",
        b"stts",
        b"stsc",
        b"stsz",
        b"stz2",
        b"stss",
        b"ctts",
        b"cslg",
        b"elst",
        b"sdtp",
    ]
)
_DEPTH = 5  # the deepest nesting of boxes
_PICTURES, _TRANSPARENCY = frozenset([b"pict", b"vide"]), b"auxv"
_SAMPLE_ENTRY, _NAME_AT, _NAME = 78, 42, 32
_IN_ENTRY = frozenset(
    [
        b"av1C",
        b"hvcC",
        b"avcC",
        b"vvcC",
        b"colr",
        b"pasp",
        b"clap",
        b"ccst",
        b"auxi",
        b"clli",
        b"mdcv",
    ]
)
_ITSELF = box(b"dref", bytes(7) + b"\x01" + box(b"url ", b"\0\0\0\x01"))


class Tracks:
    """The tracks that show pictures, and the ranges of their pixels."""

    def __init__(self, plan: Plan, moov: Box) -> None:
        self._plan = plan
        self._moov = moov
        self._kept = [
            each
            for each in boxes(plan, moov.body, moov.end)
            if each.name == b"trak" and self._shows(each)
        ]
        if not any(self._handler(each) in _PICTURES for each in self._kept):
            raise UnstrippableError("tracks without a picture")
        self.spans = [span for each in self._kept for span in self._chunks(each)]

    def written(self, places: Places) -> bytes:
        """The box that describes them, with their pixels at *places*."""
        starts = {each.start for each in self._kept}
        inside = boxes(self._plan, self._moov.body, self._moov.end)
        shown = [each for each in inside if each.name == b"mvhd" or each.start in starts]
        return box(b"moov", b"".join(self._written(each, places, _DEPTH) for each in shown))

    def _inside(self, whole: Box, *path: bytes) -> Box:
        """The box at *path* in *whole*. Raises UnstrippableError."""
        for name in path:
            found = [each for each in boxes(self._plan, whole.body, whole.end) if each.name == name]
            if not found:
                raise UnstrippableError(f"a track without {name!r}")
            whole = found[0]
        return whole

    def _handler(self, trak: Box) -> bytes:
        """The kind of track."""
        handler = self._inside(trak, b"mdia", b"hdlr")
        return self._plan.data[handler.body + 8 : handler.body + 12]

    def _shows(self, trak: Box) -> bool:
        if (kind := self._handler(trak)) != _TRANSPARENCY:
            return kind in _PICTURES
        kept = self._entries(self._inside(trak, b"mdia", b"minf", b"stbl", b"stsd"))
        return any(each in kept for each in TRANSPARENCY)

    def _written(self, each: Box, places: Places, depth: int) -> bytes:
        """The box without texts and times. Empty where it is dropped."""
        body = self._plan.data[each.body : each.end] if each.name not in _FOLDERS else b""
        match each.name:
            case _ if each.name in _FOLDERS and depth:
                inside = boxes(self._plan, each.body, each.end)
                return box(
                    each.name, b"".join(self._written(one, places, depth - 1) for one in inside)
                )
            case b"mvhd" | b"tkhd" | b"mdhd":
                times = 16 if body[0] else 8
                return box(each.name, body[:4] + bytes(times) + body[4 + times :])
            case b"hdlr":
                return box(b"hdlr", bytes(8) + body[8:12] + bytes(13))
            case b"dref":
                return _ITSELF
            case b"tref":
                return self._links(each)
            case b"stsd":
                return self._entries(each)
            case b"stco" | b"co64":
                return _offsets([places.of(at) for at in _numbers(body, each.name == b"co64")])
            case _ if each.name in _AS_IT_IS:
                return box(each.name, body)
            case _:
                return b""

    def _links(self, tref: Box) -> bytes:
        """The track that a transparency track belongs to."""
        inside = [
            each
            for each in boxes(self._plan, tref.body, tref.end)
            if each.name in {b"auxl", b"prem"}
        ]
        return (
            box(b"tref", b"".join(self._plan.data[each.start : each.end] for each in inside))
            if inside
            else b""
        )

    def _entries(self, stsd: Box) -> bytes:
        """The codecs of the samples, without the name of the encoder."""
        made = []
        for each in boxes(self._plan, stsd.body + 8, stsd.end):
            head = self._plan.data[each.body : each.body + _SAMPLE_ENTRY]
            if len(head) < _SAMPLE_ENTRY or each.body + _SAMPLE_ENTRY > each.end:
                raise UnstrippableError("a track of an unknown kind")
            inside = boxes(self._plan, each.body + _SAMPLE_ENTRY, each.end)
            kept = b"".join(self._in_entry(one) for one in inside if one.name in _IN_ENTRY)
            made.append(
                box(each.name, head[:_NAME_AT] + bytes(_NAME) + head[_NAME_AT + _NAME :] + kept)
            )
        return box(b"stsd", struct.pack(">II", 0, len(made)) + b"".join(made))

    def _in_entry(self, each: Box) -> bytes:
        body = self._plan.data[each.body : each.end]
        if each.name == b"colr" and body[:4] != b"nclx":
            fresh = strip_icc_text.without_words(body[4:])
            return box(b"colr", body[:4] + fresh) if fresh else b""
        return box(each.name, body)

    def _chunks(self, trak: Box) -> list[tuple[int, int]]:
        """The ranges of the pixels: samples one after the other in chunks."""
        stbl = self._inside(trak, b"mdia", b"minf", b"stbl")
        found = {
            each.name: self._plan.data[each.body : each.end]
            for each in boxes(self._plan, stbl.body, stbl.end)
        }
        try:
            starts = (
                _numbers(found[b"co64"], True)
                if b"co64" in found
                else _numbers(found[b"stco"], False)
            )
            sizes = _sizes(self._plan, found)
            runs = list(struct.iter_unpack(">III", found[b"stsc"][8:]))
        except KeyError as error:
            raise UnstrippableError("a track without pixels") from error
        self._plan.step(len(starts) + len(sizes))
        spans, sample, run = [], 0, 0
        for number, start in enumerate(starts, 1):
            while run + 1 < len(runs) and runs[run + 1][0] <= number:
                run += 1
            many = runs[run][1]
            end = start + sum(sizes[sample : sample + many])
            sample += many
            if not start < end <= len(self._plan.data):
                raise UnstrippableError("frames behind the end of the file")
            spans.append((start, end))
        if sample != len(sizes):
            raise UnstrippableError("frames that lie nowhere")
        return spans


def _numbers(body: bytes, wide: bool) -> list[int]:
    (count,) = struct.unpack_from(">I", body, 4)
    return list(struct.unpack_from(f">{count}{'Q' if wide else 'I'}", body, 8))


def _offsets(numbers: list[int]) -> bytes:
    return box(b"stco", struct.pack(f">II{len(numbers)}I", 0, len(numbers), *numbers))


def _sizes(plan: Plan, found: dict[bytes, bytes]) -> list[int]:
    """The size of each sample."""
    if b"stz2" in found and b"stsz" not in found:
        raise UnstrippableError("a track with compact sizes")
    same, count = struct.unpack_from(">II", found[b"stsz"], 4)
    plan.step(count)
    return [same] * count if same else list(struct.unpack_from(f">{count}I", found[b"stsz"], 12))
