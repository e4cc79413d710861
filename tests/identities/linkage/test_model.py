"""The reviewed model holds together, and does with prepared records what its words say."""

import pytest

from saferplan.identities.linkage.linking import workbench
from saferplan.identities.linkage.model import OTHERWISE, Effect, people_model
from saferplan.identities.linkage.prepare import prepare

MODEL = people_model()


@pytest.mark.parametrize("comparison", MODEL.comparisons, ids=lambda comparison: comparison.name)
def test_shares_of_a_comparison_add_up(comparison) -> None:
    """Among pairs of one person, and of two, some level always holds; `by frequency` raises one u a little."""
    assert sum(level.m for level in comparison.levels) == pytest.approx(1, abs=0.01)
    assert sum(level.u for level in comparison.levels) == pytest.approx(1, abs=0.01)
    assert all(0 < share <= 1 for level in comparison.levels for share in (level.m, level.u))


@pytest.mark.parametrize("comparison", MODEL.comparisons, ids=lambda comparison: comparison.name)
def test_agreement_speaks_for_one_person_and_the_rest_for_two(comparison) -> None:
    assert comparison.levels[0].bits > 0
    assert comparison.levels[-1].name == OTHERWISE
    assert comparison.levels[-1].bits < 0
    assert max(comparison.levels, key=lambda level: level.bits).name in ("same", "swapped")


def test_names_are_told_apart() -> None:
    for comparison in MODEL.comparisons:
        assert len({level.name for level in comparison.levels}) == len(comparison.levels)
    assert len({guard.name for guard in MODEL.guards}) == len(MODEL.guards)
    assert len({key.name for key in MODEL.blocking}) == len(MODEL.blocking)


def test_thresholds_are_said_to_come_from_somewhere() -> None:
    assert MODEL.thresholds.review < MODEL.thresholds.link
    assert all(len(MODEL.origin[name].split()) > 8 for name in ("parameters", "thresholds"))


def test_the_guards_that_the_law_of_families_needs_are_there() -> None:
    apart = {guard.name for guard in MODEL.guards if guard.effect is Effect.APART}
    assert {"forenames-differ", "a-generation-apart"} <= apart


def test_guards_read_only_what_the_model_names() -> None:
    """Within a cluster one record stands for all that are alike in these columns."""
    import re

    splitting = " ".join(guard.when for guard in MODEL.guards if guard.splits)
    named = set(re.findall(r"\b([a-z_]+)_[lr]\b", splitting))
    follow = {"forename_sound", "forename_forms", "forename_is_known", "forename_number"}  # from the forename
    follow |= {"surname_sound", "surname_forms", "surname_number", "date_of_birth", "birth_year", "birth_day"}
    assert named <= set(MODEL.guarded_columns) | follow


def test_sex_is_not_compared() -> None:
    """It may be recorded in one way here and another there, and nobody's link hangs on it."""
    from saferplan.identities.linkage.prepare import PEOPLE

    assert "sex" not in PEOPLE.names
    assert "sex" not in {comparison.name for comparison in MODEL.comparisons}


def test_a_prior_is_never_above_that_of_an_area() -> None:
    assert MODEL.prior(10) == MODEL.prior(MODEL.least_records) == 1 / MODEL.least_records
    assert MODEL.prior(1_000_000) == pytest.approx(1e-6)


def test_blocking_keys_that_too_many_share_give_no_pairs() -> None:
    from invented import people

    crowd = "\n".join(f"        F{at} | S{at} | ZZ1 2AB" for at in range(MODEL.blocking[0].at_most + 1))
    table = people(f"forenames | surname | postcode\n{crowd}")
    with workbench() as connection:
        prepare(connection, table, MODEL)
        at = next(at for at, key in enumerate(MODEL.blocking) if key.name == "forename-and-postcode")
        assert connection.execute(f"select count(block_{at}) from prepared").fetchall() == [(0,)]


def test_an_odd_date_of_birth_is_none() -> None:
    from invented import people

    table = people("forenames | born\n Ann | 1900-01-01\n Ben | 1980-01-01\n Cal | 1980-02-01")
    with workbench() as connection:
        prepare(connection, table, MODEL)
        rows = connection.execute("select date_of_birth, date_of_birth_sure from prepared order by id").fetchall()
    assert [(bool(born), bool(sure)) for born, sure in rows] == [(False, False), (True, False), (True, True)]


def test_nothing_of_a_run_goes_to_the_disk() -> None:
    with workbench() as connection:
        (setting,) = connection.execute("select current_setting('temp_directory')").fetchall()
    assert setting == ("",)
