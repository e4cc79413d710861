"""Events with days and places, as files give them: what is read, what is left out and told, what is refused."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from saferplan.errors import FileRefused, SaferplanError, UsageError
from saferplan.evidence.points.timed_events import BACKWARDS, NO_DAY, NO_PLACE, NO_TIME, TimedEvents, read_events


def written(folder: Path, text: str, name: str = "events.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, **options) -> TimedEvents:
    return read_events(written(folder, text), **({"with_places": False} | options))


def times_of(events: TimedEvents) -> list[tuple[str, str]]:
    return [(str(start), str(end)) for start, end in zip(events.start, events.end, strict=True)]


def test_a_file_of_metres_and_days(tmp_path):
    found = read(
        tmp_path, "easting,northing,date\n480000,210000,2024-07-05\n480100.5,210000,2024-07-06\n", with_places=True
    )
    assert found.metres.tolist() == [[480_000, 210_000], [480_100.5, 210_000]]
    assert found.plane.name == "British National Grid"
    assert found.day.tolist() == [np.datetime64("2024-07-05").astype(int), np.datetime64("2024-07-06").astype(int)]


def test_a_day_alone_is_all_of_that_day(tmp_path):
    assert times_of(read(tmp_path, "day\n2024-07-05\n")) == [("2024-07-05T00:00", "2024-07-06T00:00")]


def test_two_days_are_from_the_start_of_one_to_the_end_of_the_other(tmp_path):
    found = read(tmp_path, "from,to\n2024-07-05,2024-07-06\n2024-07-05T22:00,2024-07-06\n")
    assert times_of(found) == [("2024-07-05T00:00", "2024-07-07T00:00"), ("2024-07-05T22:00", "2024-07-07T00:00")]


def test_a_time_without_an_end_is_known(tmp_path):
    found = read(tmp_path, "from_time,to_time\n2024-07-05T08:30,\n2024-07-05 08:30,2024-07-05 09:00\n")
    assert times_of(found) == [("2024-07-05T08:30", "NaT"), ("2024-07-05T08:30", "2024-07-05T09:00")]


def test_times_with_a_zone_become_what_the_clock_showed(tmp_path):
    found = read(tmp_path, "time\n2024-07-05T08:30:00Z\n2024-01-05T08:30:00+00:00\n")
    assert [start for start, _ in times_of(found)] == ["2024-07-05T09:30", "2024-01-05T08:30"]


def test_the_day_of_an_interval_is_that_of_its_middle(tmp_path):
    found = read(tmp_path, "from,to\n2024-07-05T20:00,2024-07-06T08:00\n2024-07-05T20:00,2024-07-06T02:00\n")
    assert found.day.astype("datetime64[D]").astype(str).tolist() == ["2024-07-06", "2024-07-05"]


def test_geojson_of_points_in_degrees(tmp_path):
    features = [
        {"type": "Feature", "properties": {"date": f"2024-07-0{day}"}, "geometry": geometry}
        for day, geometry in ((5, {"type": "Point", "coordinates": [-0.81, 51.81]}), (6, None))
    ]
    path = tmp_path / "events.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps({"type": "FeatureCollection", "features": features}).encode()))
    found = read_events(path, with_places=True)
    assert found.metres[0] == pytest.approx([482_100, 213_100], abs=500)
    usable = found.with_a_day_and_a_place()
    assert (len(usable), usable.left_out[NO_PLACE]) == (1, 1)


def test_rows_that_cannot_be_used_are_counted_by_reason(tmp_path):
    text = "from,to\n2024-07-05T08:00,2024-07-05T07:00\nlast week,\n,\n2024-07-05T08:00,2024-07-05T09:00\n05/07/2024,\n"
    found = read(tmp_path, text)
    assert (len(found), found.left_out) == (1, {BACKWARDS: 1, NO_TIME: 3})


def test_events_over_more_than_two_days_have_no_day(tmp_path):
    text = (
        "easting,northing,from,to\n1,2,2024-07-05T00:00,2024-07-07T00:00\n1,2,2024-07-05T00:00,2024-07-07T00:01\n"
        ",,2024-07-05,2024-07-20\n"
    )
    usable = read(tmp_path, text, with_places=True).with_a_day_and_a_place()
    assert (len(usable), usable.left_out) == (1, {NO_PLACE: 1, NO_DAY: 1})


POLICE = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Crime type\nx,2024-01,a,a,-0.8,51.8,Drugs\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (POLICE, "the files of data.police.uk give months and no days, and places moved to map points"),
        ("month,easting,northing\n2024-01,1,2\n", "it has no column of days but months"),
        ("easting,northing\n1,2\n", "it has no column of days. One of from_time, from, start"),
        ("date\nyesterday\n", "none of its 1 rows has a day as ISO 8601 writes it"),
        ("date\n", "there is no point in it"),
    ],
)
def test_files_that_cannot_answer_are_refused_with_the_reason(tmp_path, text, message):
    with pytest.raises(FileRefused) as fault:
        read(tmp_path, text)
    assert message in str(fault.value)
    assert "events.csv" in str(fault.value)


def test_without_coordinates_there_is_nothing_to_measure(tmp_path):
    with pytest.raises(SaferplanError, match="no columns of coordinates"):
        read(tmp_path, "date\n2024-07-05\n", with_places=True)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileRefused, match="it cannot be read"):
        read_events(tmp_path / "nothing.csv", with_places=False)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc", ""])
def test_a_zone_that_does_not_exist(tmp_path, zone):
    with pytest.raises(UsageError, match="there is no time zone"):
        read(tmp_path, "date\n2024-07-05\n", zone=zone)


def test_the_robberies_of_memphis_have_every_time_and_place(data: Path) -> None:
    path = data / "fixtures" / "memphis_robberies.geojson.gz"
    if not path.is_file():
        pytest.skip(f"the robberies are not in {path.parent}")
    found = read_events(path, with_places=True, zone="America/Chicago")
    usable = found.with_a_day_and_a_place()
    assert (len(found), len(usable), dict(found.left_out)) == (2_245, 2_245, {})
    assert usable.plane.name == "UTM zone 16N"
    assert str(found.start.min())[:4] == str(found.start.max())[:4] == "2019"
    assert np.ptp(usable.metres, axis=0).max() < 60_000
