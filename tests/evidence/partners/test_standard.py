"""Ready-made profiles: sound, told apart, filled in as their examples show, and an agency's own made from them."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from saferplan.errors import UsageError
from saferplan.evidence.partners.fields import all_fields
from saferplan.evidence.partners.fitting import fitting, tables_of
from saferplan.evidence.partners.mapping import map_tables
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.reading.told_apart import Kind
from saferplan.evidence.partners.standard import FOLDER, standard_profiles, standards
from saferplan.evidence.sources.base import Delivered

NOW = datetime(2026, 11, 22, 23, 59)
ALL = pytest.mark.parametrize("name", list(standards()))


def deliver(folder: Path, name: str, text: str) -> Delivered:
    path = folder / name
    path.write_text(text)
    return Delivered(path, name, datetime(2026, 11, 22), "cd" * 32)


def filled_in(name: str) -> str:
    """The template as a partner sends it back: its examples are real rows, and one is left as it was."""
    rows = list(csv.reader(io.StringIO(standards()[name].as_csv())))
    real = [[cell.removeprefix("EXAMPLE ") for cell in row] for row in rows[1:]]
    held = io.StringIO()
    csv.writer(held).writerows([*rows, *real])
    return held.getvalue()


def test_every_file_of_the_folder_is_listed():
    found = {one.name.removesuffix(".toml") for one in FOLDER.iterdir()}
    assert found == {*standards(), "about"}


def test_the_prescribed_information_needs_no_keeper_of_identities():
    for profile in standard_profiles():
        assert not profile.needs_keys, profile.feed
        assert not profile.identifying


def test_none_names_anyone_and_landlords_tell_repeat_victims_by_their_own_number():
    landlord = standards()["landlord-asb"].profile
    assert not landlord.identifying
    assert landlord.names("victim")


@ALL
def test_examples_are_never_rows_and_filled_in_they_all_are(tmp_path, name):
    standard = standards()[name]
    delivered = deliver(tmp_path, f"{name}-2026-q3.csv", filled_in(name))
    (table,) = tables_of(delivered, standard.profile).tables
    examples = len(standard.examples)
    assert [one.kind for one in table.told_apart] == [Kind.EXAMPLE] * examples
    mapped = map_tables(standard.profile, [table], now=NOW)
    assert (mapped.rows.num_rows, mapped.rejected, mapped.left_empty) == (examples, [], {})
    assert mapped.rows["kind"].null_count == 0


@ALL
def test_each_is_known_by_its_name_and_no_file_fits_two(tmp_path, name):
    profiles = [one.profile for one in standards().values()]
    delivered = deliver(tmp_path, f"{name.upper()} q3.csv", filled_in(name))
    assert [one.feed for one in fitting(delivered, profiles)] == [name]
    assert fitting(deliver(tmp_path, "list.csv", filled_in(name)), profiles) == []


@ALL
def test_headings_are_the_names_of_the_fields_they_fill(name):
    standard = standards()[name]
    for heading in standard.profile.headings:
        assert heading in all_fields() or heading == "classification"
        assert all(set(example) <= set(standard.profile.headings) for example in standard.examples)


def test_a_kept_profile_goes_before_a_ready_made_one(tmp_path):
    own = read_profile(standards()["council-asb"].text_for("Anyshire Council"), "test")
    delivered = deliver(tmp_path, "anyshire-council-council-asb.csv", filled_in("council-asb"))
    assert [one.feed for one in fitting(delivered, [own, *standard_profiles()])] == ["anyshire-council-council-asb"]


def test_each_agency_has_a_profile_of_its_own():
    own = read_profile(standards()["landlord-asb"].text_for("Harbour Homes (North) & Co"), "test")
    assert (own.feed, own.agency) == ("harbour-homes-north-co-landlord-asb", "Harbour Homes (North) & Co")
    assert own.name_pattern == "*harbour-homes-north-co-landlord-asb*"
    assert own.source.startswith("Harbour Homes (North) & Co, ")
    ready = standards()["landlord-asb"].profile
    assert [rule.field.name for rule in own.columns] == [rule.field.name for rule in ready.columns]


@pytest.mark.parametrize("agency", ["", "!!!", 'Harbour "Homes', "back\\slash", "two\nlines", "x" * 90])
def test_an_agency_that_cannot_be_named_is_refused(agency):
    with pytest.raises(UsageError, match="agency"):
        standards()["landlord-asb"].text_for(agency)


def test_columns_say_what_they_may_hold():
    police, fire = standards()["police-incidents"], standards()["fire-incidents"]
    assert police.limits_of("category") == ["as in the list national-incident-kinds"]
    assert police.limits_of("asb_category") == ["one of personal, nuisance, environmental"]
    assert fire.limits_of("category")[0].startswith("one of Deliberate primary fire (not a vehicle), Deliberate")
    assert fire.limits_of("easting") == []
    assert [one for one in fire.profile.headings if fire.is_needed(one)] == ["reference", "category", "reported_time"]
