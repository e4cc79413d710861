"""What is measured of one place: checked against counts that a person can do by hand."""

import pytest

import anyshire as made_up
from saferplan.evidence.analysis.change import Difference
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.place_figures import Rank, compare_places, known_rates, place_figures, rank_of, rates_of_kind
from saferplan.evidence.profiles import profiles_of_parts

YEAR, BEFORE = made_up.year(made_up.LATER), made_up.year(made_up.EARLIER)
BURGLARY, ASB = measure_named("burglary"), measure_named("asb")
WARDS = [row["ward"] for row in made_up.places() if row["ltla"] == made_up.ANYSHIRE][::2]


@pytest.fixture(scope="module")
def basis(tmp_path_factory) -> Basis:
    return Basis(made_up.anyshire(tmp_path_factory.mktemp("places") / "lake"))


@pytest.fixture(scope="module")
def whole(basis):
    return basis.geography.area(made_up.ANYSHIRE)


def burglaries(ward: str, year=YEAR) -> int:
    return made_up.counted(lambda row: row["ward"] == ward, year.months, ["burglary"])


def test_each_measure_is_counted_and_ranked_among_the_wards(basis, whole):
    ward = WARDS[0]
    (burglary, asb) = place_figures(basis, [BURGLARY, ASB], basis.geography.area(ward), whole, YEAR)
    assert burglary.record.count == burglaries(ward)
    higher = sum(burglaries(other) > burglaries(ward) for other in WARDS)
    assert burglary.rank == Rank(1 + higher, len(WARDS))
    assert asb.measure is ASB


def test_places_with_the_same_rate_share_a_rank(basis, whole):
    by_rank: dict[int, set[int]] = {}
    for ward in WARDS:
        (figure,) = place_figures(basis, [BURGLARY], basis.geography.area(ward), whole, YEAR)
        assert figure.rank
        by_rank.setdefault(figure.rank.rank, set()).add(burglaries(ward))
    assert all(len(counts) == 1 for counts in by_rank.values())
    assert sorted(by_rank)[0] == 1


def test_the_place_is_beside_the_rest_of_the_partnership(basis, whole):
    """The first ward has four times as much of everything: clearly higher than all others together."""
    (figure,) = place_figures(basis, [BURGLARY], basis.geography.area(WARDS[0]), whole, YEAR)
    assert figure.whole
    assert figure.whole.beside
    assert figure.whole.beside.compared_verdict == Difference.HIGHER
    own, rest = burglaries(WARDS[0]), sum(map(burglaries, WARDS[1:]))
    ratio = own / (rest / (len(WARDS) - 1))
    assert figure.whole.beside.compared_ratio == pytest.approx(ratio)


def test_the_partnership_itself_is_beside_nothing_and_has_no_rank(basis, whole):
    (figure,) = place_figures(basis, [BURGLARY], whole, whole, YEAR)
    assert figure.whole is None
    assert figure.rank is None
    assert figure.record.count == sum(map(burglaries, WARDS))


def test_change_is_asked_for(basis, whole):
    ward = basis.geography.area(WARDS[0])
    (without,) = place_figures(basis, [BURGLARY], ward, whole, YEAR)
    (figure,) = place_figures(basis, [BURGLARY], ward, whole, YEAR, BEFORE)
    assert without.record.against is None
    assert figure.record.against
    assert figure.record.against.ratio == pytest.approx(2, rel=0.01), "from April 2024 burglary doubles"


def test_what_was_asked_is_kept_and_another_question_is_another(basis, whole):
    ward, other = (basis.geography.area(code) for code in WARDS[:2])
    asked = place_figures(basis, [BURGLARY], ward, whole, YEAR)
    assert place_figures(basis, [BURGLARY], ward, whole, YEAR) is asked
    counts = {
        "period": place_figures(basis, [BURGLARY], ward, whole, BEFORE)[0].record.count,
        "place": place_figures(basis, [BURGLARY], other, whole, YEAR)[0].record.count,
    }
    assert counts == {"period": burglaries(WARDS[0], BEFORE), "place": burglaries(WARDS[1])}
    assert place_figures(basis, [ASB], ward, whole, YEAR)[0].measure is ASB
    assert asked[0].record.against is None
    assert place_figures(basis, [BURGLARY], ward, whole, YEAR, BEFORE)[0].record.against is not None


def test_what_is_not_known_has_no_rank(basis, whole):
    long_ago = made_up.year("FY2010")
    (figure,) = place_figures(basis, [BURGLARY], basis.geography.area(WARDS[0]), whole, long_ago)
    assert figure.record.count is None
    assert figure.rank is None
    assert rank_of(figure.record, known_rates(basis, BURGLARY, whole, "ward", long_ago)) is None


def test_a_kind_that_does_not_divide_the_area_has_no_rates(basis, whole):
    assert rates_of_kind(basis, BURGLARY, whole, "unit", YEAR) == []
    assert rates_of_kind(basis, BURGLARY, whole, "own", YEAR) == []
    assert len(rates_of_kind(basis, BURGLARY, whole, "ward", YEAR)) == len(WARDS)


def test_two_places_are_compared_over_the_months_that_both_have(basis):
    one, other = (basis.geography.area(code) for code in WARDS[:2])
    (record,) = compare_places(basis, [BURGLARY], one, other, YEAR)
    assert record.area_code == other.code
    assert record.beside
    assert record.beside.compared_own_count == burglaries(one.code)
    assert record.beside.compared_count == burglaries(other.code)
    assert record.beside.compared_months == 11, "September 2024 is missing"


class TestProfilesOfParts:
    def test_of_wards_residents_add_up_to_the_area(self, basis):
        wards = profiles_of_parts(basis, [made_up.ANYSHIRE], "ward")
        assert sorted(wards) == sorted(WARDS)
        whole = basis.profiles[made_up.ANYSHIRE]
        total = sum(one.features["residents"] for one in wards.values())
        assert total == whole.features["residents"]

    def test_each_ward_has_what_its_two_neighbourhoods_have(self, basis):
        ward = profiles_of_parts(basis, [made_up.ANYSHIRE], "ward")[WARDS[0]]
        assert ward.features["residents"] == 2 * made_up.RESIDENTS
        assert ward.features["share_in_three_most_deprived_deciles"] == pytest.approx(0.5)

    def test_of_a_neighbourhood_the_tenth_is_its_own(self, basis):
        small = profiles_of_parts(basis, [made_up.ANYSHIRE], "lsoa")
        shares = {small[row["lsoa"]].features["share_in_three_most_deprived_deciles"] for row in made_up.places()[:2]}
        assert shares == {0, 1}

    def test_nothing_of_other_partnerships_is_in_it(self, basis):
        small = profiles_of_parts(basis, [made_up.ANYSHIRE], "lsoa")
        assert set(small) == {row["lsoa"] for row in made_up.places() if row["ltla"] == made_up.ANYSHIRE}
