"""Clerical review and explanation by the command: what is shown, what is kept, and what is never told."""

import json
import os
import pty
import termios
from pathlib import Path

import pytest

from restricted import TEST_KEY
from saferplan.cli import main
from saferplan.identities.linkage.explaining import doubtful_pairs, pair_of, reasons
from saferplan.identities.linkage.in_force import run_in_force
from saferplan.identities.linkage.model import people_model
from saferplan.identities.store import RestrictedStore
from stored import PURPOSE, filled, purposed, ran, together

OF_PEOPLE = ("Rowena", "Tindle", "Hallow", "David", "12 High", "1980-03-12", "960001", "ZZ1 2AB")


class Answers:
    """Standard input under a pipe: lines of answers."""

    def __init__(self, text: str) -> None:
        self.lines = iter(text.splitlines(keepends=True))

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return next(self.lines, "")


@pytest.fixture
def command(store_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """Runs `saferplan linkage …` on the test's store and gives exit code, output and errors."""
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)

    def run(*arguments: str, answers: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", Answers(answers))
        code = main(["linkage", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def keys(restricted_store: RestrictedStore, tmp_path: Path) -> dict[str, str]:
    purposed(restricted_store, tmp_path)
    keys = filled(restricted_store)
    ran(restricted_store)
    return keys


def doubtful(store: RestrictedStore) -> list:
    return doubtful_pairs(store.connection, run_in_force(store.connection, PURPOSE))


def test_there_is_a_doubtful_pair_to_begin_with(restricted_store: RestrictedStore, keys: dict) -> None:
    (pair,) = doubtful(restricted_store)
    assert {pair.a, pair.b} == {keys["david"], keys["david-too"]}


def test_both_records_stand_side_by_side_with_the_reasons(command, keys: dict) -> None:
    code, out, _ = command("review", "--purpose", PURPOSE, answers="k\n")
    assert code == 0
    assert "Pair 1 of 1" in out
    assert out.count("David") >= 2
    assert "the same forename" in out
    assert "bits  in all: doubtful" in out
    assert out.endswith("same: 0, different: 0, skipped: 1, left: 0\n")


@pytest.mark.parametrize(
    ("answers", "verdicts", "counts"),
    [
        ("s\n", ["same"], {"same": 1, "different": 0, "skipped": 0, "left": 0}),
        ("d\n", ["different"], {"same": 0, "different": 1, "skipped": 0, "left": 0}),
        ("k\n", [], {"same": 0, "different": 0, "skipped": 1, "left": 0}),
        ("q\n", [], {"same": 0, "different": 0, "skipped": 0, "left": 1}),
        ("", [], {"same": 0, "different": 0, "skipped": 0, "left": 1}),
        ("x\n\nS\n", ["same"], {"same": 1, "different": 0, "skipped": 0, "left": 0}),
        ("u\ns\n", ["same"], {"same": 1, "different": 0, "skipped": 0, "left": 0}),
    ],
)
def test_answers_are_kept(
    command, restricted_store: RestrictedStore, keys: dict, answers: str, verdicts: list, counts: dict
) -> None:
    _, out, _ = command("review", "--purpose", PURPOSE, "--json", answers=answers)
    assert json.loads(out[out.rindex("{") :]) == counts
    assert [row[0] for row in said(restricted_store)] == verdicts


def said(store: RestrictedStore) -> list[tuple]:
    return store.connection.execute("SELECT verdict, why FROM link_decisions ORDER BY decision_id").fetchall()


def test_an_answer_can_be_taken_back(
    command, restricted_store: RestrictedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pairs: different, back, same, skip."""
    from partners import HOMES
    from stored import DAVID, told

    purposed(restricted_store, tmp_path)
    keys = filled(restricted_store)
    told(restricted_store, HOMES, {"third": DAVID | {"address": None, "date_of_birth": None, "email": "x@example.org"}})
    ran(restricted_store)
    waiting = doubtful(restricted_store)
    assert len(waiting) >= 2
    command("review", "--purpose", PURPOSE, answers="d\nu\ns\nq\n")
    assert [row[0] for row in said(restricted_store)] == ["different", "withdrawn", "same"]
    assert len(doubtful(restricted_store)) == len(waiting) - 1
    assert keys


def test_a_reason_can_be_given_for_a_sitting(command, restricted_store: RestrictedStore, keys: dict) -> None:
    command("review", "--purpose", PURPOSE, "--why", "the landlord says so", answers="s\n")
    assert said(restricted_store) == [("same", "the landlord says so")]


def test_decided_pairs_are_not_asked_about_again(command, restricted_store: RestrictedStore, keys: dict) -> None:
    command("review", "--purpose", PURPOSE, answers="s\n")
    assert doubtful(restricted_store) == []
    ran(restricted_store)
    assert doubtful(restricted_store) == []
    assert together(restricted_store, keys["david"], keys["david-too"])


def test_every_look_is_logged(command, restricted_store: RestrictedStore, keys: dict) -> None:
    before = restricted_store.connection.execute("SELECT count(*) FROM reads").fetchall()[0][0]
    command("review", "--purpose", PURPOSE, answers="q\n")
    rows = restricted_store.connection.execute("SELECT purpose, persons FROM reads ORDER BY read_id").fetchall()
    assert rows[before:] == [(PURPOSE, 2)]


def test_review_is_refused_without_its_purpose(command, keys: dict) -> None:
    code, out, err = command("review", "--purpose", "another", answers="s\n")
    assert (code, out) == (10, "")
    assert "there is no purpose 'another'" in err


def test_a_run_prints_counts_and_nobody(command, keys: dict, tmp_path: Path) -> None:
    code, out, err = command("run", "--purpose", PURPOSE, "--lake", str(tmp_path / "lake"))
    assert code == 0
    assert "adult-victims" in out
    assert "saferplan linkage review --purpose repeat-victims" in out
    assert not [word for word in (*OF_PEOPLE, *keys.values()) if word in out + err]


def test_a_run_without_a_purpose_says_what_to_do(command, restricted_store: RestrictedStore, tmp_path: Path) -> None:
    code, _, err = command("run", "--purpose", PURPOSE, "--lake", str(tmp_path / "lake"))
    assert code == 10
    assert err.strip().endswith("Record it first: saferplan purpose record FILE")


def test_findings_want_area_and_period(command, keys: dict) -> None:
    code, _, err = command("run", "--purpose", PURPOSE, "--area", "E06000060")
    assert code == 2
    assert "--area and --period go together" in err


def test_thresholds_must_stand_in_order(command, keys: dict) -> None:
    code, _, err = command("run", "--purpose", PURPOSE, "--link-threshold", "5", "--review-threshold", "6")
    assert code == 2
    assert "the review threshold is above the link threshold" in err


def test_an_explanation_tells_bits_and_no_details(command, keys: dict) -> None:
    code, out, err = command("explain", keys["rowena"], keys["rowena-moved"], "--purpose", PURPOSE)
    assert code == 0
    assert "surnames a typing error apart" in out
    assert "the same date of birth" in out
    assert not [word for word in OF_PEOPLE if word in out + err]


def test_for_casework_both_records_show(command, restricted_store: RestrictedStore, tmp_path: Path) -> None:
    purposed(restricted_store, tmp_path, result='"casework"')
    keys = filled(restricted_store)
    ran(restricted_store)
    _, out, _ = command("explain", keys["rowena"], keys["rowena-moved"], "--purpose", PURPOSE)
    assert "Tindleford" in out


def test_what_is_explained_adds_up(restricted_store: RestrictedStore, keys: dict) -> None:
    pair = pair_of(restricted_store.connection, run_in_force(restricted_store.connection), keys["jack"], keys["harry"])
    told = reasons(pair, people_model())
    assert sum(reason.bits for reason in told) == pytest.approx(pair.weight, abs=1e-3)
    assert told[0].words == "two records taken at random"
    assert pair.guard == "forenames-differ"


def test_a_guard_is_told_in_words(command, keys: dict) -> None:
    _, out, _ = command("explain", keys["jack"], keys["harry"], "--purpose", PURPOSE, "--json")
    told = json.loads(out)
    assert told["standing"] == "apart"
    assert told["guard"].startswith("forenames clearly differ")


def test_a_pair_that_was_never_compared_is_said_to_be_none(command, keys: dict) -> None:
    code, _, err = command("explain", keys["rowena"], keys["harry"], "--purpose", PURPOSE)
    assert code == 5
    assert "the linkage in force holds no such pair" in err


def test_undoing_parts_two(command, restricted_store: RestrictedStore, keys: dict) -> None:
    one, other = keys["rowena"], keys["rowena-moved"]
    code, _, _ = command("undo", one, other, "--purpose", PURPOSE, "--why", "mother and daughter")
    assert code == 0
    assert not together(restricted_store, one, other)
    assert said(restricted_store) == [("different", "mother and daughter")]


def test_a_key_of_a_terminal_is_an_answer(
    restricted_store: RestrictedStore, keys: dict, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No return key; what is no answer is asked again; the terminal is left as it was."""
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    os.write(master, b"xS")
    with os.fdopen(slave, "r") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        assert main(["linkage", "review", "--purpose", PURPOSE]) == 0
        assert termios.tcgetattr(terminal) == before
    os.close(master)
    assert [row[0] for row in said(restricted_store)] == ["same"]


def test_a_run_of_another_model_is_not_misread(command, restricted_store: RestrictedStore, keys: dict) -> None:
    restricted_store.connection.execute("UPDATE linkage_runs SET model_version = model_version + 1")
    for verb in (("review",), ("explain", keys["jack"], keys["harry"])):
        code, _, err = command(*verb, "--purpose", PURPOSE, answers="s\n")
        assert code == 6
        assert "another version of the model" in err


def test_letters_that_steer_a_terminal_are_not_printed(
    command, restricted_store: RestrictedStore, tmp_path: Path
) -> None:
    from partners import HOMES
    from stored import DAVID, DAVID_TOO, told

    purposed(restricted_store, tmp_path, feeds='["harbour-homes-asb"]')
    told(restricted_store, HOMES, {"one": DAVID | {"address": "3 Low\x1b[2J Road"}, "other": DAVID_TOO})
    ran(restricted_store)
    _, out, _ = command("review", "--purpose", PURPOSE, answers="q\n")
    assert "Low" in out
    assert "\x1b" not in out


def test_undoing_keeps_to_the_feeds_of_its_purpose(command, restricted_store: RestrictedStore, tmp_path: Path) -> None:
    """Police people are not this purpose's to part, even where another purpose's run links them."""
    purposed(restricted_store, tmp_path)
    keys = filled(restricted_store)
    ran(restricted_store)
    purposed(restricted_store, tmp_path, name='"landlord-only"', feeds='["harbour-homes-asb"]')
    code, _, err = command("undo", keys["rowena"], keys["rowena-moved"], "--purpose", "landlord-only", "--why", "seen")
    assert code == 10
    assert "does not cover both of these people" in err
    assert together(restricted_store, keys["rowena"], keys["rowena-moved"])
    assert said(restricted_store) == []


@pytest.mark.parametrize("why", ["Rowena is another", "not TINDLEFORD's", "Tindlefrod, says the landlord"])
def test_a_reason_names_nobody(command, restricted_store: RestrictedStore, keys: dict, why: str) -> None:
    code, _, err = command("undo", keys["rowena"], keys["rowena-moved"], "--purpose", PURPOSE, "--why", why)
    assert code == 2
    assert "the reason names one of the two" in err
    assert why not in err
    assert said(restricted_store) == []


def test_a_reason_of_a_sitting_names_nobody(command, restricted_store: RestrictedStore, keys: dict) -> None:
    code, _, err = command("review", "--purpose", PURPOSE, "--why", "Mr Smith says so", answers="s\n")
    assert code == 2
    assert "the reason names one of the two" in err
    assert said(restricted_store) == []


@pytest.mark.parametrize("result", ["counts", "casework"])
def test_an_explanation_is_logged(command, restricted_store: RestrictedStore, tmp_path: Path, result: str) -> None:
    purposed(restricted_store, tmp_path, result=f'"{result}"')
    keys = filled(restricted_store)
    ran(restricted_store)
    command("explain", keys["jack"], keys["harry"], "--purpose", PURPOSE)
    rows = restricted_store.connection.execute("SELECT purpose, persons FROM reads ORDER BY read_id").fetchall()
    assert rows[-1] == (PURPOSE, 2)
    assert len(rows) == 2  # the run's and this one


def test_runs_are_listed(command, restricted_store: RestrictedStore, keys: dict) -> None:
    ran(restricted_store)
    _, out, _ = command("runs", "--json")
    assert [row["in_force"] for row in json.loads(out)] == [True, False]


def test_no_runs_are_no_fault(command, restricted_store: RestrictedStore) -> None:
    code, out, err = command("runs")
    assert (code, out) == (0, "")
    assert "no linkage has run" in err
