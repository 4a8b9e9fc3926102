"""Parts of a PNG, a GIF and a WebP that tools put in odd places."""

import struct

import pytest

from issues.pictures import UnstrippableError
from tests.campaigns.pictures.metadata_reader import left
from tests.campaigns.pictures.sample_metadata import SECRET, chunk, exif, piece
from tests.unit.issues.pictures.minimal_pictures import look, moving, picture, strip

PNG, GIF, WEBP = picture("PNG"), picture("GIF", "P"), picture("WEBP")
END = PNG.rfind(b"IEND") - 4
SECOND = chunk(b"IDAT", SECRET)


def riff(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


PNGS = {
    "the rest of a larger screenshot": PNG + SECRET,
    "another picture": PNG + picture("PNG", "L"),
    "words behind the pixels": PNG[:END] + chunk(b"tEXt", b"GPS\0" + SECRET) + PNG[END:],
    "a private part": PNG[:33] + chunk(b"prVt", SECRET) + PNG[33:],
    "what a Mac writes of where parts are": PNG[:33] + chunk(b"iDOT", SECRET) + PNG[33:],
    "frames and no animation": PNG[:END] + chunk(b"fdAT", SECRET) + PNG[END:],
    "an animation that begins too late": PNG[:END]
    + chunk(b"acTL", SECRET[:8])
    + chunk(b"fdAT", SECRET)
    + PNG[END:],
    "a palette with a name": PNG[:33] + chunk(b"sPLT", SECRET + b"\0\x08") + PNG[33:],
    "more pixels later": PNG[:END] + chunk(b"tIME", bytes(7)) + SECOND + PNG[END:],
    "Exif that turns nothing": PNG[:33] + chunk(b"eXIf", exif()) + PNG[33:],
    "a known part that is too long": PNG[:33] + chunk(b"gAMA", SECRET) + PNG[33:],
}


@pytest.mark.parametrize("data", PNGS.values(), ids=PNGS.keys())
def test_what_does_not_show_a_png_goes(data: bytes) -> None:
    assert strip(data) == PNG


def test_a_png_of_apple_keeps_the_part_that_says_so() -> None:
    apples = PNG[:8] + chunk(b"CgBI", bytes(4)) + PNG[8:]
    assert strip(apples) == apples


@pytest.mark.parametrize(
    "data",
    [
        PNG[:-12],
        PNG[:END],
        PNG[:40],
        PNG[:8] + PNG[33:],
        PNG[:33] + PNG[END:],
        PNG[:33] + chunk(b"ABCD", b"") + PNG[33:],
    ],
)
def test_a_broken_png_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)


START = 13 + 3 * (2 << (GIF[10] & 7))
NEW = b"GIF89a" + GIF[6:]
COMMENT = b"\x21\xfe\x13" + SECRET + b"\0"
TEXT = b"\x21\x01\x0c" + bytes(12) + b"\x13" + SECRET + b"\0"
CONTROL = b"\x21\xf9\x04\x04\x05\0\0\0"
GIFS = {
    "a comment": NEW[:START] + COMMENT + NEW[START:],
    "a comment at the end": NEW[:-1] + COMMENT + b";",
    "a text that nobody draws": NEW[:START] + CONTROL + TEXT + NEW[START:],
    "a control of nothing": NEW[:-1] + CONTROL + b";",
    "colours in an application's block": NEW[:START]
    + b"\x21\xff\x0bICCRGBG1012\x13"
    + SECRET
    + b"\0"
    + NEW[START:],
    "more behind the end": NEW + SECRET,
    "empty bytes before the end": NEW[:-1] + b"\0\0;",
    "no end": NEW[:-1],
}


@pytest.mark.parametrize("data", GIFS.values(), ids=GIFS.keys())
def test_what_does_not_show_a_gif_goes(data: bytes) -> None:
    assert strip(data) == NEW
    assert look(NEW) == look(GIF)


def test_a_control_with_more_in_it_keeps_its_time() -> None:
    wordy = CONTROL[:2] + bytes([4 + len(SECRET)]) + CONTROL[3:7] + SECRET + b"\0"
    assert strip(NEW[:START] + wordy + NEW[START:]) == NEW[:START] + CONTROL + NEW[START:]


@pytest.mark.parametrize("name", [b"NETSCAPE2.0", b"ANIMEXTS1.0"])
def test_a_gif_is_played_as_often_as_it_was(name: bytes) -> None:
    loop = b"\x21\xff\x0b" + name + b"\x03\x01\x07\0"
    wordy = loop + b"\x13" + SECRET + b"\0"
    once = NEW[:START] + loop + b"\0" + CONTROL + NEW[START:]
    longer = loop[:14] + b"\x05" + loop[15:] + b"\1\2\0"
    assert strip(NEW[:START] + longer + CONTROL + NEW[START:]) == once
    assert strip(NEW[:START] + wordy + CONTROL + COMMENT + wordy + NEW[START:]) == once
    assert strip(once) == once


@pytest.mark.parametrize(
    "data", [GIF[:10], GIF[:START], GIF[:-20], GIF[:START] + b"\x99" + GIF[START:]]
)
def test_a_broken_gif_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)


WEBPS = {
    "more behind the end": WEBP + SECRET,
    "a part nobody knows": riff(WEBP[12:] + piece(b"GPS ", SECRET)),
    "a second picture": riff(WEBP[12:] + piece(b"VP8 ", SECRET)),
    "frames of an animation that is none": riff(WEBP[12:] + piece(b"ANMF", SECRET)),
}


@pytest.mark.parametrize("data", WEBPS.values(), ids=WEBPS.keys())
def test_what_does_not_show_a_webp_goes(data: bytes) -> None:
    assert strip(data) == WEBP


def test_parts_in_the_frames_of_a_webp_go() -> None:
    data = moving("WEBP", lossless=True)
    at = data.find(b"ANMF")
    (size,) = struct.unpack_from("<I", data, at + 4)
    told = piece(b"GPS ", SECRET)
    frame = b"ANMF" + struct.pack("<I", size + len(told)) + data[at + 8 : at + 8 + size] + told
    assert strip(riff(data[12:at] + frame + data[at + 8 + size :])) == data


def test_a_webp_whose_last_byte_was_forgotten_gets_it() -> None:
    told = riff(WEBP[12:] + piece(b"GPS ", SECRET))
    assert left("WEBP", strip(told[:-1])) == []
    odd = next(
        each
        for each in (picture("WEBP", quality=quality) for quality in range(30, 95))
        if not each[-1]
    )
    assert strip(odd[:-1]) == odd


@pytest.mark.parametrize(
    "data", [WEBP[:20], WEBP[:-9], riff(piece(b"GPS ", SECRET)), riff(piece(b"ANMF", bytes(40)))]
)
def test_a_broken_webp_is_refused(data: bytes) -> None:
    with pytest.raises(UnstrippableError):
        strip(data)
