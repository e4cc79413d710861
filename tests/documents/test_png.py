"""A PNG is taken only where every pixel is there: what reads it later would show half of it, or nothing."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_files import chunk, png_head, png_of, whole_png

from saferplan.documents.png import bare_png, size_of

GREY, COLOURS, PALETTE, WITH_TRANSPARENCY = 0, 2, 3, 6


@pytest.mark.parametrize("kept", range(8, len(whole_png())))
def test_a_picture_cut_off_anywhere_is_damaged(kept):
    assert bare_png(whole_png()[:kept]) is None


@pytest.mark.parametrize("place", range(8, len(whole_png())))
def test_a_picture_with_one_byte_changed_is_damaged(place):
    changed = bytearray(whole_png())
    changed[place] ^= 1
    assert bare_png(bytes(changed)) is None


def test_a_head_that_promises_more_rows_than_there_are_is_found_out():
    assert bare_png(png_of(bytes(2 * 7), width=2, height=3)) is None
    assert bare_png(png_of(bytes(3 * 7), width=2, height=3))


@pytest.mark.parametrize(
    ("width", "height", "depth", "kind", "length"),
    [
        (9, 2, 1, GREY, 2 * (1 + 2)),
        (3, 2, 4, PALETTE, 2 * (1 + 2)),
        (2, 1, 16, COLOURS, 1 + 12),
        (1, 1, 16, WITH_TRANSPARENCY, 1 + 8),
    ],
)
def test_rows_are_whole_bytes_after_one_for_the_filter(width, height, depth, kind, length):
    assert bare_png(png_of(bytes(length), width, height, depth, kind))
    assert bare_png(png_of(bytes(length - 1), width, height, depth, kind)) is None


@pytest.mark.parametrize(
    ("width", "height", "length"), [(1, 1, 2), (5, 1, 2 + 2 + 2 + 3), (8, 8, 2 + 2 + 3 + 6 + 10 + 20 + 36)]
)
def test_an_interlaced_picture_has_its_pixels_in_seven_passes(width, height, length):
    assert bare_png(png_of(bytes(length), width, height, kind=GREY, interlaced=1))
    assert bare_png(png_of(bytes(length - 1), width, height, kind=GREY, interlaced=1)) is None


@pytest.mark.parametrize("wrong", [{"depth": 3}, {"kind": 5}, {"depth": 1, "kind": COLOURS}, {"interlaced": 2}])
def test_a_head_that_no_picture_can_have_is_damaged(wrong):
    assert bare_png(png_of(bytes(1000), 2, 2, **wrong)) is None


def test_pixels_may_come_in_several_parts():
    plain = whole_png(50, 50)
    start, end = plain.index(b"IDAT") - 4, plain.index(b"IEND") - 4
    packed = plain[start + 8 : end - 4]
    parted = plain[:start] + chunk(b"IDAT", packed[:9]) + chunk(b"IDAT", packed[9:]) + plain[end:]
    assert bare_png(parted) == parted


def test_more_than_the_pixels_is_counted_and_not_kept():
    """Hundreds of times what it says it is: unpacked piece by piece."""
    assert bare_png(png_of(bytes(50_000_000), 1, 1)) is not None


@given(st.binary(max_size=200))
def test_whatever_follows_the_signature_does_no_harm(rest):
    assert bare_png(b"\x89PNG\r\n\x1a\n" + rest) is None


@given(st.binary(max_size=60))
def test_pixels_that_do_not_unpack_are_damage(packed):
    plain = whole_png(40, 40)
    start, end = plain.index(b"IDAT") - 4, plain.index(b"IEND") - 4
    assert bare_png(plain[:start] + chunk(b"IDAT", packed) + plain[end:]) is None


def test_the_size_is_read_from_the_head_alone():
    assert size_of(png_head(70_000, 3)) == (70_000, 3)
    assert size_of(png_head(70_000, 3)[:20]) is None
    assert size_of(b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", zlib.compress(b"ab"))) is None
