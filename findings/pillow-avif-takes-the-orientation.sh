#!/bin/sh
# Pillow 13.0.0: saving a picture as AVIF takes the orientation out of the Exif object that it was given.
#
# `Image.save(path, exif=exif)` reads *exif* for JPEG, PNG, WebP and TIFF. For AVIF it moves the orientation into the container (`irot`),
# which is right, and deletes it from the caller's object. Whoever saves a thumbnail as AVIF and then the same picture as JPEG with the
# same object writes a JPEG that lies on its side. Bytes (`exif.tobytes()`) and other formats are not affected. Seen:
#   before: 6 | after JPEG, WEBP, PNG: 6 | after AVIF: None | the JPEG saved next is shown 40 x 20 instead of 20 x 40
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - <<'PY'
import io
import sys

from PIL import Image, ImageOps

ORIENTATION = 0x0112
picture, exif = Image.new("RGB", (40, 20), "red"), Image.Exif()
exif[ORIENTATION] = 6


def saved(kind):
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    with Image.open(out) as again:
        return ImageOps.exif_transpose(again).size


seen = []
for kind in ("JPEG", "WEBP", "PNG", "AVIF", "JPEG"):
    seen.append((kind, saved(kind), exif.get(ORIENTATION)))
    print(*seen[-1])
sys.exit(seen[-2:] != [("AVIF", (20, 40), None), ("JPEG", (40, 20), None)] or any(each[2] != 6 for each in seen[:3]))
PY
