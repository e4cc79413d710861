import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.documents import numbers


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("count", 18907, "18,907"),
        ("count", 0, "0"),
        ("count", np.int64(1_234_567), "1,234,567"),
        ("rate", 58.63, "58.6"),
        ("rate", 0.04, "under 0.1"),
        ("rate", 0, "0.0"),
        ("share", 0.214, "21.4%"),
        ("share", 0.0001, "under 0.1%"),
        ("share", 1, "100.0%"),
        ("percent", 0.214, "21%"),
        ("percent", 0.004, "under 1%"),
        ("percent", 0, "0%"),
        ("percent", 1, "100%"),
        ("ratio", 0.934, "0.93"),
        ("ratio", 0.001, "under 0.01"),
        ("number", 5.0, "5"),
        ("number", 1234.56, "1,234.6"),
        ("number", -3, "−3"),
        ("p", 0.0421, "0.042"),
        ("p", 0.00001, "under 0.001"),
        ("text", "Abbey", "Abbey"),
    ],
)
def test_each_kind_prints_by_its_own_rule(kind, value, text):
    assert numbers.printed(value, kind) == text


@pytest.mark.parametrize("kind", list(numbers.PRINTERS))
@pytest.mark.parametrize("missing", [None, math.nan, np.nan])
def test_what_is_missing_is_never_printed_as_a_number(kind, missing):
    assert numbers.printed(missing, kind) == "not available"


def test_an_interval_without_upper_limit_says_so():
    assert numbers.interval(0.5, math.inf, "ratio") == "0.50 to no limit"


def test_an_interval_with_one_end_missing_is_not_available():
    assert numbers.interval(0.5, None) == "not available"


def test_interval_and_rate_read_as_words():
    assert numbers.interval(57.81, 59.47) == "57.8 to 59.5"
    assert numbers.per_thousand(58.63) == "58.6 per 1,000 residents"
    assert numbers.per_thousand(None) == "not available"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(1.2, "+20%"), (0.952, "−5%"), (1.0, "0%"), (0.996, "0%"), (3, "+200%"), (None, "not available")],
)
def test_a_ratio_reads_as_the_change_it_means(ratio, text):
    assert numbers.change(ratio) == text


def test_words_in_a_column_of_numbers_stay_words():
    assert numbers.printed("suppressed", "count") == "suppressed"


@pytest.mark.parametrize(
    ("field", "unit", "kind"),
    [
        ("value", "per 1,000 households", "rate"),
        ("value", "ratio", "ratio"),
        ("value", "share", "share"),
        ("value", "incidents", "number"),
        ("ratio_low", "", "ratio"),
        ("rate_annualised", "", "rate"),
        ("q", "", "p"),
        ("count", "", "number"),
    ],
)
def test_unit_and_field_decide_how_a_finding_prints(field, unit, kind):
    assert numbers.kind_of(field, unit) == kind


@given(st.floats(min_value=-1e12, max_value=1e12), st.sampled_from(["count", "rate", "number"]))
def test_a_printed_number_reads_back_within_its_rounding(value, kind):
    text = numbers.printed(value, kind)
    if text.startswith(("under", "−under")):
        assert abs(value) < 0.05
    else:
        assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(
            value, abs=0.5001 if kind == "count" else 0.0501
        )


@given(st.floats(max_value=-1e-9, min_value=-1e9))
def test_nothing_is_printed_as_minus_nothing(value):
    assert numbers.count(value) != "−0"
