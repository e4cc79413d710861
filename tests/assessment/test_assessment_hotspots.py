"""Hotspots in the assessment of Gridham: exhibits, the chapter's words, and what is said where there is no data."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reading import page_of, read

import gridham
from saferplan.documents import hotspot_maps
from saferplan.documents.hotspot_maps import count_edges
from saferplan.documents.strategic_assessment.build import evaluate_assessment
from saferplan.documents.strategic_assessment.catalogue import Catalogue
from saferplan.documents.strategic_assessment.exhibits.hotspots import judging_title, places_title
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period

TODAY = date(2026, 11, 22)
CHAPTER = "Where and when"
EXHIBITS = ("hotspot-map", "hotspot-detail", "hotspot-places", "hotspot-classes", "hotspot-judging")


def tables_of(basis: Basis, period: str = "FY2024", against: str | None = "FY2023") -> AssessmentTables:
    area = basis.geography.area(gridham.GRIDHAM)
    return AssessmentTables(Scope(basis, area, parse_period(period), parse_period(against) if against else None))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return gridham.basis_of(tmp_path_factory.mktemp("gridham") / "lake")


@pytest.fixture(scope="module")
def tables(town: Basis) -> AssessmentTables:
    return tables_of(town)


@pytest.fixture(scope="module")
def catalogue(tables: AssessmentTables) -> Catalogue:
    return Catalogue(tables, Figures(tables))


def test_every_exhibit_is_there(catalogue: Catalogue) -> None:
    assert set(EXHIBITS) <= set(catalogue)


def test_the_map_says_what_it_shows(catalogue: Catalogue, tables: AssessmentTables) -> None:
    exhibit = catalogue["hotspot-map"]
    found = tables.hotspots
    assert found is not None
    share = sum(row["share"] for row in found.places)
    assert f"{share:.1%} of crimes are recorded in hotspots" in exhibit.title
    assert "A in West Gridham" in exhibit.alt
    notes = " ".join(exhibit.notes)
    assert "Hexagons of 550 metres" in notes
    assert "a point 207 metres or more from the next" in notes
    assert "Left out: drugs and possession of weapons" in notes
    hot = [row for row in exhibit.records if row["spot"].startswith("hot")]
    assert len(hot) == found.survey.is_hot.sum()
    assert len(exhibit.records) > len(hot)


def test_places_carry_their_change_with_a_warning(catalogue: Catalogue) -> None:
    exhibit = catalogue["hotspot-places"]
    assert exhibit.records[0]["place"] == "A"
    assert {"ratio", "verdict"} <= {column.key for column in exhibit.columns}
    assert any("picked because they are high now" in note for note in exhibit.notes)


@pytest.mark.parametrize(
    ("wards", "title", "called"),
    [
        (["Mill, Quay"], "One place stands out, in Mill", "A: Mill"),
        (["Mill", "Quay"], "2 places stand out, the largest in Mill", "A: Mill"),
        ([""], "One place stands out", "Place A"),
        (["", ""], "2 places stand out", "Place A"),
    ],
)
def test_a_place_is_named_by_its_ward_where_outlines_tell_it(wards: list[str], title: str, called: str) -> None:
    places = [{"place": letter, "wards": names} for letter, names in zip("ABC", wards, strict=False)]
    assert places_title(places) == title
    assert hotspot_maps.called(places[0]) == called


def test_without_a_period_compared_there_is_no_change(town: Basis) -> None:
    tables = tables_of(town, against=None)
    exhibit = Catalogue(tables, Figures(tables))["hotspot-places"]
    assert "verdict" not in {column.key for column in exhibit.columns}


def test_classes_over_two_years(catalogue: Catalogue, tables: AssessmentTables) -> None:
    exhibit = catalogue["hotspot-classes"]
    assert tables.hotspots is not None
    assert "hot nearly always" in exhibit.title
    assert "newly hot" in exhibit.title
    assert "over 24 months, April 2023 to March 2025" in exhibit.subtitle
    counted = sum(row["persistent"] for row in exhibit.records)
    assert counted == tables.hotspots.patterns.count("persistent hotspot")


def test_classes_want_a_year(town: Basis) -> None:
    tables = tables_of(town, "2023-04..2023-12", None)
    catalogue = Catalogue(tables, Figures(tables))
    assert "hotspot-map" in catalogue
    assert "hotspot-classes" not in catalogue


def test_judging_holds_back_the_last_three_months(catalogue: Catalogue, tables: AssessmentTables) -> None:
    found = tables.hotspots
    assert found is not None
    assert found.judged_months == ("2025-01", "2025-02", "2025-03")
    rows = catalogue["hotspot-judging"].records
    assert [row["title"] for row in rows[:4]] == ["Plain count", "Gi*", "Kernel density", "Picked by lot"]
    months = found.survey.months or ()
    rounds = [(months[:9], "2025-01"), (months[:10], "2025-02"), (months[:11], "2025-03")]
    by_hand = [found.survey.over(before).judged([month], 1)["count"] for before, month in rounds]
    assert rows[0]["cells"] == 1
    assert rows[0]["hit_rate"] == pytest.approx(sum(one.hits for one in by_hand) / sum(one.events for one in by_hand))


@pytest.mark.parametrize("width", [320, 720])
@pytest.mark.parametrize("name", ["hotspot-map", "hotspot-detail", "hotspot-classes"])
def test_pictures_can_be_drawn(catalogue: Catalogue, name: str, width: int) -> None:
    draw = catalogue[name].draw
    assert draw is not None
    assert f'width="{width}"' in draw(width)[:300]


def test_the_chapter_speaks_of_places_and_not_of_people(tables: AssessmentTables) -> None:
    said = read(tables).chapter(CHAPTER)
    assert "stand out from the rest of Gridham by more than chance" in said or "stands out" in said
    assert "West Gridham" in said
    assert "A hotspot is a place, not a group of people" in said


def test_without_boundaries_the_chapter_says_what_to_load(tmp_path: Path) -> None:
    tables = tables_of(gridham.basis_of(tmp_path / "lake", without=["boundaries"]))
    assert tables.hotspots is None
    said = page_of(evaluate_assessment(tables, today=TODAY)).chapter(CHAPTER)
    assert "No hotspots can be shown for Gridham" in said
    assert "saferplan fetch geography" in said


def test_a_period_without_months_has_no_hotspots(town: Basis) -> None:
    assert tables_of(town, "FY2019", None).hotspots is None


Row = dict[str, Any]


def judged(gi: float, kde: float, count: float) -> list[Row]:
    rates = {"gi": gi, "kde": kde, "count": count}
    return [{"share_picked": 0.01, "method": name, "hit_rate": rate} for name, rate in rates.items()]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (judged(0.1, 0.2, 0.3), "The plain count foretold the next month at least as well as Gi* and kernel density"),
        (judged(0.3, 0.3, 0.3), "The plain count foretold the next month at least as well as Gi* and kernel density"),
        (judged(0.4, 0.2, 0.3), "Gi* foretold the next month better than the plain count"),
        (judged(0.4, 0.5, 0.3), "Gi* and kernel density foretold the next month better than the plain count"),
        (
            [*judged(0.4, 0.2, 0.3), *(row | {"share_picked": 0.05} for row in judged(0.2, 0.4, 0.3))],
            "No method foretold the next month better than the plain count throughout",
        ),
    ],
)
def test_the_title_of_a_judgement_says_what_the_figures_bear(rows: list[Row], title: str) -> None:
    assert judging_title(rows) == title


@pytest.mark.parametrize(
    ("highest", "edges"),
    [(281, (20, 50, 100, 200)), (9, (2, 5)), (1, ()), (20, (2, 5, 10, 20)), (5_000, (500, 1_000, 2_000, 5_000))],
)
def test_edges_of_counts(highest: float, edges: tuple[float, ...]) -> None:
    assert count_edges(highest) == edges
