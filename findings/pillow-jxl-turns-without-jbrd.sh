#!/bin/sh
# pillow-jxl-plugin 1.3.8 with Pillow 13.0.0: two JPEG XL files with the same codestream open with different sizes.
#
# A turned JPEG (Exif orientation 6) saved as JPEG XL, which the plugin transcodes without loss, has its orientation in the codestream.
# With the box `jbrd` (the way back to the JPEG) in the file, the plugin hands out the JPEG's pixels, not turned, and says
# orientation 6; without it, it hands out libjxl's pixels, turned. ISO/IEC 18181 says that boxes do not change what is shown. So removing metadata
# boxes from such a file changes `Image.size`, and who crops by coordinates crops elsewhere. Dropping `Exif` alone changes nothing. Seen:
#   all boxes: 40 x 20, orientation 6 | without Exif: 40 x 20, orientation 6 | without jbrd: 20 x 40, none
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0 pillow-jxl-plugin==1.3.8
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io
import struct
import sys

import pillow_jxl  # noqa: F401
from PIL import Image

exif = Image.Exif()
exif[0x0112] = 6
Image.new("RGB", (40, 20), "red").save("turned.jpg", exif=exif)
out = io.BytesIO()
with Image.open("turned.jpg") as picture:
    picture.save(out, "JXL")


def without(name):
    data, kept, at = out.getvalue(), b"", 0
    while at < len(data):
        size, box = struct.unpack_from(">I4s", data, at)
        size = size or len(data) - at
        kept += data[at : at + size] if box != name else b""
        at += size
    return kept


seen = []
for name in (b"", b"Exif", b"jbrd"):
    with Image.open(io.BytesIO(without(name))) as picture:
        picture.load()
        seen.append((picture.size, picture.getexif().get(0x0112)))
    print("without", name.decode() or "nothing", *seen[-1])
sys.exit(seen != [((40, 20), 6), ((40, 20), 6), ((20, 40), None)])
PY
