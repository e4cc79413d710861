"""What the command is told of cells: fields by method, which are picked, and the months by which they are judged."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import gridham
from saferplan.errors import NothingLoaded, UsageError
from saferplan.evidence.analysis.hotspots.judging import judge
from saferplan.evidence.basis import Basis
from saferplan.evidence.hotspots.study import Question, Study, later_months, study_of_area, study_of_file
from saferplan.evidence.hotspots.survey import Method
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import parse_period

ALWAYS = ["cell", "ward", "easting", "northing", "square_km", "count", "picked"]


def asked(town: Basis, **options: Any) -> Study:
    chosen = {"period": parse_period("2024-04..2024-12"), "measure": measure_named("all-crime")} | options
    return study_of_area(town, town.geography.area(gridham.GRIDHAM), Question(**chosen))


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        (Method.COUNT, []),
        (Method.KDE, ["per_square_km"]),
        (Method.GI, ["z", "p_normal", "p_conditional", "p", "q", "verdict"]),
    ],
)
def test_the_count_is_always_there(town: Basis, method: Method, fields: list[str]) -> None:
    study = asked(town, method=method)
    shapes, records = study.cells
    assert list(records[0]) == ALWAYS + fields
    assert len(shapes) == len(records) == study.survey.can_hold.sum()
    assert sum(row["count"] for row in records) == study.survey.counts.sum()
    assert json.dumps(records, allow_nan=False)
    assert 0 < sum(row["picked"] for row in records) < len(records) / 5


def test_a_record_lies_where_its_outline_does(town: Basis) -> None:
    shapes, records = asked(town).cells
    for shape, row in list(zip(shapes, records, strict=True))[:20]:
        assert shapely.Point(row["easting"], row["northing"]).distance(shape) < 400
        assert row["square_km"] == pytest.approx(shape.area / 1e6)


def test_cells_picked_by_count_are_the_fullest(town: Basis) -> None:
    _, records = asked(town, method=Method.COUNT).cells
    picked = [row["count"] for row in records if row["picked"]]
    assert min(picked) >= max(row["count"] for row in records if not row["picked"])


def test_judging_uses_the_months_that_follow(town: Basis) -> None:
    study = asked(town, judge=3)
    assert {row["method"] for row in study.judging} == {"count", "gi", "kde", "lot"}
    found = study.survey
    after = found.over(gridham.MONTHS[-3:]).counts[found.can_hold]
    cells = found.picked_number(0.05)
    by_hand = judge(found.counts[found.can_hold], after, found.grid.square_km[found.can_hold], cells)
    row = next(row for row in study.judging if row["method"] == "count" and row["share_picked"] == 0.05)
    assert (row["hit_rate"], row["pai"], row["pei"]) == (by_hand.hit_rate, by_hand.pai, by_hand.pei)


def test_a_missing_month_is_no_month_without_crime(town: Basis) -> None:
    with pytest.raises(NothingLoaded, match="to judge by: 2025-04, 2025-05 are not loaded"):
        _ = asked(town, judge=5).judging
    assert later_months(parse_period("2024-04..2024-12"), 2, ("2025-01", "2025-02")) == ("2025-01", "2025-02")
    with pytest.raises(UsageError, match="--judge wants a --period"):
        later_months(None, 2, ())


def test_change_and_class_come_when_asked_for(town: Basis) -> None:
    study = asked(town, period=parse_period("FY2024"), against=parse_period("FY2023"), classes=True)
    _, records = study.cells
    assert list(records[0])[-4:] == ["ratio", "change_q", "change", "pattern"]
    assert {"persistent hotspot", "emerging hotspot", "no pattern"} <= {row["pattern"] for row in records}
    assert {row["change"] for row in records} >= {"rise", "no clear change"}


def test_what_a_reader_must_know_is_told(town: Basis) -> None:
    told = asked(town).notes
    assert "half of them are 207 m or more from the next" in told[0]
    assert told[1].startswith("18 of ")
    assert "no coordinates" in told[1]
    assert "drugs and possession of weapons" in told[2]
    assert not any("drugs" in one for one in asked(town, with_policing_led=True).notes)


def test_a_period_without_data(town: Basis) -> None:
    with pytest.raises(NothingLoaded, match="no month of April 2019 to March 2020 is loaded for Gridham"):
        asked(town, period=parse_period("FY2019"))


def test_an_area_wants_a_period(town: Basis) -> None:
    with pytest.raises(UsageError, match="wants a --period"):
        asked(town, period=None)


def test_a_ward_is_surveyed_alone(town: Basis) -> None:
    question = Question(parse_period("FY2024"), measure_named("all-crime"))
    study = study_of_area(town, town.geography.area("E05009991"), question)
    whole = asked(town, period=parse_period("FY2024"))
    assert 0.4 < study.survey.grid.square_km.sum() / whole.survey.grid.square_km.sum() < 0.6
    assert study.survey.counts.sum() < whole.survey.counts.sum()


def test_offence_records_come_with_a_warning(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    east, north = random.uniform(483_500, 488_000, 200), random.uniform(212_500, 217_000, 200)
    rows = [
        {
            "record_id": f"r{at}",
            "source": "extract",
            "month": "2024-05",
            "offence_code": "28E",
            "crime_type": "burglary",
            "from_time": None,
            "easting": float(one),
            "northing": float(other),
            "lsoa_code": None,
        }
        for at, (one, other) in enumerate(zip(east, north, strict=True))
    ]
    elsewhere = [row | {"record_id": f"x{at}", "easting": 100_000.0} for at, row in enumerate(rows[:5])]
    by_lsoa = [rows[0] | {"record_id": "y", "easting": None, "northing": None, "lsoa_code": "E01099911"}]
    basis = gridham.basis_of(tmp_path / "lake", offence_records=[*rows, *elsewhere, *by_lsoa])
    question = Question(parse_period("2024-05"), measure_named("burglary"), from_records=True)
    study = study_of_area(basis, basis.geography.area(gridham.GRIDHAM), question)
    assert study.survey.chosen.total == 201
    assert study.survey.chosen.without_place == 1
    assert study.survey.spacing is None
    assert any("restricted records" in told for told in study.notes)


def test_robberies_of_memphis(data: Path) -> None:
    file = data / "fixtures" / "memphis_robberies.geojson.gz"
    study = study_of_file(file, Question(parse_period("2019-01..2019-09"), None, judge=3))
    assert study.survey.events.plane.name == "UTM zone 16N"
    assert study.survey.outside == 0
    assert study.survey.is_hot.sum() > 0
    rates = {(row["share_picked"], row["method"]): row["pai"] for row in study.judging}
    assert rates[0.05, "lot"] == pytest.approx(1.0, abs=0.05)
    assert min(rates[0.05, name] for name in ("gi", "kde", "count")) > 2


def test_a_period_that_the_file_has_nothing_of(data: Path) -> None:
    from saferplan.errors import TooLittleData

    file = data / "fixtures" / "memphis_robberies.geojson.gz"
    with pytest.raises(TooLittleData, match="no event is of April 2024 to March 2025"):
        study_of_file(file, Question(parse_period("FY2024"), None))
