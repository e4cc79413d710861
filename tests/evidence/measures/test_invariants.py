"""What always holds of counts, whatever was recorded and whichever months are there."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import (
    AREAS,
    MONTHS,
    SPLITS,
    TYPES,
    WITHOUT_FORCE_CODE,
    areas,
    basis_of,
    deliveries,
    incidents,
    measured,
    periods,
    reference_of,
)

from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.records import Record
from saferplan.evidence.periods import Period

quick = settings(max_examples=25, deadline=None)
WHOLE = Period(MONTHS[0], MONTHS[-1], "whole")
single_areas = st.sampled_from([area for area in AREAS if area[0] in ("unit", "ward", "lsoa")])
measures = st.sampled_from(["all-crime", "asb", "burglary"])


def total(records: list[Record]) -> int:
    return sum(record.count or 0 for record in records)


@quick
@given(incidents, deliveries, areas, periods, measures)
def test_figures_are_those_of_the_slow_reference(rows: Any, delivered: Any, area: Any, period: Any, name: str) -> None:
    (record,) = measured(basis_of(rows, delivered), area, period, name)
    kind, code = area
    types = set(measure_named(name).crime_types)
    expected = reference_of(rows, delivered).figure(kind, WITHOUT_FORCE_CODE.get(code, code), period.months, types)
    assert (record.count, record.months_present, record.status) == (
        expected.count,
        expected.months_present,
        expected.status,
    )
    assert record.months_expected == len(period.months)
    if expected.count is not None:
        assert record.denominator == expected.residents
        assert record.rate is not None
        assert record.rate_annualised is not None
        assert abs(record.rate - 1000 * expected.count / record.denominator) < 1e-9
        assert abs(record.rate_annualised - record.rate * 12 / expected.months_present) < 1e-9


@quick
@given(incidents, deliveries, areas, periods)
def test_months_and_crime_types_sum_to_the_whole(rows: Any, delivered: Any, area: Any, period: Any) -> None:
    basis = basis_of(rows, delivered)
    (whole,) = measured(basis, area, period)
    assert total(measured(basis, area, period, by="crime_type")) == total([whole])
    if area[0] in ("unit", "ward", "lsoa"):
        assert total(measured(basis, area, period, by="month")) == total([whole])


@quick
@given(incidents, deliveries, periods)
def test_wards_sum_to_the_whole_but_for_small_areas_without_one(rows: Any, delivered: Any, period: Any) -> None:
    basis = basis_of(rows, delivered)
    for unit, every_small_area_has_a_ward in (("A", True), ("B", False), ("C", True)):
        (whole,) = measured(basis, ("unit", unit), period)
        wards = measured(basis, ("unit", unit), period, by="ward")
        small = measured(basis, ("unit", unit), period, by="lsoa")
        if not any(row["lsoa"] in SPLITS for row in rows):
            assert total(small) == total([whole])
        assert total(small) <= total([whole])
        assert total(wards) <= total([whole])
        if every_small_area_has_a_ward:
            assert total(wards) == total([whole])
            assert sum(ward.denominator or 0 for ward in wards) == whole.denominator
        else:
            lost = sum(one.count or 0 for one in small if one.area_code == "b2")
            assert total(wards) + lost == total([whole])


@quick
@given(incidents, deliveries, periods)
def test_what_was_split_is_known_as_a_whole_in_every_month(rows: Any, delivered: Any, period: Any) -> None:
    basis = basis_of(rows, delivered)
    (whole,), (unsplit,), (split,) = (
        measured(basis, area, period) for area in (("unit", "A"), ("lsoa", "a3"), ("lsoa11", "o1"))
    )
    assert total([unsplit, split]) == total([whole])
    assert (split.status, split.months_present) == (whole.status, whole.months_present)
    assert split.denominator == 1000 + 3000


@quick
@given(incidents, deliveries, periods)
def test_parts_of_a_split_are_never_more_than_the_whole_nor_nought_where_it_is_unknown(
    rows: Any, delivered: Any, period: Any
) -> None:
    basis = basis_of(rows, delivered)
    (split,) = measured(basis, ("lsoa11", "o1"), period)
    parts = [record for code in SPLITS["o1"] for record in measured(basis, ("lsoa", code), period)]
    assert total(parts) <= total([split])
    for month in MONTHS:
        named = any(
            (row["lsoa"], row["month"], row["publisher"]) == ("o1", month, "thames-valley")
            for row in rows
            if ("thames-valley", month) in delivered
        )
        if named and period.months == (month,):
            assert [record.count for record in parts] == [None, None]


@quick
@given(incidents, deliveries, single_areas, st.integers(1, len(MONTHS) - 1))
def test_counts_add_up_over_months_apart(rows: Any, delivered: Any, area: Any, cut: int) -> None:
    basis = basis_of(rows, delivered)
    first, second = Period(MONTHS[0], MONTHS[cut - 1], ""), Period(MONTHS[cut], MONTHS[-1], "")
    (whole,), (early,), (late,) = (measured(basis, area, period) for period in (WHOLE, first, second))
    assert total([early, late]) == total([whole])
    assert early.months_present + late.months_present == whole.months_present


@quick
@given(incidents, deliveries, areas, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: Any, delivered: Any, area: Any, random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    asked = {"by": "month", "against": None}
    assert measured(basis_of(rows, delivered), area, WHOLE, **asked) == measured(
        basis_of(shuffled, delivered), area, WHOLE, **asked
    )


@quick
@given(incidents, deliveries, areas, st.sampled_from(MONTHS))
def test_taking_a_month_away_changes_no_other_month(rows: Any, delivered: Any, area: Any, gone: str) -> None:
    fewer = frozenset(pair for pair in delivered if pair[1] != gone)
    before = measured(basis_of(rows, delivered), area, WHOLE, by="month")
    after = measured(basis_of([row for row in rows if row["month"] != gone], fewer), area, WHOLE, by="month")
    for one, other in zip(before, after, strict=True):
        if one.period == gone:
            assert (other.count, other.status) == (None, "missing")
        else:
            same = ("count", "rate", "denominator", "status", "months_present", "ci_low", "ci_high")
            assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]


@quick
@given(incidents, deliveries, single_areas)
def test_rows_in_a_month_that_the_home_force_lacks_are_never_counted(rows: Any, delivered: Any, area: Any) -> None:
    home = "bedfordshire" if area[1] in ("C", "west") else "thames-valley"
    kept = [row for row in rows if (home, row["month"]) in delivered]
    assert measured(basis_of(rows, delivered), area, WHOLE) == measured(basis_of(kept, delivered), area, WHOLE)


@quick
@given(incidents, deliveries, single_areas)
def test_change_backwards_is_the_inverse_of_change_forwards(rows: Any, delivered: Any, area: Any) -> None:
    basis = basis_of(rows, delivered)
    early, late = Period("2023-03", "2023-05", "early"), Period("2022-03", "2022-05", "late")
    moved = [{**row, "month": row["month"].replace("2023", "2022")} for row in rows[::2]]
    basis = basis_of(rows + moved, delivered | {(force, month.replace("2023", "2022")) for force, month in delivered})
    (forwards,), (backwards,) = measured(basis, area, early, against=late), measured(basis, area, late, against=early)
    one, other = forwards.against, backwards.against
    assert one is not None
    assert other is not None
    assert (one.count_compared, one.against_count) == (other.against_count, other.count_compared)
    assert one.months_compared == other.months_compared
    assert (one.p is None) == (other.p is None)
    if one.p is not None and other.p is not None:
        assert abs(one.p - other.p) < 1e-9
    if one.ratio and other.ratio:
        assert abs(one.ratio * other.ratio - 1) < 1e-9
    opposite = {"rise": "fall", "fall": "rise"}
    assert other.verdict == opposite.get(one.verdict, one.verdict)


@quick
@given(incidents, deliveries, st.sampled_from(["A", "B"]), periods)
def test_an_area_and_the_rest_of_its_force_make_up_the_force(rows: Any, delivered: Any, unit: str, period: Any) -> None:
    basis = basis_of(rows, delivered)
    rest = {"A": "B", "B": "A"}[unit]
    force, neighbour = (basis.geography.area(code) for code in ("E23000029", rest))
    _, beside_force, beside_rest = measured(basis, ("unit", unit), period, beside=[force, neighbour])
    assert beside_force.beside is not None
    assert beside_rest.beside is not None
    assert beside_force.beside.compared_ratio == beside_rest.beside.compared_ratio
    assert beside_force.beside.compared_p == beside_rest.beside.compared_p


@quick
@given(incidents, deliveries, areas, periods)
def test_no_figure_is_infinite_or_not_a_number(rows: Any, delivered: Any, area: Any, period: Any) -> None:
    basis = basis_of(rows, delivered)
    before = Period(*(month.replace("2023", "2022") for month in (period.first, period.last)), "before")
    others = [basis.geography.area(code) for code in ("C", "E23000029") if code != area[1]]
    for record in measured(basis, area, period, by="crime_type", against=before, beside=others):
        for value in record.as_record().values():
            assert not isinstance(value, float) or abs(value) < float("inf")


def test_the_small_world_has_what_the_rules_are_about() -> None:
    basis = basis_of([], frozenset({("thames-valley", "2023-03")}))
    assert basis.geography.splits == SPLITS
    assert set(TYPES) <= {slug for name in ("all-crime", "asb") for slug in measure_named(name).crime_types}
