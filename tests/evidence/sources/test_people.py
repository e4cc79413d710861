from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.sources.people import EVERYONE, AgeGroup, age_group, partition, sex, tenure


@pytest.mark.parametrize(
    ("label", "youngest", "oldest"),
    [
        ("Age 0", 0, 0),
        ("Aged under 1 year", 0, 0),
        ("Aged 1 year", 1, 1),
        ("Age 89", 89, 89),
        ("Age 90+", 90, None),
        ("Aged 90+", 90, None),
        ("Aged 90 years and over", 90, None),
        ("Aged 4 years and under", 0, 4),
        ("Aged 5 to 9 years", 5, 9),
        ("Aged 0 to 15", 0, 15),
        ("Aged 16-64", 16, 64),
        ("Aged 65+", 65, None),
        ("37", 37, 37),
        ("All Ages", 0, None),
        ("Total: All usual residents", 0, None),
        ("Total", 0, None),
    ],
)
def test_labels_of_ages(label, youngest, oldest):
    assert age_group(label) == AgeGroup(youngest, oldest)


@pytest.mark.parametrize("label", ["", "Aged", "Does not apply", "Aged 64 to 16", "Median age", "Aged under 0 years"])
def test_other_labels_are_no_ages(label):
    assert age_group(label) is None


@pytest.mark.parametrize(
    ("label", "meant"),
    [("Total", "persons"), ("All persons", "persons"), ("Female", "female"), ("Males", "male"), ("Unknown", None)],
)
def test_labels_of_sexes(label, meant):
    assert sex(label) == meant


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("Total: All households", "all"),
        ("Tenure of household: Total: All households", "all"),
        ("Tenure of household: Owned: Owns outright", "Owned: Owns outright"),
        ("Lives rent free", "Lives rent free"),
        ("Does not apply", ""),
    ],
)
def test_labels_of_tenures(label, meant):
    assert tenure(label) == meant


@pytest.mark.parametrize(
    ("group", "name"),
    [(EVERYONE, "all ages"), (AgeGroup(3, 3), "3"), (AgeGroup(5, 9), "5 to 9"), (AgeGroup(90, None), "90+")],
)
def test_names_of_groups(group, name):
    assert group.name == name


def test_the_census_groups_of_ons_without_those_inside_others():
    labels = ["Total", "Aged under 1 year", "Aged 4 years and under", "Aged 5 to 9 years", "Aged 10 to 84 years"]
    labels += ["Aged 85 years and over", "Aged 90 years and over"]
    groups = {age_group(label) for label in labels}
    assert [group.name for group in partition(groups) or []] == ["0 to 4", "5 to 9", "10 to 84", "85+"]


def test_groups_with_a_gap_are_no_partition():
    assert partition({AgeGroup(0, 15), AgeGroup(65, None)}) is None
    assert partition({EVERYONE}) is None


GROUPS = st.builds(
    lambda youngest, width: AgeGroup(youngest, None if width is None else youngest + width),
    st.integers(0, 5),
    st.none() | st.integers(0, 3),
)


@given(st.sets(GROUPS, max_size=7))
def test_a_partition_is_found_if_there_is_one_and_leaves_nobody_out_or_twice(groups):
    def partitions(chosen):
        return all(
            sum(one.youngest <= age and (one.oldest is None or age <= one.oldest) for one in chosen) == 1
            for age in range(12)
        )

    others = sorted(groups - {EVERYONE}, key=str)
    exists = any(partitions(chosen) for size in range(1, len(others) + 1) for chosen in combinations(others, size))
    found = partition(groups)
    assert (found is not None) == exists
    assert found is None or (partitions(found) and set(found) <= groups)
