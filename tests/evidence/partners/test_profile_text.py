"""What a profile declares is written as TOML that declares the same."""

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.profile_text import declared_in, profile_text
from saferplan.evidence.partners.standard import standards

WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
NAMES = st.text(string.ascii_lowercase + '.- “"\\\x7f', min_size=1, max_size=8)
SPECS = WORDS | st.fixed_dictionaries({"column": WORDS | st.lists(WORDS, max_size=3), "format": st.lists(WORDS)})


@pytest.mark.parametrize("name", standards())
def test_a_ready_made_profile_means_the_same_when_it_is_written_anew(name):
    ready = standards()[name].profile
    again = read_profile(profile_text(declared_in(ready.text)), name)

    assert (again.columns, again.constants, again.sheets) == (ready.columns, ready.constants, ready.sheets)
    assert (again.feed, again.version, again.name_pattern) == (ready.feed, ready.version, ready.name_pattern)


@given(
    columns=st.dictionaries(NAMES.filter(lambda one: one not in ("place", "victim", "suspect")), SPECS, max_size=4),
    values=st.dictionaries(NAMES, st.dictionaries(WORDS, WORDS, min_size=1, max_size=3), max_size=3),
    constants=st.dictionaries(NAMES, WORDS | st.booleans() | st.integers(0, 9), max_size=3),
    title=WORDS,
)
def test_whatever_it_declares(columns, values, constants, title):
    declared = {"title": title, "version": 3, "columns": columns, "values": values, "constants": constants}

    found = tomllib.loads(profile_text(declared))

    assert {key: found.get(key, {}) for key in declared} == declared


def test_both_ways_of_writing_a_column_of_a_place_are_one():
    assert declared_in("[columns]\nplace.postcode = 'PC'")["columns"] == {"place.postcode": "PC"}
    assert declared_in("[columns]\n'place.postcode' = 'PC'")["columns"] == {"place.postcode": "PC"}
