"""`saferplan synth compare`: the linkage of a synthetic partnership held against the truth, from the command line."""

import json
from pathlib import Path

import pytest
from whole_way import Linked, Partnership

from restricted import TEST_KEY
from saferplan.cli import main
from saferplan.identities.embedded import Server
from saferplan.identities.purposes import Group
from saferplan.synth.comparing import compared


@pytest.fixture
def compare(partnership: Partnership, linked: Linked, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("DATABASE_URL", postgres.url("synthetic"))
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    return ["synth", "compare", str(partnership.folder), "--lake", str(linked.lake.root)]


def test_it_prints_what_was_found_by_kind_of_name(
    compare: list[str], partnership: Partnership, linked: Linked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*compare, "--purpose", "repeat-victims", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["kinds"]
    adults = [row for row in told if row["group"] == "adult-victims"]
    expected = compared(linked.incidents, linked.clusters("repeat-victims", Group.ADULT_VICTIMS), partnership.truth)
    whole = next(row for row in adults if row["name_kind"] == "all")
    assert (whole["pairs"], whole["found"]) == (expected.pairs.true, expected.pairs.both)
    assert whole["precision"] == round(expected.pairs.precision, 4)
    assert {row["name_kind"] for row in adults} == {"all", *expected.recall_by_kind}
    assert sum(row["pairs"] for row in adults) == 2 * expected.pairs.true


def test_a_wrong_pair_may_be_of_two_kinds_so_precision_is_told_of_all(
    compare: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*compare, "--purpose", "repeat-victims", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["kinds"]
    assert {row["name_kind"] for row in told if row["precision"] is not None} == {"all"}


def test_as_a_table_it_names_nobody(
    compare: list[str], partnership: Partnership, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*compare, "--purpose", "asb-case-review"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[0].split() == [
        "Group",
        "Kind",
        "of",
        "name",
        "True",
        "pairs",
        "Found",
        "Recall",
        "Precision",
    ]
    assert "double-barrelled" in printed
    assert len(printed.splitlines()) <= 1 + 2 * 9


def test_without_a_run_it_says_so(compare: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*compare, "--purpose", "nobodys"]) == 6
    assert "no linkage has run for the purpose 'nobodys'" in capsys.readouterr().err


def test_a_folder_without_the_truth(compare: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = [*compare[:2], str(tmp_path), *compare[3:]]
    assert main([*elsewhere, "--purpose", "repeat-victims"]) == 4
    assert "the truth of a synthetic partnership is not here" in capsys.readouterr().err


def test_real_people_are_never_compared(compare: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import UTC, datetime

    from saferplan.evidence.lake import Lake

    with Lake(tmp_path / "real").writing() as writer:
        writer.commit(loaded_at=datetime(2026, 11, 22, tzinfo=UTC), summary={})
    assert main([*compare[:4], str(tmp_path / "real"), "--purpose", "repeat-victims"]) == 2
    assert "this lake holds no synthetic partnership" in capsys.readouterr().err
    assert not (tmp_path / "real" / "reads.jsonl").exists()
