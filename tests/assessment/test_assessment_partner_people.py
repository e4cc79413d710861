"""Repeat victims, many agencies and tenure in the assessment: of released figures alone, and with their limits said."""

from pathlib import Path
from typing import Any

import pytest

from people_lake import HOME, NOW, YEAR, Row, lake_of, linked, many
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.catalogue import Catalogue
from saferplan.documents.strategic_assessment.exhibits import many_agencies, repeat_victims, tenure_asb
from saferplan.documents.strategic_assessment.exhibits.released import FEEDS_NAMED, MADE_UP, notes_of, source_of
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.partner_figures import PartnerFigures
from saferplan.errors import UnknownName
from saferplan.evidence.access import READS
from saferplan.evidence.assessment.partner_people import PartnerPeople, share_of, under
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.people import write_findings
from saferplan.evidence.people.repeats import REPEATS, UNLINKED

HOUSEHOLDS = """
date       | code | households | tenure
2021-03-21 | a1   | 2000       | Owned: Owns outright
2021-03-21 | a2   | 1000       | Social rented: Other social rented
2021-03-21 | a2   | 500        | Private rented: Private landlord or letting agency
"""
NAMES = (
    *("repeat-victims", "repeat-victims-crime", "repeat-victims-agency", "repeat-victims-wards", "victimised-again"),
    *("most-victimised", "repeat-places", "known-to", "known-to-asb"),
    *("asb-agencies", "asb-months", "asb-week", "asb-by-tenure"),
)


def incidents() -> list[Row]:
    """600 known to police, 200 twice; 200 tenants, of whom police know 100; 520 who told the council, 20 twice."""
    police = [
        *many(300, address="p", offence_group="burglary"),
        *many(100, times=2, start=300, lsoa="a2", offence_group="burglary"),
        *many(100, start=600, offence_group="robbery"),
        *many(100, times=2, start=700, offence_group="robbery"),
    ]
    for number, row in enumerate(police):
        row["address_key"] = f"place {number // 2}"
    tenants = [
        *many(100, agency="landlord", kind="asb", start=250),
        *many(100, agency="landlord", kind="asb", start=2_000),
    ]
    landlord = [row | {"tenure": "social-rented", "asb_category": "nuisance"} for row in tenants]
    told = [
        *many(500, agency="council", kind="asb", start=5_000),
        *many(20, 2, agency="council", kind="asb", start=9_000),
    ]
    council = [
        row | {"asb_category": "environmental", "lsoa_code": "a2", "tenure": "owned" if at < 200 else None}
        for at, row in enumerate(told)
    ]
    for number, row in enumerate([*landlord, *council]):
        row["from_time"] = row["reported_time"].replace(day=1 + number % 28, hour=1 + number % 20)
        row["reference"] = f"{row['agency']}-{number}"
    return [*police, *landlord, *council]


def asb(number: int, times: int, agency: str, start: int) -> list[Row]:
    return many(number, times, agency=agency, kind="asb", start=start)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> AssessmentTables:
    rows = incidents()
    lake = lake_of(tmp_path_factory.mktemp("linked"), rows, households=HOUSEHOLDS)
    write_findings(lake, HOME, YEAR, now=NOW, clusters=linked(rows), run="7", purpose="repeats", is_synthetic=True)
    return tables_of(Basis(lake.snapshot()))


@pytest.fixture(scope="module")
def unlinked(tmp_path_factory: pytest.TempPathFactory) -> AssessmentTables:
    lake = lake_of(tmp_path_factory.mktemp("unlinked"), incidents(), households=HOUSEHOLDS)
    write_findings(lake, HOME, YEAR, now=NOW)
    return tables_of(Basis(lake.snapshot()))


def tables_of(basis: Basis) -> AssessmentTables:
    return AssessmentTables(Scope(basis, basis.geography.area(HOME), YEAR))


def exhibit(tables: AssessmentTables, build: Any) -> Exhibit:
    found = build(tables, Figures(tables))
    assert found is not None
    return found


def row_of(found: Exhibit, title: str) -> Row:
    return next(row for row in found.records if row["title"] == title)


def test_every_exhibit_is_there_and_says_its_message_in_its_title(released: AssessmentTables):
    catalogue = Catalogue(released, Figures(released))
    for name in NAMES:
        found = catalogue[name]
        assert found.title[0].isalnum()
        assert any(mark.isdigit() for mark in found.title) or found.title.startswith("Too few")
        assert found.draw is None or found.draw(320).startswith("<svg")


def test_the_share_of_repeat_victims_with_and_without_linkage(released: AssessmentTables):
    """600 of police, 100 more tenants and 520 of the council; without linkage the 100 that two know stand twice."""
    found = exhibit(released, repeat_victims.repeat_victims)
    every, apart = row_of(found, "All victims"), row_of(found, "All, not linked")
    assert (every["victims"], apart["victims"]) == (1_220, 1_320)
    assert every["repeat-victims"] > apart["repeat-victims"] == 220
    assert every["low"] < every["repeat-share"] < every["high"]
    assert "of all victimisations were theirs" in found.title
    assert any("'Not linked' counts each agency's own victims" in note for note in found.notes)
    assert any("under a recorded purpose" in note for note in notes_of(released.partner_people))


def test_without_linkage_that_is_said(unlinked: AssessmentTables):
    found = exhibit(unlinked, repeat_victims.repeat_victims)
    assert found.records[0]["title"] == "All victims"
    assert any("not linked over agencies" in note for note in notes_of(unlinked.partner_people))
    assert many_agencies.known_to(unlinked, Figures(unlinked)) is None


def test_the_window_is_said_wherever_a_share_of_repeats_stands(released: AssessmentTables):
    found = exhibit(released, repeat_victims.repeat_victims)
    assert any("near the end of the period" in note for note in found.notes)


def test_provenance_names_release_purpose_run_and_feeds(released: AssessmentTables):
    found = exhibit(released, repeat_victims.repeat_victims)
    for word in ("released 2025-05-01", "purpose 'repeats'", "linkage run 7", "council, landlord, police", HOME):
        assert word in found.provenance.filter
    assert set(found.provenance.tables) == {"people_counts"}
    assert "multiple of 5" in found.provenance.formula


def test_synthetic_records_say_so_and_others_do_not(released: AssessmentTables, unlinked: AssessmentTables):
    for build in (repeat_victims.repeat_victims, many_agencies.asb_agencies, tenure_asb.asb_by_tenure):
        assert "(synthetic, " in exhibit(released, build).source_line
        assert "synthetic" not in exhibit(unlinked, build).source_line
    assert MADE_UP in notes_of(released.partner_people)
    assert MADE_UP not in notes_of(unlinked.partner_people)


def test_who_is_known_to_one_kind_of_agency_alone(released: AssessmentTables):
    found = exhibit(released, many_agencies.known_to)
    sets = {row["title"]: row["victims"] for row in found.records}
    alone = {"Police only": 500, "Social landlords only": 100, "Council only": 520}
    assert sets == alone | {"Social landlords and police": 100}
    assert found.title.endswith("of those with two incidents or more are known to one kind of agency alone")
    assert found.title.startswith("As far as linkage can tell, 6")  # 150 to 170 of police, 20 of the council, of 260
    assert any("3 more combinations of agencies have under 5 victims each, or none" in note for note in found.notes)


def test_anti_social_behaviour_by_agency_and_category(released: AssessmentTables):
    found = exhibit(released, many_agencies.asb_agencies)
    landlord, council = row_of(found, "Social landlords"), row_of(found, "Council")
    assert (landlord["incidents"], landlord["nuisance"], council["environmental"]) == (200, 200, 540)
    assert found.title.startswith("Council: told of 73% of the anti-social behaviour")


def test_whatever_is_withheld_nobody_says_that_all_are_known_to_one():
    alone = [{"repeat-victims": 95.0}, {"repeat-victims": None}]
    assert "97 of" not in many_agencies._known_title(alone, 100.0)
    assert "95% of those with two" in many_agencies._known_title(alone, 100.0)
    assert "nearly all of those with two" in many_agencies._known_title(alone, 95.0)
    assert many_agencies._known_title(alone, None).startswith("Too few")


def test_a_category_that_is_withheld_is_not_drawn_as_nought(released: AssessmentTables):
    found = exhibit(released, many_agencies.asb_agencies)
    assert row_of(found, "Council").get("nuisance", under()) == under()


def test_one_figure_alone_is_a_table_and_no_picture(tmp_path: Path):
    """Eight addresses with two incidents each: too few to be broken down by ward."""
    rows = [row | {"address_key": f"place {at if at > 16 else at // 2}"} for at, row in enumerate(many(60))]
    lake = lake_of(tmp_path, rows)
    write_findings(lake, HOME, YEAR, now=NOW)
    found = exhibit(tables_of(Basis(lake.snapshot())), repeat_victims.repeat_places)
    assert [row["title"] for row in found.records] == ["All of the area"]
    assert found.draw is None


def test_rates_by_tenure(released: AssessmentTables):
    found = exhibit(released, tenure_asb.asb_by_tenure)
    social = row_of(found, "Social rented")
    assert (social["incidents"], social["households"]) == (200, 1_000)
    assert social["rate"] == pytest.approx(202)
    assert social["low"] < 202 < social["high"]
    assert any("340 reports the tenure is not told" in note for note in found.notes)
    assert any("not that there is more" in note for note in found.notes)
    assert "Census" in found.source_line


def test_where_few_reports_tell_the_tenure_there_are_counts_and_no_rates(tmp_path: Path):
    """Landlords alone tell it: their tenants would come out highest because of that."""
    rows = [row | {"tenure": row.get("tenure") if row["agency"] == "landlord" else None} for row in incidents()]
    lake = lake_of(tmp_path, rows, households=HOUSEHOLDS)
    write_findings(lake, HOME, YEAR, now=NOW)
    found = exhibit(tables_of(Basis(lake.snapshot())), tenure_asb.asb_by_tenure)
    assert found.draw is None
    assert found.title == "Too few reports of anti-social behaviour tell the tenure of the home for rates by it"
    assert row_of(found, "Social rented")["incidents"] == 200
    assert not any("rate" in row for row in found.records)


def test_groups_without_a_share_are_counted(released: AssessmentTables):
    found = exhibit(released, repeat_victims.by_crime)
    assert "where it can be told" in found.title
    assert not any("the lowest shares are missing" in note for note in found.notes)
    agencies = exhibit(released, repeat_victims.by_agency)
    assert any("1 more have under five repeat victims" in note for note in agencies.notes)


def test_counts_under_five_are_said_in_words(released: AssessmentTables):
    months = exhibit(released, many_agencies.asb_months)
    assert {row["incidents"] for row in months.records[2:]} == {under()}
    week = exhibit(released, many_agencies.asb_week)
    assert not {1, 2, 3, 4} & {row["incidents"] for row in week.records if not isinstance(row["incidents"], str)}


def test_how_soon_is_told_only_for_stretches_in_which_enough_were_followed(released: AssessmentTables):
    found = exhibit(released, repeat_victims.victimised_again)
    assert "Within 30 days" in {row["title"] for row in found.records}
    assert all(0 <= row["low"] <= row["share-again"] <= row["high"] <= 1 for row in found.records)


def test_addresses_are_counted_and_never_named(released: AssessmentTables):
    found = exhibit(released, repeat_victims.repeat_places)
    assert found.records[0]["title"] == "All of the area"
    assert "place 1" not in str(found.records) + found.title


def test_many_feeds_are_counted_in_the_source_line():
    row = {"is_synthetic": False, "feeds": ", ".join(f"feed-{number}" for number in range(FEEDS_NAMED + 1))}
    assert "5 feeds" in source_of(PartnerPeople([row], {}))
    assert "feed-0 and feed-1" in source_of(PartnerPeople([row | {"feeds": "feed-0, feed-1"}], {}))


def test_the_assessment_reads_no_restricted_table(released: AssessmentTables):
    log = Path(released.scope.basis.snapshot.root) / READS
    before = log.read_text()
    fresh = tables_of(Basis(released.scope.basis.snapshot))
    assert all(name in Catalogue(fresh, Figures(fresh)) for name in NAMES)
    assert log.read_text() == before


def test_without_a_release_there_is_no_exhibit(tmp_path: Path):
    tables = tables_of(Basis(lake_of(tmp_path, incidents()).snapshot()))
    assert not tables.partner_people
    assert not any(name in Catalogue(tables, Figures(tables)) for name in NAMES)


def test_shares_of_withheld_counts_are_unknown():
    assert share_of(None, 100) is None
    assert share_of(5, None) is None
    assert share_of(50, 100) == pytest.approx(52 / 102)
    assert share_of(100, 100) == 1


def test_groups_that_are_all_withheld_are_left_out():
    row = {"finding": REPEATS, "breakdown": "ward", "measure": "victims", "value": None, "low": None, "high": None}
    shown = row | {"group": "w1", "value": 50.0, "hidden": False, "run": "1"}
    people = PartnerPeople([shown, row | {"group": "w2", "hidden": True, "run": "1"}], {"w1": "Abbey"})
    assert [one["title"] for one in people.groups(REPEATS, "ward")] == ["Abbey"]
    assert people.is_linked
    assert people.repeats == REPEATS
    assert PartnerPeople([], {}).repeats == UNLINKED


def test_what_holds_for_every_figure_is_said_once(released: AssessmentTables):
    notes = notes_of(released.partner_people)
    assert len(notes) == len(set(notes)) == 4
    assert any("rounded down to a multiple of 5" in note for note in notes)
    catalogue = Catalogue(released, Figures(released))
    assert not {note for name in NAMES for note in catalogue[name].notes} & set(notes)
    assert notes_of(PartnerPeople([], {})) == []


def test_records_without_a_known_victim_are_told(tmp_path: Path):
    rows = [*incidents(), *(row | {"reference": f"x{at}", "victim_key": None} for at, row in enumerate(many(60)))]
    lake = lake_of(tmp_path, rows)
    write_findings(lake, HOME, YEAR, now=NOW)
    found = exhibit(tables_of(Basis(lake.snapshot())), repeat_victims.repeat_victims)
    assert "Of 1,600 incidents, 1,540 have a victim who is known; the others are in no share." in found.notes


def test_a_figure_in_a_sentence(released: AssessmentTables, unlinked: AssessmentTables):
    people = PartnerFigures(released).people
    assert str(people("repeat-victims", "victims")) == "1,220"
    share = people("repeat-victims", "repeat-share")
    assert (str(share), share.unit) == ("21%", "share")
    assert str(people("asb-by-tenure", "rate", "tenure", "social-rented")) == "202"
    assert str(people("asb-by-tenure", "incidents", "tenure", "private-rented")) == under()
    assert share.provenance.tables == {"people_counts": released.scope.basis.snapshot.versions["people_counts"]}
    with pytest.raises(UnknownName, match="nothing is released of 'known-to', victims"):
        PartnerFigures(unlinked).people("known-to", "victims")
