"""What is counted of partners' records, by hand: who, where, once or more, told to whom. True counts, not released."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from people_lake import HOME, OTHER, YEAR, Row, lake_of, linked, record, records
from saferplan.errors import PurposeRefused
from saferplan.evidence.access import READS
from saferplan.evidence.basis import Basis
from saferplan.evidence.people.agencies import MONDAY, set_groups, week_groups, week_of
from saferplan.evidence.people.counted import by_group
from saferplan.evidence.people.reports import Reports, read_reports
from saferplan.evidence.people.words import NOT_TOLD, THREE_OR_MORE, agencies_title, group_title, words
from saferplan.evidence.people.writing import all_counts

WARDS = ["w1", "w2"]


def reports_of(folder: Path, incidents: list[Row], unit: str = HOME, **asked) -> Reports:
    return read_reports(Basis(lake_of(folder, incidents).snapshot()), unit, YEAR, **asked)


def counts(reports: Reports) -> dict[tuple[str, str, str, str], int]:
    return {
        (one.finding, one.breakdown, group, one.measure): number
        for one in all_counts(reports, WARDS)
        for group, number in one.parts.items()
    }


def whole(found: dict, finding: str) -> list[int]:
    measures = ("victims", "repeat-victims", "events", "events-of-repeat")
    return [found[finding, "all", "all", measure] for measure in measures]


THREE_PEOPLE = """
agency   | kind  | ref | day              | victim | lsoa
police   | crime | 1   | 2024-04-01T20:00 | ann    | a1
police   | crime | 2   | 2024-06-01T20:00 | ann    | a2
police   | crime | 3   | 2024-06-01T20:00 | bob    | a1
landlord | asb   | 1   | 2024-06-02T09:00 | bob    | a1
landlord | asb   | 2   | 2024-09-02T09:00 | cy     | a2
council  | fire  | 1   | 2024-09-02T09:00 | cy     | a2
police   | crime | 4   | 2024-09-02T09:00 | -      | a2
police   | crime | 5   | 2024-09-02T09:00 | dee    | b1
police   | crime | 6   | 2025-04-02T09:00 | ann    | a1
"""


def test_without_linkage_each_agency_has_its_own_victims(tmp_path: Path):
    """Ann twice, Bob once at each of two agencies, Cy once (she is no victim of her fire), Dee lives elsewhere."""
    found = counts(reports_of(tmp_path, records(THREE_PEOPLE)))
    assert whole(found, "repeat-victims-unlinked") == [4, 1, 5, 2]


def test_linked_what_two_agencies_were_told_of_once_counts_once(tmp_path: Path):
    """Bob told police and landlord of the same night: one victim, victimised once."""
    incidents = records(THREE_PEOPLE)
    found = counts(reports_of(tmp_path, incidents, clusters=linked(incidents)))
    assert whole(found, "repeat-victims") == [3, 1, 4, 2]


def test_linked_two_incidents_at_two_agencies_make_a_repeat_victim_whom_neither_knows(tmp_path: Path):
    incidents = records(
        THREE_PEOPLE.replace("landlord | asb   | 1   | 2024-06-02T09:00", "landlord|asb|1|2024-07-02T09:00")
    )
    apart = counts(reports_of(tmp_path / "apart", incidents))
    together = counts(reports_of(tmp_path / "together", incidents, clusters=linked(incidents)))
    assert whole(apart, "repeat-victims-unlinked") == [4, 1, 5, 2]
    assert whole(together, "repeat-victims") == [3, 2, 5, 4]


def test_an_incident_with_two_victims_harms_both_and_a_row_twice_harms_once(tmp_path: Path):
    incidents = [record(victim="ann"), record(victim="bob"), record(victim="bob")]
    assert whole(counts(reports_of(tmp_path, incidents)), "repeat-victims-unlinked") == [2, 0, 2, 0]


def test_by_ward_crime_and_agency(tmp_path: Path):
    incidents = records(THREE_PEOPLE)
    incidents[0]["offence_group"] = incidents[1]["offence_group"] = "burglary"
    found = counts(reports_of(tmp_path, incidents))
    finding = "repeat-victims-unlinked"
    assert [found[finding, "ward", ward, "victims"] for ward in WARDS] == [3, 2]
    assert [found[finding, "ward", ward, "repeat-victims"] for ward in WARDS] == [0, 0]
    assert found[finding, "offence-group", "burglary", "repeat-victims"] == 1
    assert found[finding, "agency-kind", "police", "victims"] == 2
    assert found[finding, "subject", "asb", "victims"] == 2


def test_records_without_a_victim_are_told(tmp_path: Path):
    found = counts(reports_of(tmp_path, records(THREE_PEOPLE)))
    assert found["records", "agency-kind", "police", "incidents"] == 4
    assert found["records", "agency-kind", "police", "incidents-with-victim"] == 3


def test_another_area_counts_its_own(tmp_path: Path):
    found = counts(reports_of(tmp_path, records(THREE_PEOPLE), OTHER))
    assert whole(found, "repeat-victims-unlinked") == [1, 0, 1, 0]


def test_records_without_a_place_are_those_of_feeds_at_home(tmp_path: Path):
    """A refuge has no place: the landlord's other records lie here, the county force's elsewhere."""
    here = [record("landlord", "asb", str(n), victim=f"v{n}") for n in range(3)]
    nowhere = [record("landlord", "asb", "9", victim="v9", lsoa=None), record("police", ref="9", lsoa=None)]
    elsewhere = [record("police", ref=str(n), victim=f"w{n}", lsoa="b1") for n in range(3)]
    reports = reports_of(tmp_path, here + nowhere + elsewhere)
    assert whole(counts(reports), "repeat-victims-unlinked")[0] == 4


def test_a_ward_in_the_file_places_a_record_without_a_small_area(tmp_path: Path):
    found = counts(
        reports_of(tmp_path, [record(lsoa=None, ward_code="w2"), record(ref="2", lsoa=None, ward_code="w3")])
    )
    assert found["repeat-victims-unlinked", "ward", "w2", "victims"] == 1
    assert whole(found, "repeat-victims-unlinked")[0] == 1


def test_only_the_feeds_asked_for_are_read(tmp_path: Path):
    reports = reports_of(tmp_path, records(THREE_PEOPLE), feeds={"police"})
    assert reports.feeds == ("police",)


def test_reading_is_for_aggregates_and_logged(tmp_path: Path):
    reports_of(tmp_path, records(THREE_PEOPLE))
    assert '"purpose": "aggregates"' in (tmp_path / READS).read_text()
    with pytest.raises(PurposeRefused):
        Basis(lake_of(tmp_path / "b", []).snapshot()).engine.table("partner_incidents", purpose="curiosity")


def test_clusters_that_name_a_key_twice_are_refused(tmp_path: Path):
    twice = pa.table({"person_key": ["police/ann", "police/ann"], "cluster": ["1", "2"]})
    with pytest.raises(ValueError, match="twice"):
        reports_of(tmp_path, records(THREE_PEOPLE), clusters=twice)


def test_a_cluster_called_like_a_key_is_not_that_person(tmp_path: Path):
    clusters = pa.table({"person_key": ["police/ann"], "cluster": ["police/bob"]})
    assert whole(counts(reports_of(tmp_path, records(THREE_PEOPLE), clusters=clusters)), "repeat-victims")[0] == 4


def test_who_only_one_kind_of_agency_knows(tmp_path: Path):
    """Bob is known to both; Ann to police alone, Cy to the landlord alone (a fire is no part of it)."""
    incidents = records(THREE_PEOPLE)
    found = counts(reports_of(tmp_path, incidents, clusters=linked(incidents)))
    groups = {
        group: number
        for (finding, _, group, measure), number in found.items()
        if (finding, measure) == ("known-to", "victims")
    }
    assert groups == {
        "council": 0,
        "landlord": 1,
        "police": 1,
        "council+landlord": 0,
        "council+police": 0,
        "landlord+police": 1,
        THREE_OR_MORE: 0,
    }
    assert found["known-to", "agency-kinds", "landlord+police", "events"] == 1
    assert found["known-to", "agency-kinds", "police", "repeat-victims"] == 1  # Ann; Bob's two reports are of one night
    assert found["known-to", "agency-kinds", "landlord+police", "repeat-victims"] == 0
    assert found["known-to", "agency-kinds", "police", "events"] == 2


def test_nothing_is_said_of_who_knows_whom_without_linkage(tmp_path: Path):
    assert not [key for key in counts(reports_of(tmp_path, records(THREE_PEOPLE))) if key[0].startswith("known-to")]


def test_anti_social_behaviour_by_agency_and_category(tmp_path: Path):
    asb = [
        record("landlord", "asb", "1", asb_category="nuisance"),
        record("landlord", "asb", "2", victim=None, asb_category="nuisance"),
        record("council", "complaint", "3", asb_category="environmental"),
        record("police", "asb", "4"),
        record("police", "crime", "5"),
    ]
    found = counts(reports_of(tmp_path, asb))
    cells = {
        group: number
        for (finding, by, group, _), number in found.items()
        if (finding, by) == ("asb", "agency-kind-and-category") and number
    }
    assert cells == {"landlord+nuisance": 2, "council+environmental": 1, "police+not-told": 1}
    assert found["asb", "all", "all", "incidents"] == 4
    assert found["asb", "month", "2024-04", "incidents"] == 4
    assert found["asb", "month", "2025-03", "incidents"] == 0


def test_tenure_is_counted_where_any_is_told(tmp_path: Path):
    asb = [record("landlord", "asb", str(n), tenure="social-rented") for n in range(3)] + [record("police", "asb", "9")]
    found = counts(reports_of(tmp_path / "told", asb))
    assert found["asb-by-tenure", "tenure", "social-rented", "incidents"] == 3
    assert found["asb-by-tenure", "tenure", NOT_TOLD, "incidents"] == 1
    untold = counts(reports_of(tmp_path / "untold", [record("police", "asb")]))
    assert not [key for key in untold if key[0] == "asb-by-tenure"]


def test_places_told_of_more_than_once(tmp_path: Path):
    incidents = [record(ref=str(n), victim=None, address=address) for n, address in enumerate("ppqr")]
    joined = pa.table({"address_key": ["q", "r"], "cluster": ["one", "one"]})
    apart = counts(reports_of(tmp_path / "apart", incidents))
    together = counts(reports_of(tmp_path / "together", incidents, addresses=joined))
    measures = ("places", "repeat-places", "incidents", "incidents-of-repeat")
    assert [apart["repeat-places", "all", "all", one] for one in measures] == [3, 1, 4, 2]
    assert [together["repeat-places", "all", "all", one] for one in measures] == [2, 2, 4, 4]
    assert apart["repeat-places", "ward", "w1", "places"] == 3


def test_how_soon(tmp_path: Path):
    incidents = [record(ref=f"a{n}", day=f"2024-04-{1 + 10 * n:02d}T10:00") for n in range(3)] + [
        record(ref="b", victim="bob", day="2024-04-01T10:00"),
        record(ref="c", victim="cy", day="2025-03-25T10:00"),
    ]
    found = counts(reports_of(tmp_path, incidents))
    assert found["again", "days", "30", "victimised-again"] == 1
    assert found["again", "days", "180", "followed-to"] == 1  # Bob, 364 days and a half before the end
    assert sum(found["again", "days", day, "followed-to"] for day in ("30", "90", "180", "365")) == 1


def test_an_empty_area_has_counts_of_none(tmp_path: Path):
    reports = reports_of(tmp_path, [record(lsoa="b1")])
    assert len(reports) == 0
    assert whole(counts(reports), "repeat-victims-unlinked") == [0, 0, 0, 0]


# Parts


def test_the_week_in_blocks_of_hours():
    times = np.array(["2024-04-01T00:00", "2024-04-01T00:01", "2024-04-07T23:59", "NaT"], dtype="datetime64[m]")
    assert week_of(times) == [NOT_TOLD, "1+00", "7+21", NOT_TOLD]
    assert MONDAY.astype(object).isoweekday() == 1
    assert len(week_groups()) == 57


@given(st.datetimes())
def test_every_time_has_its_block(moment):
    (block,) = week_of(np.array([moment], dtype="datetime64[m]"))
    rounded = moment.replace(second=0, microsecond=0)
    is_midnight = (rounded.hour, rounded.minute) == (0, 0)
    assert block == (NOT_TOLD if is_midnight else f"{rounded.isoweekday()}+{rounded.hour // 3 * 3:02d}")


def test_sets_of_agencies_cover_every_set():
    assert set_groups(("council", "police")) == ["council", "police", "council+police"]
    assert len(set_groups(("a", "b", "c", "d"))) == 4 + 6 + 1


def test_a_value_that_is_no_group_is_counted_in_the_whole_alone():
    assert by_group("f", "b", "m", ("x",), ["x", "y", "x"]).parts == {"x": 2}
    assert by_group("f", "b", "m", ("x",), ["x", "y", "x"]).total == 3


@pytest.mark.parametrize(
    ("breakdown", "group", "title"),
    [
        ("agency-kinds", "landlord+police", "Social landlords and police"),
        ("agency-kind", "fire", "Fire and rescue"),
        ("agency-kind", "coastguard", "Coastguard"),
        ("subject", "asb", "Anti-social behaviour"),
        ("tenure", "owned", "Owned"),
        ("category", "nuisance", "Nuisance"),
        ("offence-group", "violence-against-the-person", "Violence against the person"),
    ],
)
def test_titles(breakdown: str, group: str, title: str):
    assert group_title(breakdown, group) == title


def test_three_kinds_in_words():
    assert agencies_title("council+landlord+police") == "Council, social landlords and police"


def test_every_tenure_of_the_census_answers_to_one_of_ours():
    census = [start for one in words()["tenures"].values() for start in one["census"]]
    assert len(census) == len(set(census)) == 5


def test_which_counts_of_two_months_are_the_count_of_both(tmp_path: Path):
    """Those of incidents; a person of two months is one, and linked reports of two months may be of one incident."""
    incidents = records(THREE_PEOPLE)
    for clusters in (None, linked(incidents)):
        reports = reports_of(tmp_path / str(clusters is None), incidents, clusters=clusters)
        adding = {(one.finding, one.measure) for one in all_counts(reports, WARDS) if one.adds_up}
        assert adding == {
            ("records", "incidents"),
            ("records", "incidents-with-victim"),
            ("repeat-victims-unlinked", "events"),
            ("repeat-places", "incidents"),
            ("asb", "incidents"),
        }


def test_how_many_were_victimised_just_so_often_is_never_counted(tmp_path: Path):
    """With the victimisations of repeat victims, two times so many people give exact numbers away."""
    found = counts(reports_of(tmp_path, records(THREE_PEOPLE)))
    assert not [key for key in found if "times" in key[0] or key[1] == "times"]
