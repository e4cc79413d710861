"""Rates of many places at once are those of their records, whatever was recorded and whichever months are there."""

from datetime import date
from typing import Any, ClassVar

from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import PLACES, basis_of, deliveries, incidents, periods

from saferplan.evidence.denominators import Denominator, Denominators
from saferplan.evidence.measures.calculate import measured
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.request import Request
from saferplan.evidence.measures.yearly_rates import alike, yearly_rates
from saferplan.evidence.periods import parse_period

quick = settings(max_examples=40, deadline=None)


@quick
@given(
    incidents, deliveries, periods, st.sampled_from(["all-crime", "asb", "burglary"]), st.sampled_from(["lsoa", "ward"])
)
def test_each_known_rate_is_its_record_s_to_the_last_digit(
    rows: Any, delivered: Any, period: Any, name: str, kind: str
) -> None:
    basis, measure = basis_of(rows, delivered), measure_named(name)
    codes = {getattr(place, kind) for place in PLACES} - {None}
    places = [basis.geography.part(code, kind) for code in sorted(codes)]
    if not basis.coverage.months:
        return
    records = measured(basis, [Request.of(place, period, measure) for place in places])

    found = yearly_rates(basis, measure, alike(basis, places, period), period)
    assert sorted(found) == sorted(one.rate_annualised for one in records if one.rate_annualised is not None)


def test_of_no_place_there_is_none() -> None:
    basis = basis_of([], frozenset())
    assert yearly_rates(basis, measure_named("asb"), {}, parse_period("2023-03")).size == 0


class Estimates(Denominators):
    """Of mid-2021 for the whole of the country, of mid-2023 for one place of it."""

    values: ClassVar = {date(2021, 6, 30): {"a": 10, "b": 20}, date(2023, 6, 30): {"a": 11}}

    def days(self, name: Any, kind: str) -> Any:
        return self.values

    def on(self, name: Any, kind: str, day: date) -> Denominator:
        return Denominator(name, "", day, self.values[day])


def test_the_estimate_of_each_place_is_the_nearest_that_has_it() -> None:
    near = parse_period("2023-05")
    found = Estimates().nearest_of_each("residents", "lsoa", near, ("a", "b", "c"))
    assert found == {"a": 11, "b": 20}
    for code, value in found.items():
        assert Estimates().nearest("residents", "lsoa", near, (code,)).of(code) == value
