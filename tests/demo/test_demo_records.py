"""Single records: every margin is the published one, and everything else is invented and reads as invented."""

import math
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from demo_records import Row, read_records
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from saferplan.demo import generate
from saferplan.demo import records as generator
from saferplan.evidence.sources.police_categories import crime_type_title
from saferplan.synth import figures

FARTHEST = 6_000  # metres: more than six times the spread that is documented
METRES_PER_DEGREE = 111_200


def published(name: str, *keys: str) -> Counter[tuple[str, ...]]:
    """Counts of figures/`name`, by the columns `keys` and the crime type as police.uk prints it, none left out."""
    totals: Counter[tuple[str, ...]] = Counter()
    for row in figures.read(name):
        for slug in figures.type_columns(row):
            if row[slug]:
                totals[(*(row[key] for key in keys), crime_type_title(slug))] += int(row[slug])
    return totals


@pytest.fixture(scope="session")
def neighbourhoods() -> dict[str, Row]:
    return {row["code"]: row for row in figures.read("small_areas")}


def test_wards_have_their_published_counts(records: list[Row], neighbourhoods: dict[str, Row]) -> None:
    found = Counter((neighbourhoods[one["LSOA code"]]["ward_code"], one["Month"], one["Crime type"]) for one in records)
    assert found == published("ward_counts", "ward_code", "month")


def test_deciles_have_their_published_counts(records: list[Row], neighbourhoods: dict[str, Row]) -> None:
    found = Counter(
        (neighbourhoods[one["LSOA code"]]["imd_decile"], one["Month"], one["Crime type"]) for one in records
    )
    assert found == published("ward_counts", "decile", "month")


def test_wards_and_deciles_together_too(records: list[Row], neighbourhoods: dict[str, Row]) -> None:
    found: Counter[tuple[str, ...]] = Counter()
    for one in records:
        place = neighbourhoods[one["LSOA code"]]
        found[place["ward_code"], place["imd_decile"], one["Month"], one["Crime type"]] += 1
    assert found == published("ward_counts", "ward_code", "decile", "month")


def test_outcomes_have_their_published_counts(records: list[Row]) -> None:
    found = Counter((one["Month"], one["Last outcome category"], one["Crime type"]) for one in records)
    assert found == published("outcome_counts", "month", "outcome")


def test_neighbourhoods_share_in_proportion_to_residents(records: list[Row], neighbourhoods: dict[str, Row]) -> None:
    """Of the records of one ward and decile, each neighbourhood's share is within four standard errors."""
    groups: dict[tuple[str, str], list[str]] = {}
    for code, row in neighbourhoods.items():
        groups.setdefault((row["ward_code"], row["imd_decile"]), []).append(code)
    codes = max(groups.values(), key=len)
    counted = Counter(one["LSOA code"] for one in records if one["LSOA code"] in codes)
    people = {code: int(neighbourhoods[code]["residents_2021"]) for code in codes}
    total = sum(counted.values())
    assert len(codes) > 3
    for code in codes:
        share = people[code] / sum(people.values())
        assert abs(counted[code] / total - share) < 4 * math.sqrt(share * (1 - share) / total)


def test_every_record_reads_as_invented(records: list[Row]) -> None:
    assert all(re.fullmatch(r"On or near Synthetic Street \d{4}", one["Location"]) for one in records)


def test_identifiers_are_like_the_real_ones_and_asb_has_none(records: list[Row]) -> None:
    crimes = [one["Crime ID"] for one in records if one["Crime type"] != "Anti-social behaviour"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in crimes)
    assert len(set(crimes)) == len(crimes)
    assert {one["Crime ID"] for one in records if one["Crime type"] == "Anti-social behaviour"} == {""}


def test_points_lie_about_the_middle_of_the_ward(records: list[Row], neighbourhoods: dict[str, Row]) -> None:
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True)
    middles = {
        row["code"]: to_degrees.transform(float(row["easting"]), float(row["northing"]))
        for row in figures.read("wards")
    }
    for one in records[:: len(records) // 500]:
        longitude, latitude = middles[neighbourhoods[one["LSOA code"]]["ward_code"]]
        east = (float(one["Longitude"]) - longitude) * METRES_PER_DEGREE * math.cos(math.radians(latitude))
        north = (float(one["Latitude"]) - latitude) * METRES_PER_DEGREE
        assert math.hypot(east, north) < FARTHEST


def test_a_street_is_one_point_of_one_neighbourhood(records: list[Row]) -> None:
    places = {(one["Location"], one["Longitude"], one["Latitude"], one["LSOA code"]) for one in records}
    assert len(places) == len({street for street, *_ in places})


def test_files_are_named_and_laid_out_like_those_of_police_uk(generated: Path) -> None:
    paths = sorted((generated / "police").rglob("*.csv"))
    assert len(paths) == 30
    for path in paths:
        month = path.parent.name
        assert path.name == f"{month}-thames-valley-street.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == generator.HEADING
        assert all(f",{month},Thames Valley Police,Thames Valley Police," in line for line in lines[1:])


def test_rows_are_in_no_order_of_place_or_type(generated: Path) -> None:
    path = generated / "police" / "2021-04" / "2021-04-thames-valley-street.csv"
    types = [line.split(",")[9] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert types != sorted(types)
    assert len(set(types[:100])) > 5


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(generated: Path, tmp_path: Path) -> None:
    generate(tmp_path)
    assert contents(tmp_path) == contents(generated)


def test_another_seed_gives_other_records_with_the_same_counts(records: list[Row], tmp_path: Path) -> None:
    generate(tmp_path, seed=1)
    others = list(read_records(tmp_path))
    assert {one["Crime ID"] for one in others} & {one["Crime ID"] for one in records} == {""}
    assert Counter((one["Month"], one["Crime type"]) for one in others) == Counter(
        (one["Month"], one["Crime type"]) for one in records
    )


def test_the_time_stamp_is_the_day_of_the_figures(tmp_path: Path) -> None:
    stamps = {datetime.fromtimestamp(path.stat().st_mtime).date() for path in generate(tmp_path)}
    assert stamps == {figures.worked_out_on()}


def test_generating_twice_leaves_one_set_of_files(generated: Path) -> None:
    before = contents(generated)
    generate(generated)
    assert contents(generated) == before


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("12"), st.integers(1, 50)), min_size=1, max_size=12),
    st.integers(0, 2**32),
)
def test_a_record_stays_in_its_ward_and_decile(areas: list[tuple[str, str, int]], seed: int) -> None:
    small_areas = [
        {"ward_code": ward, "imd_decile": decile, "residents_2021": str(people)} for ward, decile, people in areas
    ]
    rows = [{"ward_code": ward, "decile": decile} for ward, decile in sorted({area[:2] for area in areas})]
    wanted = np.repeat(np.arange(len(rows)), 40)
    placed = generator._placed(np.random.default_rng(seed), rows, small_areas, wanted)
    assert [areas[at][:2] for at in placed] == [(rows[at]["ward_code"], rows[at]["decile"]) for at in wanted]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=20))
def test_running_totals_begin_anew_with_each_group(pairs: list[tuple[int, int]]) -> None:
    pairs = sorted(pairs)
    slow, totals = [], Counter()
    for group, value in pairs:
        totals[group] += value
        slow.append(totals[group])
    group, values = (np.array(column) for column in zip(*pairs, strict=True))
    assert generator._within_group(values.astype(float), group).tolist() == slow


def test_figures_that_do_not_agree_are_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    short = figures.read("outcome_counts")[1:]
    read = figures.read
    monkeypatch.setattr(figures, "read", lambda name: short if name == "outcome_counts" else read(name))
    with pytest.raises(ValueError, match="do not add up"):
        generator._records(np.random.default_rng(0), figures.read("small_areas"))
