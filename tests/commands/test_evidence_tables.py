"""`saferplan attrition` and the other commands that print one table of an assessment."""

import csv
import io
import json
from pathlib import Path

import pytest

from charged_crimes import scope_of
from saferplan.cli import main
from saferplan.commands.evidence_tables import EVIDENCE_TABLES
from saferplan.evidence.assessment.tables import AssessmentTables

ASKED = ("attrition", "E06000901", "--period", "2024-01..2024-03")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    scope_of(tmp_path)
    return tmp_path


def run(lake: Path, *words: str) -> int:
    return main([*(words or ASKED), "--lake", str(lake)])


def test_json_is_one_document_with_every_field(lake: Path, capsys: pytest.CaptureFixture):
    assert run(lake, *ASKED, "--json") == 0
    records = json.loads(capsys.readouterr().out)
    assert [(one["title"], one["recorded"], one["charged"]) for one in records] == [
        ("All crime", 26, 4),
        ("Burglary", 24, 3),
        ("Robbery", 2, 1),
    ]


def test_csv_has_the_same_records(lake: Path, capsys: pytest.CaptureFixture):
    assert run(lake, *ASKED, "--csv") == 0
    records = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [record["recorded"] for record in records] == ["26", "24", "2"]
    assert records[2]["share_12"] == ""


def test_csv_has_no_lists_in_its_cells(lake: Path, capsys: pytest.CaptureFixture):
    assert run(lake, "blind-spots", *ASKED[1:], "--csv") == 0
    records = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert records[0]["title"] == "Fraud and scams"
    assert "figures" not in records[0]
    assert not any("[" in str(cell) for record in records for cell in record.values())


def test_a_person_reads_a_table(lake: Path, capsys: pytest.CaptureFixture):
    assert run(lake) == 0
    heading, whole, *_ = capsys.readouterr().out.splitlines()
    assert heading.split()[:2] == ["Crime", "type"]
    assert whole.split()[:4] == ["All", "crime", "26", "4"]


def test_what_is_not_loaded_is_told_beside_the_empty_result(lake: Path, capsys: pytest.CaptureFixture):
    assert run(lake, "reconcile", *ASKED[1:], "--json") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "no table of recorded crime is loaded" in printed.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("attrition", "E06000901", "--period", "FY2024", "--json", "--csv"), "one at a time"),
        (("attrition", "w1", "--period", "FY2024"), "a whole partnership area"),
        (("attrition", "Nowhere", "--period", "FY2024"), "Nowhere"),
        (("attrition", "E06000901", "--period", "2024"), "2024"),
    ],
)
def test_mistakes_are_told_in_words(lake: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture):
    assert run(lake, *words) != 0
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("shown", EVIDENCE_TABLES, ids=lambda shown: shown.command)
def test_every_command_names_a_table_that_is_there(shown):
    assert hasattr(AssessmentTables, shown.table)
