"""Judges and encoders that are no part of the project, where they are installed: exiftool, ffmpeg and others."""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.campaigns.pictures import metadata_writer, sample_pictures

# What exiftool may still say: how the file is built, which way up, which colours.
_SAID = re.compile(
    r"(SourceFile|(ExifTool|System|File|Composite|JFIF|Adobe|APP14|PNG|PNG-pHYs|GIF|RIFF|QuickTime|Track\d+|Meta|Jpeg2000"
    r"|ICC_Profile\d*|ICC-\w+|IFD\d+):\w+)"
)
_NEVER = re.compile(
    r"(?i)comment|author|artist|copyright|software|description|make|model|gps|xmp|iptc|\bcity|datetime(?!.*0000)"
)
_HARMLESS = re.compile(
    r"ICC_Profile\d*:Profile(Copyright|Description)|ICC-header\d*:(Device\w*|ProfileDateTime)"
)


def exiftool_finds(files: Iterable[Path]) -> list[str]:
    """What exiftool reads out of them that should not be there. Nothing, where it is not installed."""
    if shutil.which("exiftool") is None:
        return []
    command = ["exiftool", "-q", "-j", "-G1", "-a", "-u", *map(str, files)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return [
        f"{Path(each['SourceFile']).name} {name}"
        for each in told
        for name in each
        if not _SAID.fullmatch(name) or (_NEVER.search(name) and not _HARMLESS.fullmatch(name))
    ]


# (program, its arguments, what it writes). `photo.jpg` holds traces, `photo.png` and `frame*.png` none.
_COMMANDS = (
    ("cjxl", "photo.jpg jpeg.jxl --lossless_jpeg=0", "jpeg.jxl"),
    ("cjxl", "photo.png boxes.jxl --container=1", "boxes.jxl"),
    ("heif-enc", "-t 64 photo.jpg -o thumbnail.heic", "thumbnail.heic"),
    ("avifenc", "-s 9 photo.jpg still.avif", "still.avif"),
    ("avifenc", "-s 9 frame00.png frame01.png frame02.png moving.avif", "moving.avif"),
    ("ffmpeg", "-v error -i frame%02d.png -metadata comment=48.2082 moving.gif", "moving.gif"),
    ("ffmpeg", "-v error -i frame%02d.png -c:v libwebp_anim moving.webp", "moving.webp"),
    ("ffmpeg", "-v error -i frame%02d.png -f apng moving.png", "moving.png"),
    ("gifsicle", "-O3 --comment 48.2082 moving.gif -o small.gif", "small.gif"),
    ("cwebp", "-quiet -metadata all photo.jpg -o photo.webp", "photo.webp"),
    ("opj_compress", "-i photo.png -o photo.jp2 -r 20", "photo.jp2"),
    ("opj_compress", "-i photo.png -o photo.j2k -t 256,256 -TP R -PLT -TLM", "photo.j2k"),
)


def files() -> tuple[list[tuple[str, bytes]], list[str]]:
    """((name, bytes) of what the encoders that are installed here write, the programs that are not)."""
    missing = sorted(
        {program for program, _arguments, _made in _COMMANDS if shutil.which(program) is None}
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo = sample_pictures.photo(3, (801, 603))
        photo.save(folder / "photo.png")
        photo.save(folder / "photo.jpg", quality=90)
        (folder / "photo.jpg").write_bytes(
            metadata_writer.jpeg((folder / "photo.jpg").read_bytes(), 6)
        )
        for number, frame in enumerate(sample_pictures.recording(5, (640, 360), 20)):
            frame.save(folder / f"frame{number:02d}.png")
        for program, arguments, _made in _COMMANDS:
            if program not in missing:
                subprocess.run(
                    [program, *arguments.split()], cwd=folder, capture_output=True, check=False
                )
        made = [folder / made for _program, _arguments, made in _COMMANDS]
        return [(each.name, each.read_bytes()) for each in made if each.exists()], missing
