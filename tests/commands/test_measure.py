"""`saferplan measure` as a user meets it: fields and their order, what is printed where, and exit codes."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from saferplan.cli import main
from tiny_lake import lake_rows, tiny_lake, write_lake

FIGURES = [
    "area_code", "area_name", "period", "crime_type", "count", "months_present", "months_expected", "denominator",
    "denominator_source", "rate", "ci_low", "ci_high", "rate_annualised", "status",
]  # fmt: skip
FURTHER = ["rate_annualised_low", "rate_annualised_high", "note"]
CHANGE = [
    "against_period", "against_count", "months_compared", "ratio", "ratio_low", "ratio_high", "p", "q", "verdict",
]  # fmt: skip
BESIDE = [
    "compared_area_code", "compared_months", "compared_own_count", "compared_count", "compared_rate_annualised",
    "compared_own_rate_annualised", "compared_ratio", "compared_ratio_low", "compared_ratio_high", "compared_p",
    "compared_q", "compared_verdict",
]  # fmt: skip
NAMES = """
code  | name
A     | Newshire
B     | Oldtown
north | North
south | South
"""
WORLD = {
    "places": """
    lsoa21 | ward24 | ltla24 | csp24 | pfa24
    a1     | north  | A      | CSP-A | thames-valley
    a2     | south  | A      | CSP-A | thames-valley
    b1     | east   | B      | CSP-B | bedfordshire
    """,
    "population": """
    date       | code | residents
    2021-03-21 | a1   | 1000
    2021-03-21 | a2   | 3000
    2021-03-21 | b1   | 2000
    """,
    "incidents": """
    month   | publisher     | lsoa | crime_type | number
    2023-01 | thames-valley | a1   | burglary   | 6
    2024-01 | thames-valley | a1   | burglary   | 4
    2024-01 | thames-valley | a2   | drugs      | 3
    2024-02 | thames-valley | a2   | burglary   | 4
    2024-01 | bedfordshire  | b1   | burglary   | 2
    """,
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_lake(tmp_path_factory.mktemp("tiny") / "lake", names=NAMES, **WORLD).root


@pytest.fixture
def run(lake: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command: exit code, standard output, standard error."""

    def _run(question: str, lake: Path = lake) -> tuple[int, str, str]:
        code = main(["measure", *question.split(), "--lake", str(lake)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return _run


def as_json(answer: tuple[int, str, str]) -> list[dict[str, Any]]:
    code, out, _ = answer
    assert code == 0
    return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_json_has_the_fields_of_the_contract_in_order(run: Any) -> None:
    (record,) = as_json(run("burglary --area A --period 2024-01..2024-02 --json"))
    assert list(record) == FIGURES + FURTHER
    assert {name: record[name] for name in FIGURES[:9]} == {
        "area_code": "A",
        "area_name": "Newshire",
        "period": "2024-01..2024-02",
        "crime_type": "burglary",
        "count": 8,
        "months_present": 2,
        "months_expected": 2,
        "denominator": 4000,
        "denominator_source": "Census, residents on 21 March 2021",
    }
    assert record["rate"] == 2.0
    assert record["rate_annualised"] == 12.0
    assert record["ci_low"] < 2.0 < record["ci_high"]
    assert record["status"] == "ok"
    assert record["note"] == ""


def test_against_adds_its_fields_in_order(run: Any) -> None:
    (record,) = as_json(run("burglary --area A --period 2024-01 --against 2023-01 --json"))
    assert list(record) == [*FIGURES, *FURTHER, *CHANGE, "count_compared"]
    assert (record["against_period"], record["against_count"], record["months_compared"]) == ("2023-01", 6, 1)
    assert record["verdict"] == "no clear change"


def test_compare_adds_a_record_and_its_fields(run: Any) -> None:
    own, other = as_json(run("burglary --area A --period 2024-01 --compare B --json"))
    assert list(own) == list(other) == FIGURES + FURTHER + BESIDE
    assert {own[name] for name in BESIDE} == {None}
    assert (other["area_code"], other["compared_area_code"], other["compared_own_count"]) == ("B", "A", 4)


def test_all_records_of_an_answer_have_the_same_fields(run: Any) -> None:
    records = as_json(
        run("burglary --area A --period 2024-01 --by ward --against 2023-01 --compare B,E92000001 --json")
    )
    assert [record["area_code"] for record in records] == ["north", "south", "B", "E92000001"]
    assert {tuple(record) for record in records} == {(*FIGURES, *FURTHER, *CHANGE, "count_compared", *BESIDE)}


def test_missing_figures_are_null_in_json_and_empty_in_csv(run: Any) -> None:
    question = "burglary --area A --period CY2030"
    (record,) = as_json(run(f"{question} --json"))
    assert record["status"] == "missing"
    unknown = ("count", "rate", "ci_low", "ci_high", "rate_annualised")
    assert [record[name] for name in unknown] == [None] * 5
    assert record["note"] == "no data of this period is loaded for Newshire: there are 2023-01, 2024-01..2024-02"
    (row,) = csv.DictReader(io.StringIO(run(f"{question} --csv")[1]))
    assert [row[name] for name in unknown] == [""] * 5


def test_csv_has_the_same_fields_and_figures_as_json(run: Any) -> None:
    question = "all-crime --area A --period 2024-01 --by ward --against 2023-01"
    rows = list(csv.DictReader(io.StringIO(run(f"{question} --csv")[1])))
    records = as_json(run(f"{question} --json"))
    assert list(rows[0]) == list(records[0])
    assert [{name: "" if value is None else str(value) for name, value in one.items()} for one in records] == rows


def test_notes_go_to_standard_error_alone(run: Any) -> None:
    code, out, err = run("burglary --area A --period CY2024 --json")
    assert code == 0
    assert "months missing: 2024-03..2024-12" in err
    json.loads(out)


def test_a_table_for_people_names_area_figures_and_denominator(run: Any) -> None:
    _, out, _ = run("burglary --area A --period 2024-01..2024-02 --against 2023-01..2023-02 --compare B")
    heading, own, other, source = out.splitlines()
    assert heading.split()[:3] == ["Code", "Area", "Period"]
    assert own.split()[:5] == ["A", "Newshire", "2024-01..2024-02", "burglary", "8"]
    assert "no clear change" in own
    assert other.split()[:2] == ["B", "Oldtown"]
    assert source == "Denominator: Census, residents on 21 March 2021"


@pytest.mark.parametrize(
    ("question", "code", "said"),
    [
        ("burgla --area A --period 2024-01", 5, "there is no measure 'burgla'. Did you mean burglary"),
        ("zzz --area A --period 2024-01", 5, "There are: all-crime, asb,"),
        ("burglary --area Newshir --period 2024-01", 5, "there is no area 'Newshir'. Nearest: A Newshire"),
        ("burglary --area A --period 2024", 2, "'2024' is not a period. Write it as 2024-04..2025-03"),
        ("burglary --area A --period 2024-13", 2, "is not a period"),
        ("burglary --area A --period 2024-02..2024-01", 2, "ends before it begins"),
        ("burglary --area A --period 2024-01 --against 2023", 2, "'2023' is not a period"),
        ("burglary --area A --period FY2024 --against 2023-01", 2, "FY2024 has 12 months and 2023-01 has 1"),
        ("burglary --area A --period FY2024 --against CY2024", 2, "FY2024 and CY2024 both hold 2024-04..2024-12"),
        ("burglary --area A --period FY2024 --against FY2024", 2, "both hold 2024-04..2025-03"),
        ("burglary --area A --period 2024-01 --against 2023-02", 2, "cannot be compared month by month"),
        ("burglary --area A --period 2024-01 --compare A", 2, "Newshire cannot be compared with itself"),
        ("burglary --area A --period 2024-01 --compare force,A", 2, "Newshire cannot be compared with itself"),
        ("burglary --area A --period 2024-01 --compare B,", 2, "--compare has an empty name"),
        ("burglary --area A --period 2024-01 --compare nowhere-at-all", 5, "there is no area 'nowhere-at-all'"),
        ("burglary --area A --period 2024-01 --compare region", 2, "Newshire has no region in the lookups loaded"),
        ("burglary --area E92000001 --period 2024-01 --compare force", 2, "England lies in more than one force"),
        ("burglary --area E92000001 --period 2024-01 --compare similar", 2, "only single ones have similar areas"),
        ("burglary --area A --period 2024-01 --by ward19", 6, "no boundaries of any ward of 2019 are loaded"),
        ("burglary --area a1 --period 2024-01 --by ward", 2, "a1 is a small area (LSOA) and cannot be broken down"),
        ("burglary --area A --period 2024-01 --as-at yesterday", 2, "'yesterday' is not a date"),
        ("burglary --area A --period 2024-01 --as-at 1999-01-01", 6, "no data is loaded at 1999-01-01"),
        ("burglary --area A --period 2024-01 --json --csv", 2, "--json and --csv go one at a time"),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_words(run: Any, question: str, code: int, said: str) -> None:
    got, out, err = run(question)
    assert (got, out) == (code, "")
    assert said in err
    assert err.startswith("saferplan: ")
    assert "Traceback" not in err


def test_an_unknown_breakdown_is_told_by_the_parser(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("burglary --area A --period 2024-01 --by borough")
    assert stopped.value.code == 2
    assert "'borough' is none of month, crime_type, lsoa, ward" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "no data is loaded"),
        ({"places": WORLD["places"]}, "no incidents are loaded"),
        ({"incidents": WORLD["incidents"]}, "no lookup of local authorities, partnerships and police forces is loaded"),
    ],
)
def test_a_lake_that_cannot_answer_says_what_to_load(run: Any, tmp_path: Path, given: dict, said: str) -> None:
    empty = tiny_lake(tmp_path / "lake", **given).root if given else tmp_path / "nothing"
    code, out, err = run("burglary --area A --period 2024-01", empty)
    assert (code, out) == (6, "")
    assert said in err
    assert "saferplan load" in err


HOSTILE = "=HYPERLINK(0)\x1b[31m\u202ered\x9b\nnext"


@pytest.fixture(scope="module")
def hostile_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lookup in which someone wrote a formula, colours for the terminal and a turn of the writing into a name."""
    rows = lake_rows(**WORLD)
    rows["areas"] = [row | {"name": HOSTILE} if row["code"] == "A" else row for row in rows["areas"]]
    return write_lake(tmp_path_factory.mktemp("hostile") / "lake", rows).root


@pytest.mark.parametrize("form", ["", "--csv", "--json"])
def test_hostile_names_reach_no_terminal_and_no_spreadsheet(run: Any, hostile_lake: Path, form: str) -> None:
    code, out, err = run(f"burglary --area A --period CY2030 {form}", hostile_lake)
    assert code == 0
    for said in (out, err):
        assert not [letter for letter in said if not letter.isprintable() and letter != "\n"]
    if form == "--csv":
        (row,) = csv.DictReader(io.StringIO(out))
        assert row["area_name"] == "'=HYPERLINK(0) [31m red next"


def test_a_hostile_question_is_not_echoed_raw(run: Any) -> None:
    code, _, err = run("burglary --area \x1b[2Jx --period 2024-01")
    assert code == 5
    assert "\x1b" not in err
