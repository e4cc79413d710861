"""What a photograph tells beside its picture is not published: where it was taken, when, with whose camera."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_files import exif, jpeg, segment

from saferplan.documents.jpeg import bare_jpeg, size_of

PLACE = b"51.5N 0.1W"
COMMENT, COLOUR_PROFILE, MAKERS_OWN, ADOBE = 0xFE, 0xE2, 0xED, 0xEE


@pytest.mark.parametrize("order", [">", "<"])
def test_the_place_in_a_photograph_goes_and_its_way_up_stays(order):
    bare = bare_jpeg(jpeg(blocks=[exif(6, PLACE, order)]))
    assert PLACE not in bare
    assert bare == bare_jpeg(jpeg(blocks=[exif(6, b"", ">")]))
    assert bare.count(b"Exif") == 1


def test_a_photograph_that_stands_upright_needs_no_block():
    assert bare_jpeg(jpeg(blocks=[exif(1, PLACE)])) == jpeg()


@pytest.mark.parametrize("marker", [COMMENT, COLOUR_PROFILE, MAKERS_OWN])
def test_comments_profiles_and_makers_blocks_go(marker):
    assert bare_jpeg(jpeg(blocks=[segment(marker, b"taken by A. Synthetic")])) == jpeg()


def test_what_says_how_colours_are_read_stays():
    whole = jpeg(blocks=[segment(ADOBE, b"Adobe\0\x64\0\0\0\0\x01")])
    assert bare_jpeg(whole) == whole


def test_what_follows_the_end_goes():
    assert bare_jpeg(jpeg(after=b"a second picture, and its place " + PLACE)) == jpeg()


def test_a_picture_of_several_scans_stays_whole():
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"first\xff\0scan"
    whole = jpeg(blocks=[scan, segment(0xC4, b"\xff\xd9 stands in a table, and ends nothing")])
    assert bare_jpeg(whole) == whole


@pytest.mark.parametrize("kept", range(2, len(jpeg())))
def test_a_picture_cut_off_anywhere_is_damaged(kept):
    assert bare_jpeg(jpeg()[:kept]) is None


def test_a_damaged_block_is_dropped_like_a_sound_one():
    broken = segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + PLACE)
    assert bare_jpeg(jpeg(blocks=[broken])) == jpeg()
    assert bare_jpeg(jpeg(blocks=[exif(9, PLACE)])) == jpeg()


@given(width=st.integers(1, 65_535), height=st.integers(1, 65_535), orientation=st.integers(1, 8))
def test_size_and_picture_are_the_same_without_the_rest(width, height, orientation):
    bare = bare_jpeg(jpeg(width, height, blocks=[exif(orientation, PLACE)]))
    assert size_of(bare) == (width, height)
    assert bare_jpeg(bare) == bare


@given(st.binary(max_size=300))
def test_no_file_breaks_it(content):
    bare = bare_jpeg(b"\xff\xd8\xff" + content)
    assert bare is None or bare.startswith(b"\xff\xd8")
