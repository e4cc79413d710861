"""Authorities and partnerships joined into units, and abolished authorities followed to today's."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.units import Successors, join_units

codes = st.sampled_from("ABCDEFGH")
pairs = st.lists(st.tuples(codes, codes.map(lambda code: f"csp-{code}")), min_size=1, max_size=12)


@settings(max_examples=200)
@given(pairs)
def test_units_are_whole_authorities_and_whole_partnerships(linked: list[tuple[str, str]]) -> None:
    links = {"csp": {("csp24", "ltla24"): linked}, "pfa": {}, "region": {}, "fra": {}}
    units = join_units(links, {}, Successors({}), {})
    authorities = [code for unit in units.values() for code in unit.authorities]
    partnerships = [code for unit in units.values() for code in unit.partnerships]
    assert sorted(authorities) == sorted({authority for authority, _ in linked})
    assert sorted(partnerships) == sorted({partnership for _, partnership in linked})
    unit_of = {code: unit.code for unit in units.values() for code in (*unit.authorities, *unit.partnerships)}
    assert all(unit_of[authority] == unit_of[partnership] for authority, partnership in linked)


@settings(max_examples=200)
@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_a_lookup_does_not_matter(linked: list[tuple[str, str]], random) -> None:
    shuffled = list(linked)
    random.shuffle(shuffled)
    made = [
        join_units({"csp": {("csp24", "ltla24"): rows}, "pfa": {}, "region": {}, "fra": {}}, {}, Successors({}), {})
        for rows in (linked, shuffled)
    ]
    assert made[0] == made[1]


@given(st.dictionaries(codes, codes))
def test_the_way_to_todays_authority_always_ends(steps: dict[str, str]) -> None:
    successors = Successors(steps)
    for code in "ABCDEFGH":
        assert isinstance(successors.today(code), str)
        if code not in steps:
            assert successors.today(code) == code


def test_an_authority_is_followed_through_every_step() -> None:
    steps = dict(zip("ABCDE", "BCDEF", strict=True))
    assert {code: Successors(steps).today(code) for code in "AEFX"} == {"A": "F", "E": "F", "F": "F", "X": "X"}
    assert Successors(steps).resolved == dict.fromkeys("ABCDE", "F")


@given(st.permutations("ABCDEFGH"), st.integers(1, 7))
def test_todays_authority_is_the_end_of_its_chain(order: list[str], length: int) -> None:
    chain = order[: length + 1]
    successors = Successors(dict(pairwise(chain)))
    assert {successors.today(code) for code in chain} == {chain[-1]}
    assert all(successors.today(code) == code for code in order[length + 1 :])


def test_of_two_vintages_of_partnerships_the_newest_is_taken() -> None:
    links = {
        "csp": {("csp22", "ltla22"): [("A", "old"), ("B", "old")], ("csp24", "ltla24"): [("A", "new"), ("B", "other")]},
        "pfa": {("pfa22", "ltla22"): [("A", "P1"), ("B", "P1")], ("pfa24", "ltla24"): [("A", "P2")]},
        "region": {},
        "fra": {("fra24", "ltla24"): [("A", "F1"), ("A", "F2")]},
    }
    units = join_units(links, {}, Successors({}), {})
    assert sorted(units) == ["A", "B"]
    assert (units["A"].pfa, units["B"].pfa) == ("P2", "P1")
    assert units["A"].fra == ("F1", "F2")


def test_several_of_both_are_called_by_their_authorities() -> None:
    links = {"csp": {("csp24", "ltla24"): [("A", "c1"), ("B", "c1"), ("B", "c2")]}, "pfa": {}, "region": {}, "fra": {}}
    (unit,) = join_units(links, {}, Successors({}), {"A": "Poole", "B": "Dorset"}).values()
    assert (unit.code, unit.name, unit.partnerships) == ("c1", "Poole and Dorset", ("c1", "c2"))
