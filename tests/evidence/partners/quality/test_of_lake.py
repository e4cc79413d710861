"""The quality of what lies in the lake: figures of every extract ever loaded, rows of those in force."""

import json
from datetime import datetime

import pytest
from small_extracts import extract

from saferplan.errors import UnknownName
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.quality.figures import as_rows, figures
from saferplan.evidence.partners.quality.history import incidents_by_month, past_extracts
from saferplan.evidence.partners.quality.of_feed import quality_of_feed
from tiny_lake import write_lake

ROW = {"agency": "Harbour Homes", "kind": "asb", "month": "2024-01", "reported_time": datetime(2024, 1, 10)}


def quality_rows(name: str, released: str, incidents: int, feed: str = "harbour-homes-asb") -> list[dict]:
    found = extract([{"reference": f"A{at}"} for at in range(incidents)])
    shared = {"extract_id": name, "released": released, "file": f"{name}.xlsx", "feed": feed}
    return [row | shared for row in as_rows(found, figures(found), now=datetime(2024, 2, 6)).to_pylist()]


@pytest.fixture
def snapshot(tmp_path):
    incidents = [
        ROW | {"reference": reference, "victim_key": key, "address_key": "a", "extract_id": extract_id, "feed": feed}
        for reference, key, extract_id, feed in [
            ("A1", "v1", "new", "harbour-homes-asb"),
            ("A1", "v1", "new", "harbour-homes-asb"),
            ("A2", "v1", "new", "harbour-homes-asb"),
            ("A3", "v1", "old", "harbour-homes-asb"),
            ("B1", "v1", "new", "another"),
        ]
    ]
    return write_lake(
        tmp_path / "lake",
        {
            "extract_quality": [
                *quality_rows("old", "2024-01-05T00:00:00", 9),
                *quality_rows("new", "2024-02-05T00:00:00", 3),
                *quality_rows("other", "2025-01-01T00:00:00", 1, feed="another"),
            ],
            "partner_incidents": incidents,
            "rejected": [
                {"extract_id": "new", "file": "new.xlsx", "line": 7, "field": "Case Ref", "reason": "is empty"},
                {"extract_id": "old", "file": "old.xlsx", "line": 8, "field": "Case Ref", "reason": "is empty"},
            ],
        },
    )


def test_the_newest_extract_is_judged_beside_those_before_it(snapshot):
    quality = quality_of_feed(snapshot, "harbour-homes-asb")
    assert (quality.file, quality.earlier_extracts) == ("new.xlsx", 1)
    assert [(one.line, one.reference, one.wrong) for one in quality.mends] == [
        (0, "A1", "the row says the same reference and person as reference A1"),
        (0, "A2", "the row says the same person, time and place as reference A1, under another reference"),
        (7, "", "Case Ref is empty"),
    ]


def test_the_rows_are_read_for_data_quality_and_that_is_logged(snapshot):
    quality_of_feed(snapshot, "harbour-homes-asb")
    (line,) = [json.loads(one) for one in (snapshot.root / "reads.jsonl").read_text().splitlines()]
    assert (line["table"], line["purpose"]) == ("partner_incidents", "data-quality")


def test_a_feed_that_is_not_there_is_named_with_those_that_are(snapshot):
    with pytest.raises(UnknownName, match=r"no extract of a feed called 'harbor'.*harbour-homes-asb"):
        quality_of_feed(snapshot, "harbor")
    with pytest.raises(UnknownName, match="Feeds with extracts are another, harbour-homes-asb"):
        quality_of_feed(snapshot, "zzz")


def test_an_empty_lake_says_so(tmp_path):
    with pytest.raises(UnknownName, match="No partner's file is loaded yet"):
        quality_of_feed(Lake(tmp_path / "none").snapshot_or_empty(), "harbour-homes-asb")


def test_extracts_come_newest_first_and_the_newest_speaks_of_a_month(snapshot):
    found = past_extracts(snapshot, "harbour-homes-asb")
    assert [one.extract_id for one in found] == ["new", "old"]
    assert incidents_by_month(found) == {"2024-01": 3}
    assert incidents_by_month(found[1:]) == {"2024-01": 9}
