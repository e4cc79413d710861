"""How people are named in files: rates as noise.toml says, the truth apart, the same rows for the same seed."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from saferplan.evidence.partners.mentions import PERSONS
from saferplan.synth.people import Mentions, Population, mentions, population
from saferplan.synth.people.mentions import RECORDS, TRUTH
from saferplan.synth.people.names import KINDS, data
from saferplan.synth.people.recorded import AGENCY_KINDS, Asked, recorded
from saferplan.synth.people.ways_to_reach import ascii_of, letters
from saferplan.synth.positions import NOBODY

N = 24_000
POLICE, COUNCIL = (AGENCY_KINDS.index(kind) for kind in ("police", "council"))


@pytest.fixture(scope="module")
def named(town: Population) -> Mentions:
    return mentions(town, N, 3)


def test_they_are_persons_with_their_agency_and_day(named: Mentions) -> None:
    assert named.records.schema.names[: len(PERSONS)] == PERSONS.names
    assert named.records.schema.equals(RECORDS)
    assert named.truth.schema.equals(TRUTH)
    assert named.records["row"].to_pylist() == named.truth["row"].to_pylist() == list(range(N))


def test_no_column_tells_the_true_person(named: Mentions) -> None:
    assert not {"person", "name_kind", "household"} & set(named.records.schema.names)


def test_the_same_seed_gives_the_same_rows(town: Population, named: Mentions) -> None:
    again = mentions(town, N, 3)
    assert again.records.equals(named.records)
    assert again.truth.equals(named.truth)
    assert not mentions(town, N, 4).records.equals(named.records)


def test_a_seed_gives_the_same_rows_on_every_machine() -> None:
    found = mentions(population(1_000, 1), 1_000, 1).records.slice(0, 3)
    columns = (found[name].to_pylist() for name in ("forenames", "surname", "agency"))
    assert list(zip(*columns, strict=True)) == [
        ("David", "WILSON", "Synthetic Police"),
        ("Beata", "Kozłowski", "Synthetic Homes 15"),
        ("Emily L", "Gibson", "Synthetic Council"),
    ]


def test_a_fifth_of_people_are_named_more_than_once(town: Population) -> None:
    """As long as there are people enough; children are named less often."""
    found = Counter(mentions(town, 15_000, 3).truth["person"].to_pylist())
    share = np.mean([count > 1 for count in found.values()])
    assert share == pytest.approx(1 - data("noise")["times_named"]["shares"][0], abs=0.015)


def test_more_mentions_than_people_name_everybody_again(town: Population) -> None:
    found = Counter(mentions(town, 60_000, 3).truth["person"].to_pylist())
    assert len(found) > 0.85 * len(town)


def test_every_field_lacks_as_often_as_its_agency_lacks_it(named: Mentions) -> None:
    missing = data("noise")["missing"]
    for kind in ("police", "council", "landlord"):
        own = named.records.filter(pa.compute.field("agency_kind") == kind)
        for field in ("date_of_birth", "address", "postcode", "uprn", "sex"):
            assert own[field].null_count / len(own) == pytest.approx(missing[kind][field], abs=0.03), (kind, field)


def test_nobody_is_without_a_name(named: Mentions) -> None:
    for name in ("forenames", "surname"):
        assert named.records[name].null_count == 0
        assert min(map(len, named.records[name].to_pylist())) > 0


def test_age_follows_from_the_date_of_birth_that_is_recorded(named: Mentions) -> None:
    for row in named.records.select(["date_of_birth", "is_child", "day"]).slice(0, 3_000).to_pylist():
        born, day = row["date_of_birth"], row["day"]
        if born is None:
            assert row["is_child"] is None
        else:
            years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
            assert row["is_child"] == (years < 18)


def test_one_landlord_a_home(named: Mentions, town: Population) -> None:
    of_home: dict[int, set[str]] = {}
    homes = town.dwelling[np.array(named.truth["person"])].tolist()
    agencies = (named.records[name].to_pylist() for name in ("agency", "agency_kind"))
    for home, agency, kind in zip(homes, *agencies, strict=True):
        if kind == "landlord":
            of_home.setdefault(home, set()).add(agency)
    assert {len(own) for own in of_home.values()} == {1}


def test_an_agency_numbers_a_person_always_alike_and_nobody_else_so(named: Mentions) -> None:
    of_number: dict[tuple[str, str], set[int]] = {}
    columns = (named.records[name].to_pylist() for name in ("agency", "person_reference"))
    for agency, number, person in zip(*columns, named.truth["person"].to_pylist(), strict=True):
        if number:
            of_number.setdefault((agency, number), set()).add(person)
    assert len(of_number) > 5_000
    assert {len(people) for people in of_number.values()} == {1}


def named_by(
    people: Population, person: np.ndarray, kind: int, noise: float = 1.0, seed: int = 1
) -> dict[str, np.ndarray]:
    day = np.full(len(person), 18_600)
    return recorded(people, Asked(person, np.full(len(person), kind), day, noise), 1)


def test_without_noise_names_are_as_they_are(town: Population) -> None:
    people = np.arange(5_000)
    found = named_by(town, people, COUNCIL, noise=0)
    assert found["surname"].tolist() == town.surname[people].tolist()
    first = [name.split()[0] for name in found["forenames"].tolist()]
    assert first == [name.split()[0] for name in town.forename[people].tolist()]
    known = found["date_of_birth"] != NOBODY
    assert np.array_equal(found["date_of_birth"][known], town.born[people][known])


def share_changed(town: Population, kind: str, noise: float = 1.0) -> float:
    people = np.flatnonzero(town.kind == KINDS.index(kind))
    found = named_by(town, people, COUNCIL, noise)
    return float(np.mean(found["surname"] != town.surname[people]))


def test_surnames_go_wrong_at_their_rates(town: Population) -> None:
    rates = data("noise")["rates"]
    plain = rates["surname_mistyped"] + rates["heard_wrongly"] + rates["names_swapped"]
    assert share_changed(town, "ordinary") == pytest.approx(plain, abs=0.02)
    assert share_changed(town, "transliterated") == pytest.approx(plain + rates["other_spelling"], abs=0.05)
    halves = rates["half_a_double_name"] + rates["double_name_unhyphenated"]
    assert share_changed(town, "double-barrelled") == pytest.approx(plain + halves, abs=0.06)
    assert share_changed(town, "order-swapped") == pytest.approx(plain + rates["family_name_first"], abs=0.08)


def test_twice_the_noise_is_twice_as_much(town: Population) -> None:
    assert share_changed(town, "ordinary", 2.0) == pytest.approx(2 * share_changed(town, "ordinary"), rel=0.25)


def test_the_police_write_surnames_in_capitals_and_without_accents(town: Population) -> None:
    surnames = named_by(town, np.arange(5_000), POLICE)["surname"].tolist()
    assert all(name.isascii() and name == name.upper() for name in surnames)
    assert not all(name.isascii() for name in named_by(town, np.arange(5_000), COUNCIL)["surname"].tolist())


def test_swapped_names_change_places(town: Population) -> None:
    people = np.flatnonzero(town.kind == KINDS.index("order-swapped"))
    found = named_by(town, people, COUNCIL, noise=0)
    swapped = named_by(town, people, COUNCIL, noise=100)
    same = found["surname"] == swapped["surname"]
    assert np.mean(same) < 0.2


def test_people_who_moved_are_mostly_found_at_their_new_address(town: Population) -> None:
    movers = np.flatnonzero((town.moved_on != NOBODY) & (town.moved_on < 18_600))
    postcodes = named_by(town, movers, COUNCIL, noise=1)["postcode"]
    known = np.array([one is not None for one in postcodes.tolist()])
    at_home = postcodes[known] == town.dwellings.postcode[town.dwelling[movers][known]]
    assert np.mean(at_home) == pytest.approx(1 - data("noise")["rates"]["former_address"], abs=0.05)


def test_nobody_of_nowhere() -> None:
    """No mention at all is an empty table of the same columns."""
    none = mentions(population(50, 1), 0, 1)
    assert len(none.records) == len(none.truth) == 0
    assert none.records.schema.equals(RECORDS)


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Wójcik", "Wojcik"), ("Łukasz", "Lukasz"), ("Kılıç", "Kilic"), ("O'Brien", "O'Brien"), ("Nguyễn", "Nguyen")],
)
def test_names_as_a_keyboard_without_accents_writes_them(name: str, plain: str) -> None:
    assert ascii_of(name) == plain


def test_letters_alone() -> None:
    assert letters("O'Brien-Łysy") == "OBrienLysy"
