"""The catalogue of publishers is complete, dated, and asks for nothing over an open line."""

import re
from datetime import date

import pytest

from saferplan.evidence.fetching.population import SHAPES
from saferplan.evidence.fetching.publishers import catalogue
from saferplan.evidence.fetching.trusting import is_trusted


@pytest.mark.parametrize("publisher", catalogue().publishers.values(), ids=lambda publisher: publisher.key)
def test_a_publisher_has_https_a_licence_a_source_line_and_a_page_for_people(publisher):
    assert is_trusted(publisher.base)
    assert publisher.base.startswith("https://")
    assert not publisher.base.endswith("/")
    assert publisher.by_hand.startswith("https://")
    assert "Open Government Licence" in publisher.licence
    assert "Open Government Licence v3.0" in publisher.source
    assert publisher.pause_seconds > 0


def test_every_entry_says_when_it_was_checked():
    assert all(isinstance(day, date) for day in catalogue().checked.values())
    assert set(catalogue().checked) == {*catalogue().publishers, "police_archives"}


def test_patterns_and_shapes_are_usable():
    for table in catalogue().geography:
        assert re.compile(table.services.format(detail="BGC"))
        assert ("{detail}" in table.services) is table.boundaries
    for publication in (*catalogue().deprivation, *catalogue().home_office_crime):
        assert re.compile(publication.files)
    assert {table.shape for table in catalogue().population} == set(SHAPES)


def test_no_two_files_share_a_name():
    names = [table.file for table in (*catalogue().geography, *catalogue().population)]
    assert len(set(names)) == len(names)
