"""Letters, colours and names: what all pictures share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from svg_reading import root_of, texts_of

from saferplan.documents.charts import classes, stacked, theme
from saferplan.documents.charts.labels import Box, place_label
from saferplan.documents.charts.picture import Picture


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_reckoning_of_contrast_agrees_with_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", [theme.STRONG, theme.COMPARATOR, *theme.SERIES, theme.BREAK_EDGE])
def test_marks_stand_out_from_the_ground(colour):
    assert contrast(colour, theme.GROUND) >= 3


@pytest.mark.parametrize("colour", [theme.INK, theme.QUIET])
@pytest.mark.parametrize("ground", [theme.GROUND, theme.GAP_GROUND, theme.BREAK_GROUND])
def test_letters_can_be_read_on_every_ground(colour, ground):
    assert contrast(colour, ground) >= 4.5


def test_letters_on_the_parts_of_a_whole_can_be_read():
    assert min(contrast(fill, letters) for fill, letters in stacked.PARTS) >= 4.5


def test_letters_on_the_classes_of_a_map_can_be_read():
    found = classes.classes_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "rate")
    looks = {found.look(value) for value in (*range(1, 11), None)}
    assert len(looks) == 6
    assert min(contrast(fill, letters) for fill, letters in looks) >= 4.5


def test_lines_of_two_areas_differ_without_colour():
    assert contrast(theme.STRONG, theme.COMPARATOR) >= 1.5


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_words_make_a_whole_picture(words):
    picture = Picture(100, 50)
    picture.text((10, 10), words)
    shown = texts_of(picture.svg())[0]
    assert shown == "".join(char for char in words if char.isprintable())


def test_numbers_in_a_picture_are_short():
    picture = Picture(100, 50)
    picture.line((0.123456, -0.01), (10, 20.0))
    assert 'd="M0.1,0L10,20"' in picture.svg()
    assert root_of(picture.svg()).get("viewBox") == "0 0 100 50"


@given(st.text(max_size=60), st.floats(min_value=20, max_value=300))
def test_shortened_words_fit_and_say_that_they_are(words, width):
    short = theme.shortened(words, width)
    assert theme.text_width(short) <= width or short == "…"
    assert short == words or short.endswith("…")


def test_words_wrap_between_words_and_are_cut_at_the_end():
    assert theme.wrapped("Violence and sexual offences", 126, bold=True) == ["Violence and", "sexual offences"]
    assert theme.wrapped("Burglary", 110) == ["Burglary"]
    cut = theme.wrapped("One two three four five six seven", 60)
    assert len(cut) == 2
    assert cut[1].endswith("…")


def test_a_label_takes_the_first_free_place():
    field = Box(0, 0, 200, 100)
    free = place_label((50, 50), "Abbey", [], field)
    assert free is not None
    assert (free.at, free.anchor) == ((58, 50), "start")
    left = place_label((50, 50), "Abbey", [free.box], field)
    assert left is not None
    assert left.anchor == "end"
    assert place_label((50, 50), "Abbey", [field], field) is None


def test_a_label_never_leaves_the_field_or_covers_another():
    field, taken = Box(0, 0, 300, 120), []
    for place in range(12):
        label = place_label((20 + place * 22, 60), f"Ward {place}", taken, field, may_lead=True)
        if label:
            assert field.holds(label.box)
            assert not any(label.box.overlaps(other) for other in taken)
            taken.append(label.box)
    assert len(taken) > 8
