from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.reading.serials import serial_to_datetime


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("61", datetime(1900, 3, 1)),
        ("45292", datetime(2024, 1, 1)),
        ("45292.0", datetime(2024, 1, 1)),
        (" 45,292 ", None),
        ("45292.5", datetime(2024, 1, 1, 12)),
        ("45292.9999999", datetime(2024, 1, 2)),
        ("2958465", datetime(9999, 12, 31)),
        ("60", None),
        ("0.5", None),
        ("-45292", None),
        ("2958466", None),
        ("01/02/2024", None),
        ("20240201", None),
        ("", None),
        ("nan", None),
        ("1e309", None),
    ],
)
def test_a_serial_number_is_a_local_time_and_anything_else_is_none(text, meant):
    assert serial_to_datetime(text) == meant


def test_workbooks_of_old_macintoshes_count_from_1904():
    assert serial_to_datetime("43830", uses_1904=True) == datetime(2024, 1, 1)
    assert serial_to_datetime("2958465", uses_1904=True) is None


@given(st.datetimes(datetime(1900, 3, 1), datetime(2199, 12, 31)))
def test_what_a_spreadsheet_makes_of_a_time_comes_back_to_the_second(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert serial_to_datetime(repr(serial)) == moment
