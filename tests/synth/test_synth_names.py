"""Names by construction: their lists hold together, and each kind is what it says."""

import numpy as np
import pytest

from saferplan.synth.people import Population
from saferplan.synth.people.names import KINDS, SEXES, by_rank, by_share, data, forenames, surnames, traditions
from saferplan.synth.seeds import stream


def lists(name: str) -> dict[str, list[str]]:
    return {key: one["names"].split() for key, one in data(name).items() if "names" in one}


def all_forenames() -> set[str]:
    return {
        name
        for tradition in traditions()
        for sex in SEXES
        for generation in data("forenames")[tradition][sex].values()
        for name in generation.split()
    }


def test_there_are_names_enough() -> None:
    assert len(all_forenames()) >= 400
    assert len({name for names in lists("surnames").values() for name in names}) >= 1_000
    rare = data("surnames")["rare"]
    assert len(rare["starts"].split()) * len(rare["ends"].split()) >= 5_000


def test_no_surname_stands_twice_in_its_list() -> None:
    for tradition, names in lists("surnames").items():
        assert len(names) == len(set(names)), tradition


def test_short_names_are_short_and_long_ones_long() -> None:
    assert max(map(len, lists("surnames")["short"])) <= 3
    assert min(map(len, lists("surnames")["long"])) >= 11


@pytest.mark.parametrize("table", ["nicknames", "spellings"])
def test_other_forms_belong_to_forenames_that_are_given(table: str) -> None:
    assert set(data("forenames")[table]) <= all_forenames()


def test_other_spellings_belong_to_surnames_that_are_given() -> None:
    given = {name for names in lists("surnames").values() for name in names}
    assert set(data("surnames")["spellings"]) <= given


@pytest.mark.parametrize("name", ["forenames", "surnames"])
def test_another_spelling_is_another(name: str) -> None:
    for given, others in data(name)["spellings"].items():
        assert given not in others.split()


def test_traditions_of_households_have_forenames() -> None:
    shares = data("traditions")
    used = {name for kind in ("ordinary", "transliterated", "order-swapped") for name in shares[kind]}
    assert used | {"british", "short"} <= set(traditions())


def test_shares_of_kinds_add_up() -> None:
    shares = data("traditions")
    assert set(shares["kinds"]) == set(KINDS)
    for name in ("kinds", "ordinary", "transliterated", "order-swapped"):
        assert sum(shares[name].values()) == pytest.approx(1)


@pytest.mark.parametrize("at", range(len(KINDS)))
def test_kinds_come_in_their_shares(at: int) -> None:
    found = surnames(stream(1, "test"), 50_000)
    assert np.mean(found.kind == at) == pytest.approx(data("traditions")["kinds"][KINDS[at]], abs=0.006)


def of_kind(kind: str) -> list[str]:
    found = surnames(stream(2, "test"), 20_000)
    return found.surname[found.kind == KINDS.index(kind)].tolist()


def test_common_names_are_few_and_rare_ones_many() -> None:
    assert len(set(of_kind("common"))) == data("traditions")["limits"]["common_surnames"]
    rare = of_kind("rare")
    assert len(set(rare)) > 0.75 * len(rare)


def test_double_barrelled_names_have_two_halves() -> None:
    assert all(len(name.split("-")) == 2 and all(name.split("-")) for name in of_kind("double-barrelled"))


def test_transliterated_names_have_other_spellings() -> None:
    assert set(of_kind("transliterated")) <= set(data("surnames")["spellings"])


def test_names_of_the_order_swapped_kind_are_of_traditions_that_put_the_family_first() -> None:
    found = surnames(stream(3, "test"), 20_000)
    used = set(found.tradition[found.kind == KINDS.index("order-swapped")].tolist())
    assert used
    assert all(data("surnames")[traditions()[at]]["family_name_first"] for at in used)


def test_the_first_of_a_list_is_twice_as_frequent_as_the_second() -> None:
    drawn = by_rank(stream(4, "test"), ["a", "b", "c"], 60_000).tolist()
    assert drawn.count("a") / drawn.count("b") == pytest.approx(2, rel=0.05)
    assert drawn.count("a") / drawn.count("c") == pytest.approx(3, rel=0.05)


def test_shares_need_not_add_up_to_one() -> None:
    drawn = by_share(stream(5, "test"), {"a": 3.0, "b": 1.0}, 40_000)
    assert np.mean(drawn == 0) == pytest.approx(0.75, abs=0.01)


def test_nothing_is_drawn_where_nothing_is_asked() -> None:
    assert not len(by_share(stream(5, "test"), {"a": 1.0}, 0))
    assert not len(by_rank(stream(5, "test"), ["a"], 0))
    assert not len(surnames(stream(5, "test"), 0).surname)


def test_forenames_follow_the_generation() -> None:
    n = 5_000
    british = np.full(n, traditions().index("british"))
    ordinary = np.full(n, KINDS.index("ordinary"))
    men = np.full(n, SEXES.index("m"))
    for born, generation in ((1940, "older"), (1970, "middle"), (2010, "younger")):
        found = forenames(stream(6, "test"), british, ordinary, men, np.full(n, born))
        assert set(found.tolist()) <= set(data("forenames")["british"]["m"][generation].split())


def test_women_and_men_bear_names_of_their_sex(town: Population) -> None:
    women = {name for one in traditions() for names in data("forenames")[one]["f"].values() for name in names.split()}
    assert set(town.forename[town.sex == SEXES.index("f")].tolist()) <= women
