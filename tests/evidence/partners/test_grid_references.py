"""Squares that national grid references name."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.grid_references import square_of, squares_of


@pytest.mark.parametrize(
    ("text", "easting", "northing", "side"),
    [
        ("SU 123 456", 412_350, 145_650, 100),
        ("SU123456", 412_350, 145_650, 100),
        ("su 1234 4567", 412_345, 145_675, 10),
        ("TQ 30 80", 530_500, 180_500, 1_000),
        ("TQ38", 535_000, 185_000, 10_000),
        ("SU 12345 67890", 412_345.5, 167_890.5, 1),
        ("SV 9 1", 95_000, 15_000, 10_000),
        ("HP 60 10", 460_500, 1_210_500, 1_000),
        ("NN 166 712", 216_650, 771_250, 100),
        ("SU-123-456", 412_350, 145_650, 100),
        ("412345, 123456", 412_345, 123_456, 1),
        ("412345 123456", 412_345, 123_456, 1),
    ],
)
def test_the_middle_of_the_square(text: str, easting: float, northing: float, side: int):
    assert square_of(text) == (easting, northing, side)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SU",
        "SU 12 456",
        "SU 12 3456",
        "SU12345",
        "IA 12 34",
        "ZZ 11 11",
        "SU 1234567 1234567",
        "Quay Road",
        "12 34",
    ],
)
def test_what_is_no_reference(text: str):
    assert square_of(text) is None


@given(st.integers(0, 699_999), st.integers(0, 1_299_999), st.integers(1, 5))
def test_a_place_lies_in_the_square_that_its_reference_names(easting: int, northing: int, digits: int):
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    across, up = easting // 100_000 + 10, 19 - northing // 100_000
    first = letters[up // 5 * 5 + across // 5]
    second = letters[up % 5 * 5 + across % 5]
    size = 10 ** (5 - digits)
    text = f"{first}{second} {easting % 100_000 // size:0{digits}d} {northing % 100_000 // size:0{digits}d}"
    square = square_of(text)
    assert square is not None
    assert abs(square.easting - easting) <= square.side / 2
    assert abs(square.northing - northing) <= square.side / 2
    assert square_of(text.replace(" ", "")) == square


def test_a_column_of_them_with_what_each_is_true_to():
    metres, precision = squares_of(pa.array(["SU 123 456", None, "TQ 30 80", "nonsense", "SU 12345 67890"]))
    assert precision.to_pylist() == ["street", None, "area", None, "address"]
    assert np.isnan(metres[[1, 3]]).all()
    assert metres[0].tolist() == [412_350, 145_650]


def test_an_empty_column():
    metres, precision = squares_of(pa.array([], pa.string()))
    assert metres.shape == (0, 2)
    assert precision.to_pylist() == []
