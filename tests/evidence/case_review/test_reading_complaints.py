"""Complaints out of partners' records: which are about anti-social behaviour, whose, and of what day."""

from datetime import date, datetime
from pathlib import Path

import pytest

from people_lake import Row, lake_of, linked, record
from saferplan.errors import PurposeRefused
from saferplan.evidence.access import READS
from saferplan.evidence.case_review.cases import cases_near_threshold
from saferplan.evidence.case_review.complaints import Complaint, Counts, counts
from saferplan.evidence.case_review.reading import complaints_by_victim
from saferplan.evidence.case_review.rules import shipped
from saferplan.evidence.case_review.threshold import Nearness
from saferplan.evidence.engines import DuckDbEngine

ON = date(2024, 9, 30)
RULE = shipped()[0]
FEEDS = ("police", "council", "landlord")


def asb(agency: str, ref: str, day: str, victim: str = "ann", **more) -> Row:
    happened = datetime.fromisoformat(day)
    return record(agency, "asb", ref, day, victim, **({"from_time": happened} | more))


def complaints(folder: Path, incidents: list[Row], feeds: tuple[str, ...] = FEEDS) -> list[list[Complaint]]:
    engine = DuckDbEngine(lake_of(folder, incidents).snapshot())
    return list(complaints_by_victim(engine, linked(incidents), feeds=feeds, rule=RULE, on=ON).values())


def test_the_complaints_of_one_victim_at_three_agencies_come_together(tmp_path: Path):
    told = [asb(agency, "1", f"2024-0{month}-05T22:00") for agency, month in zip(FEEDS, (6, 7, 8), strict=True)]
    (own,) = complaints(tmp_path, [*told, asb("police", "2", "2024-08-05T22:00", "bob")])[:1]
    assert [(one.agency, one.made) for one in own] == [
        ("police", date(2024, 6, 5)),
        ("council", date(2024, 7, 5)),
        ("landlord", date(2024, 8, 5)),
    ]


@pytest.mark.parametrize(
    ("more", "is_read"),
    [
        ({"kind": "asb"}, True),
        ({"kind": "hate-incident"}, True),
        ({"kind": "complaint", "asb_category": "nuisance"}, True),
        ({"kind": "crime", "is_hate": True}, True),
        ({"kind": "crime"}, False),
        ({"kind": "call"}, False),
        ({"reported_time": None}, False),
        ({"victim_key": None}, False),
        ({"month": "2024-02"}, False),
    ],
)
def test_what_is_a_complaint_about_anti_social_behaviour(tmp_path: Path, more: Row, is_read: bool):
    incidents = [asb("police", "1", "2024-08-05T22:00"), asb("council", "2", "2024-08-06T22:00") | more]
    found = [one.reference for own in complaints(tmp_path, incidents) for one in own]
    assert found == (["1", "2"] if is_read else ["1"])


def test_the_last_day_of_the_behaviour_the_case_and_what_asks_for_care(tmp_path: Path):
    told = [
        asb("police", "1", "2024-08-05T22:00", reported_time=datetime(2024, 8, 8, 9), to_time=datetime(2024, 8, 7, 9))
        | {"case_reference": "P-9", "is_domestic": True},
        asb("council", "2", "2024-08-06T22:00", from_time=None, victim_is_child=True, is_hate=True),
        asb("landlord", "3", "2024-08-08T22:00"),
    ]
    (own,) = complaints(tmp_path, told)
    by_reference = {one.reference: one for one in own}
    assert all(one.take_care for one in own)
    assert (by_reference["1"].behaviour, by_reference["1"].case, by_reference["1"].take_care) == (
        date(2024, 8, 7),
        "P-9",
        True,
    )
    assert (by_reference["2"].behaviour, by_reference["2"].is_hate, by_reference["2"].take_care) == (None, True, True)
    assert by_reference["3"].case == "3"


def test_behaviour_that_goes_on_is_complained_of_as_far_as_it_had_gone(tmp_path: Path):
    """Told of on 5 August, and over on the 9th: the complaint is not later than the behaviour for that."""
    (own,) = complaints(tmp_path, [asb("police", "1", "2024-08-05T22:00", to_time=datetime(2024, 8, 9, 9))])
    assert [(one.behaviour, one.made) for one in own] == [(date(2024, 8, 5), date(2024, 8, 5))]
    assert counts(own[0], RULE, ON) is Counts.YES


@pytest.mark.parametrize("flag", [{"is_domestic": True}, {"victim_is_child": True}])
def test_whatever_record_of_whichever_agency_asks_for_care_all_complaints_do(tmp_path: Path, flag: Row):
    """Police know of domestic abuse, from a crime long ago; the landlord is to make the offer."""
    told = [
        asb("landlord", "1", "2024-08-05T22:00"),
        record("police", "crime", "9", "2023-01-05T22:00", "ann", **flag),
        asb("landlord", "2", "2024-08-06T22:00", "bob"),
    ]
    found = {one.reference: one.take_care for own in complaints(tmp_path, told) for one in own}
    assert found == {"1": True, "2": False}


def test_care_that_a_feed_outside_the_purpose_would_ask_for_is_not_read(tmp_path: Path):
    told = [
        asb("landlord", "1", "2024-08-05T22:00"),
        record("police", "crime", "9", "2023-01-05T22:00", "ann", is_domestic=True),
    ]
    assert [one.take_care for own in complaints(tmp_path, told, ("landlord",)) for one in own] == [False]


def test_feeds_that_the_purpose_does_not_name_are_not_read(tmp_path: Path):
    told = [asb("police", "1", "2024-08-05T22:00"), asb("landlord", "2", "2024-08-06T22:00")]
    assert [[one.agency for one in own] for own in complaints(tmp_path, told, ("police",))] == [["police"]]


def test_a_victim_in_no_cluster_is_left_out(tmp_path: Path):
    told = [asb("police", "1", "2024-08-05T22:00"), asb("landlord", "2", "2024-08-06T22:00", "bob")]
    engine = DuckDbEngine(lake_of(tmp_path, told).snapshot())
    found = complaints_by_victim(engine, linked(told[:1]), feeds=FEEDS, rule=RULE, on=ON)
    assert [[one.agency for one in own] for own in found.values()] == [["police"]]


def test_a_complaint_in_the_month_in_which_it_lapses_is_still_read(tmp_path: Path):
    (own,) = complaints(tmp_path, [asb("police", "1", "2024-03-31T22:00")])
    assert own[0].made == date(2024, 3, 31)


def test_reading_is_casework_and_logged(tmp_path: Path):
    complaints(tmp_path, [asb("police", "1", "2024-08-05T22:00")])
    assert '"purpose": "casework"' in (tmp_path / READS).read_text()
    with pytest.raises(PurposeRefused):
        lake_of(tmp_path / "b", [asb("police", "1", "2024-08-05T22:00")]).snapshot().files("partner_incidents")


def test_three_agencies_that_each_saw_one_complaint_have_a_case_at_the_threshold(tmp_path: Path):
    """What nobody could see before: each agency's own list shows one complaint."""
    told = [asb(agency, "1", f"2024-0{month}-05T22:00") for agency, month in zip(FEEDS, (6, 7, 8), strict=True)]
    cases = cases_near_threshold(dict(enumerate(complaints(tmp_path, told))), RULE, ON)
    assert [(one.agency, one.nearness, len(one.own), one.elsewhere) for one in cases] == [
        ("council", Nearness.REACHED, 1, 2),
        ("landlord", Nearness.REACHED, 1, 2),
        ("police", Nearness.REACHED, 1, 2),
    ]
    assert "ann" not in str(cases)
