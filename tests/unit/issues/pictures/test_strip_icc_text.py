"""A profile of colours keeps its numbers and loses its words."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from issues.pictures import strip_icc_text
from tests.campaigns.pictures.sample_metadata import SECRET, profile

SCREEN = profile()


def shown(colours: bytes) -> bytes:
    """A picture with those colours, as it is seen on another screen."""
    drawn = Image.linear_gradient("L").resize((16, 16)).convert("RGB")
    seen = ImageCms.profileToProfile(
        drawn,
        ImageCms.ImageCmsProfile(io.BytesIO(colours)),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert seen
    return seen.tobytes()


def test_the_colours_stay_and_the_name_of_the_screen_goes() -> None:
    fresh = strip_icc_text.without_words(SCREEN)
    assert SECRET in SCREEN
    assert SECRET not in fresh
    assert fresh[52:56] == bytes(4)
    assert fresh[24:36] == bytes(12)
    assert shown(fresh) == shown(SCREEN)
    opened = ImageCms.ImageCmsProfile(io.BytesIO(fresh))
    assert ImageCms.getProfileDescription(opened).strip() == "Profile"
    assert strip_icc_text.without_words(fresh) == fresh


def test_an_old_profile_gets_texts_of_its_own_kind() -> None:
    old = SCREEN[:8] + b"\x02\x10" + SCREEN[10:]
    fresh = strip_icc_text.without_words(old)
    assert (
        ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(fresh))).strip()
        == "Profile"
    )
    assert strip_icc_text.without_words(fresh) == fresh


@pytest.mark.parametrize(
    "broken", [b"", b"x" * 200, SCREEN[:128], SCREEN[:140], SCREEN[:128] + b"\xff" * 400]
)
def test_what_no_reader_takes_goes(broken: bytes) -> None:
    assert strip_icc_text.without_words(broken) == b""


@given(st.integers(0, len(SCREEN)), st.binary(max_size=16))
def test_no_broken_profile_breaks_it(at: int, fresh: bytes) -> None:
    made = strip_icc_text.without_words(SCREEN[:at] + fresh + SCREEN[at + len(fresh) :])
    assert len(made) <= len(SCREEN) + 400
    assert strip_icc_text.without_words(made) == made
