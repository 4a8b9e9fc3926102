"""No picture is refused, grows, changes or tells anything, in any format, with traces or without, moving or still."""

import io
import mmap
import tempfile
import warnings

import pytest

from issues.pictures import StrippedFile, kind_of, stripped
from tests.campaigns.pictures.encoding import WAYS, Way, written
from tests.campaigns.pictures.metadata_reader import left
from tests.unit.issues.pictures.minimal_pictures import look, strip

SIZE = (97, 64)
# What their encoders write of themselves into a file without other traces: a comment, names of items, gaps.
CHANGED_ONCE = {"AVIF", "HEIF", "JP2", "J2K", "TIFF"}


def named(way: Way) -> str:
    return f"{way.kind}-{way.mode}-{'moving' if way.moves else 'still'}-{'-'.join(way.options)}"


@pytest.mark.parametrize("way", WAYS, ids=map(named, WAYS))
def test_a_picture_with_traces_loses_them_and_nothing_else(way: Way) -> None:
    for turned in (0, 5):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = written(way, turned, SIZE, told=True)
        kind = kind_of(data)
        assert kind
        assert left(kind, data)
        fresh = strip(data)
        assert left(kind, fresh) == []
        assert len(fresh) < len(data)
        assert look(fresh) == look(data)
        assert strip(fresh) == fresh


@pytest.mark.parametrize("way", WAYS, ids=map(named, WAYS))
def test_a_picture_without_traces_stays_as_it_is(way: Way) -> None:
    data = written(way, 2, SIZE, told=False)
    kind = kind_of(data)
    assert kind
    fresh = strip(data)
    assert stripped(kind, fresh).changes_nothing()
    if way.kind not in CHANGED_ONCE:
        assert fresh == data
    assert len(fresh) <= len(data)
    assert left(kind, fresh) == []
    assert look(fresh) == look(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_is_seen_the_way_up_it_was(kind: str, turned: int) -> None:
    way = next(each for each in WAYS if each.kind == kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = written(way, turned - 1, SIZE, told=True)
    fresh = strip(data)
    assert look(fresh) == look(data)
    assert (b"MM\0*" in fresh) == (turned != 1)


def test_it_is_the_same_from_the_disk_however_it_is_read() -> None:
    data = written(WAYS[0], 3, SIZE, told=True)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        plan = stripped("JPEG", mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    fresh, wanted = StrippedFile(plan), strip(data)
    assert b"".join(iter(lambda: fresh.read(7), b"")) == wanted
    assert (fresh.seek(-5, io.SEEK_END), fresh.read()) == (plan.size - 5, wanted[-5:])
    assert (fresh.seek(3), fresh.seek(2, io.SEEK_CUR), fresh.read(9)) == (3, 5, wanted[5:14])
