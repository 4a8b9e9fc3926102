"""What cameras, editors and telephones write beside the pixels, as bytes. Each holds SECRET, which must not leave."""

import io
import struct
import zlib

from PIL import Image, ImageCms

SECRET = b"48.2082 N 16.3738 E"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><d>" + SECRET + b"</d></rdf:RDF></x:xmpmeta>"
_THUMBNAIL_TAGS = (513, 514)


def exif(turned: int = 1, *, small_copy: bool = True) -> bytes:
    """A camera's, without the six bytes that stand before it in a JPEG."""
    written = Image.Exif()
    written[0x0112], written[0x010F], written[0x010E] = turned, "Camera", SECRET.decode()
    written.get_ifd(0x8825)[1] = "N"
    written.get_ifd(0x8769)[0x9003] = "2026:11:30 07:31:00"
    body = written.tobytes().removeprefix(b"Exif\0\0")
    return body + (jpeg_of_something_else() if small_copy else b"")


def jpeg_of_something_else() -> bytes:
    """What a picture showed before it was cut, with the place in it."""
    out = io.BytesIO()
    Image.new("RGB", (16, 12), "green").save(out, "JPEG", comment=SECRET)
    return out.getvalue()


def film() -> bytes:
    """What a telephone hangs on behind a picture: a second or two before it."""
    return (
        box(b"ftyp", b"mp42\0\0\0\0mp42isom")
        + box(b"moov", box(b"udta", SECRET))
        + box(b"mdat", SECRET * 3)
    )


def profile() -> bytes:
    """The colours of somebody's screen, with its name."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[52:56] = b"cam1"
    (count,) = struct.unpack_from(">I", made, 128)
    shift, words = 12, b"text\0\0\0\0" + SECRET + b"\0"
    for number in range(count):
        at = 132 + 12 * number
        struct.pack_into(">I", made, at + 4, struct.unpack_from(">I", made, at + 4)[0] + shift)
    made[132 + 12 * count : 132 + 12 * count] = struct.pack(
        ">4sII", b"dmdd", len(made) + shift, len(words)
    )
    made += words
    struct.pack_into(">I", made, 128, count + 1)
    struct.pack_into(">I", made, 0, len(made))
    return bytes(made)


def segment(marker: int, body: bytes) -> bytes:
    """Of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def piece(name: bytes, body: bytes) -> bytes:
    """Of a WebP."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def box(name: bytes, body: bytes) -> bytes:
    """Of a HEIC, AVIF, JPEG XL or JPEG 2000."""
    return struct.pack(">I4s", len(body) + 8, name) + body
