#!/bin/sh
# pillow-heif 1.8.1 with Pillow 13.0.0: whether a HEIC is shown upright depends on the type of what `exif=` is given.
#
# Exif bytes with an orientation turn the picture (`irot` is written). The same Exif as a Pillow `Exif` object, which Pillow's own
# formats take, is written with its orientation set to 1 and no `irot`: the picture lies on its side for every reader. No warning. Seen:
#   bytes: irot, shown 20 x 40 | Exif object: no irot, shown 40 x 20 | the same object as JPEG: shown 20 x 40
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0 pillow-heif==1.8.1
"$folder/venv/bin/python" - <<'PY'
import io
import sys

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()


def exif():
    made = Image.Exif()
    made[0x0112] = 6
    return made


def saved(kind, given):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, kind, exif=given)
    with Image.open(out) as again:
        return b"irot" in out.getvalue(), ImageOps.exif_transpose(again).size


seen = [saved("HEIF", exif().tobytes()), saved("HEIF", exif()), saved("JPEG", exif())]
for name, each in zip(("HEIC, bytes", "HEIC, Exif object", "JPEG, Exif object"), seen):
    print(name, *each)
sys.exit(seen != [(True, (20, 40)), (False, (40, 20)), (False, (20, 40))])
PY
