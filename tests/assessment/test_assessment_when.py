"""Exhibits of near repeats, hours and seasons: what titles claim, what is hidden, what stands in their place."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, CITYHAM, places, tables_of
from offences import SOURCE, burglaries, offence
from saferplan.documents.analyses.answer import missing_records
from saferplan.documents.strategic_assessment.catalogue import Catalogue
from saferplan.documents.strategic_assessment.exhibits.near_repeats import HIDDEN, published
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.analysis.timing.aoristic import HourByDay
from saferplan.evidence.assessment.hours import Hours, publishable
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.disclosure import rule
from saferplan.evidence.periods import financial_year
from saferplan.evidence.points.outlines import small_areas
from saferplan.evidence.points.timed_events import TimedEvents

NAMES = ("near-repeat", "hour-by-day", "season", "months-outside")
OWN_LSOAS = [row["lsoa"] for row in places() if row["ltla"] == ANYSHIRE]


@pytest.fixture(scope="module")
def with_offences(tmp_path_factory: pytest.TempPathFactory) -> AssessmentTables:
    rows = burglaries(150, OWN_LSOAS)
    snapshot = made_up.anyshire(tmp_path_factory.mktemp("offences") / "lake", offence_records=rows)
    return tables_of(snapshot)


def catalogue(tables: AssessmentTables) -> Catalogue:
    return Catalogue(tables, Figures(tables))


@pytest.fixture(scope="module")
def shown(with_offences: AssessmentTables) -> Catalogue:
    return catalogue(with_offences)


@pytest.fixture(scope="module")
def seasons(basis: Basis) -> Catalogue:
    return catalogue(tables_of(basis, CITYHAM))


def test_a_ward_without_offences_in_a_month_is_not_told_that_the_month_is_missing(tmp_path: Path) -> None:
    """Known are the months of its partnership's area: the extract ends in February, and the ward had one offence."""
    here, *elsewhere = OWN_LSOAS
    rows = [*burglaries(60, elsewhere), offence(999, datetime(2024, 5, 1), 410_000, 210_000, here)]
    tables = tables_of(made_up.anyshire(tmp_path / "lake", offence_records=rows))
    basis = tables.scope.basis
    code = next(code for code in basis.geography.members("ward", ANYSHIRE) if here in lsoas_of(basis, code))
    scope = replace(tables.scope, area=basis.geography.part(code, "ward"), period=financial_year(2024))

    (told,) = missing_records(scope, "when")
    assert told.startswith("Offence records of March 2025 are not loaded: ")


def lsoas_of(basis: Basis, ward: str) -> list[str]:
    return small_areas(basis.geography, basis.geography.part(ward, "ward"))["lsoa_code"].to_pylist()


def cell_of(row: dict) -> tuple[str, str]:
    return row["distance"], row["days"]


def test_the_title_of_near_repeats_names_the_clearest_cell(shown: Catalogue) -> None:
    exhibit = shown["near-repeat"]
    assert exhibit.title.startswith(
        "After one offence (burglary) more follow near by: at 0 to 100 m and 0 to 1 days there"
    )
    assert "More pairs than chance explains: 0 to 100 m, 0 to 1 days" in exhibit.alt
    assert exhibit.source_line == f"Source: {SOURCE}."
    assert "999 permutations" in exhibit.provenance.filter


def test_few_pairs_are_hidden_and_with_them_what_would_tell_them(
    with_offences: AssessmentTables, shown: Catalogue
) -> None:
    exhibit, repeats = shown["near-repeat"], with_offences.near_repeat
    assert repeats is not None
    few = {cell_of(row) for row in repeats.rows if 0 < row["observed"] < rule().threshold}
    hidden = {cell_of(row) for row in exhibit.records if row["observed"] is None}
    assert few
    assert few <= hidden
    assert all(
        "expected" not in row and "mean" not in row for row in exhibit.records
    )  # they would tell totals, and so the cell
    for row in exhibit.records:
        if cell_of(row) in hidden:
            assert {row[key] for key in ("ratio", "p", "q")} == {None}
    assert HIDDEN in exhibit.draw(720)
    assert any(note.startswith(f"{HIDDEN}: fewer than {rule().threshold} pairs") for note in exhibit.notes)


def test_a_cell_that_is_hidden_is_never_claimed(with_offences: AssessmentTables) -> None:
    repeats = with_offences.near_repeat
    assert repeats is not None
    assert all(row["verdict"] != "more than chance explains" for row in published(repeats) if row["observed"] is None)


def test_nothing_is_claimed_where_nothing_is_clear(tmp_path: Path) -> None:
    alone = burglaries(90, OWN_LSOAS)[::2]
    exhibit = catalogue(tables_of(made_up.anyshire(tmp_path / "lake", offence_records=alone)))["near-repeat"]
    assert exhibit.title == "No clear sign that burglary in one place is soon followed by more near by"
    assert "No cell has more pairs than chance explains." in exhibit.alt


def test_where_burglaries_are_few_the_most_frequent_type_is_taken(tmp_path: Path) -> None:
    rows = [row | {"crime_type": "shoplifting"} for row in burglaries(40, OWN_LSOAS)] + burglaries(5, OWN_LSOAS, seed=2)
    numbered = [row | {"record_id": f"R-{number}"} for number, row in enumerate(rows)]
    tables = tables_of(made_up.anyshire(tmp_path / "lake", offence_records=numbered))
    assert tables.near_repeat is not None
    assert tables.near_repeat.measure is not None
    assert tables.near_repeat.measure.name == "shoplifting"


def test_types_that_policing_finds_are_not_tested(tmp_path: Path) -> None:
    rows = [row | {"crime_type": "drugs"} for row in burglaries(40, OWN_LSOAS)]
    assert tables_of(made_up.anyshire(tmp_path / "lake", offence_records=rows)).near_repeat is None


def test_offences_of_other_areas_and_months_are_not_counted(tmp_path: Path) -> None:
    elsewhere = [row["lsoa"] for row in places() if row["ltla"] == CITYHAM]
    tables = tables_of(made_up.anyshire(tmp_path / "lake", offence_records=burglaries(60, elsewhere)))
    assert (tables.near_repeat, tables.hours) == (None, None)


def test_the_title_of_hours_names_the_fullest_quarter_of_the_day(
    with_offences: AssessmentTables, shown: Catalogue
) -> None:
    exhibit, hours = shown["hour-by-day"], with_offences.hours
    assert hours is not None
    evening = sum(row["share"] for row in exhibit.records if row["hour"] >= "18:00")
    assert exhibit.title == f"{evening:.0%} of offences happened between 6 in the evening and midnight"
    assert evening > 0.8
    assert sum(row["events"] for row in exhibit.records) == pytest.approx(hours.found.events)
    assert f"Of {hours.found.events} offences {hours.found.exact} have a known time" in exhibit.notes[0]


def test_no_number_of_the_hours_is_of_so_few_that_one_might_be_known(
    with_offences: AssessmentTables, shown: Catalogue
) -> None:
    exact, told = with_offences.hours, shown["hour-by-day"]
    assert exact is not None
    assert any(0 < row["events"] < rule().threshold for row in exact.rows)
    assert not any(0 < row["events"] <= rule().threshold - 1 for row in told.records)
    assert any("taken together" in note for note in told.notes)


NO_TIMES = np.array([], dtype="datetime64[us]")
NOBODYS = TimedEvents(np.empty((0, 2)), NO_TIMES, NO_TIMES, SOURCE)
TEN = np.full((7, 24), 10.0)
ONE_SMALL, QUIET_MONDAY = TEN.copy(), TEN.copy()
ONE_SMALL[0, 3] = 2
QUIET_MONDAY[0] = np.eye(24)[2]  # one offence on all Mondays, at two in the morning


@pytest.mark.parametrize(("weights", "days", "together"), [(TEN, 7, 1), (ONE_SMALL, 7, 2), (QUIET_MONDAY, 1, 1)])
def test_hours_then_days_are_taken_together_as_far_as_it_takes(weights: np.ndarray, days: int, together: int) -> None:
    found = HourByDay(weights, int(weights.sum()), exact=0, spread=0, longer=0, midnight=0, longest_hours=24)
    told = publishable(Hours(NOBODYS, found, [], []))
    assert told is not None
    assert (len({row["day"] for row in told.rows}), told.hours_together) == (days, together)
    assert sum(row["events"] for row in told.rows) == weights.sum()


def test_so_few_that_no_way_of_taking_them_together_helps() -> None:
    weights = np.zeros((7, 24))
    weights[0, 2] = 3
    found = HourByDay(weights, 3, exact=3, spread=0, longer=0, midnight=0, longest_hours=24)
    assert publishable(Hours(NOBODYS, found, [], [])) is None


def test_the_title_of_the_season_says_what_the_series_says(seasons: Catalogue) -> None:
    exhibit = seasons["season"]
    assert exhibit.title.startswith("All crime ")
    assert [row["month"] for row in exhibit.records][:24] == list(made_up.ALL_MONTHS)
    assert "months in a row from April 2023 to March 2025" in " ".join(exhibit.notes)
    assert "Counting rules of May 2023" in exhibit.draw(720)


def test_months_outside_has_a_row_a_measure_and_names_no_month_that_is_not_clear(seasons: Catalogue) -> None:
    exhibit = seasons["months-outside"]
    assert {"All crime", "Anti-social behaviour"} <= {row["title"] for row in exhibit.records}
    named = [row for row in exhibit.records if (row["above_words"], row["below_words"]) != ("none", "none")]
    assert bool(named) == (not exhibit.title.startswith("No month stood out"))


@pytest.mark.parametrize("width", [320, 720])
@pytest.mark.parametrize("name", NAMES[:3])
def test_pictures_draw_at_both_widths(shown: Catalogue, seasons: Catalogue, name: str, width: int) -> None:
    exhibit = (seasons if name == "season" else shown)[name]
    assert exhibit.draw is not None
    assert exhibit.draw(width).startswith("<svg")
    assert exhibit.alt


def test_without_offence_records_the_exhibits_are_not_there(tables: AssessmentTables) -> None:
    found = catalogue(tables)
    assert [name for name in NAMES if name in found] == []
    assert (tables.near_repeat, tables.hours) == (None, None)
