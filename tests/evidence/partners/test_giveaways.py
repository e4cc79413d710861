"""What a free text repeats of the row's own people does not reach the lake, and the message repeats nothing of it."""

from pathlib import Path

import pytest
from profile_files import COLUMNS, NOW, Keeper, delivered, profile_of

from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import LoadReport, load
from saferplan.evidence.partners.keeping import keep

PEOPLE = COLUMNS + (
    'category = "Type"\noutcome = "Result"\n"victim.full_name" = "Name"\n"victim.date_of_birth" = "DOB"\n'
    '"victim.address" = "Address"\n"victim.postcode" = "Post Code"\n"victim.phone" = "Tel"\n'
)
HEADING = "Case Ref,Reported,Type,Result,Name,DOB,Address,Post Code,Tel\n"
TELLING = [
    "18/08/1936", "born 18/08/1936", "18/08/36", "1936-08-18", "18.08.1936", "see 18 August 1936 above",
    "ZZ7 5QX", "zz75qx", "near ZZ7 5QX", "Flat 2, 8 Skylarkgate", "8 Skylarkgate", "8 SKYLARKGATE",
    "At Flat 2, 8 Skylarkgate today",
    "Ida Madeup", "MADEUP, Ida", "01632 960705", "ida@example.org",
]  # fmt: skip
HARMLESS = [
    "Noise nuisance", "Warning letter 17/09/2024", "18 August", "1936", "Skylarkgate", "Flat 2", "Case 8", "ZZ7",
    "Madeup Estate",
    "", "8", "Level 2 (of 3)",
]  # fmt: skip


def put(folder: Path, *, reference: str = "HH-1", kind: str = "Noise", result: str = "") -> LoadReport:
    lake = Lake(folder / "lake")
    keep(lake, profile_of(PEOPLE))
    own = '"Flat 2, 8 Skylarkgate",ZZ7 5QX,01632 960705'
    rows = [f'"{reference}",01/07/2024,"{kind}","{result}",Ida Madeup,18/08/1936,{own}']
    rows += [
        f"HH-{n},01/07/2024,Noise,,Bo Invented,01/02/1970,1 Elsewhere Road,ZZ7 1AA,01632 96070{n}" for n in range(2, 5)
    ]
    file = delivered(folder / "cases.csv", HEADING + "\n".join(rows) + "\n")
    return load([file.path], lake, now=NOW, identities=Keeper())


@pytest.mark.parametrize("column", ["kind", "result"])
@pytest.mark.parametrize("text", TELLING)
def test_a_row_whose_text_repeats_its_people_is_rejected(text: str, column: str, tmp_path: Path):
    report = put(tmp_path, **{column: text})
    [row] = report.rejected
    assert (row["line"], row["field"]) == (2, {"kind": "Type", "result": "Result"}[column])
    assert row["reason"].startswith("holds ")
    assert not any(word in str(report.rejected) for word in ("Skylark", "1936", "ZZ7", "Madeup", "960705", "example"))


@pytest.mark.parametrize("column", ["kind", "result"])
@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_that_tells_nobody_is_loaded(text: str, column: str, tmp_path: Path):
    assert put(tmp_path, **{column: text}).rejected == []


@pytest.mark.parametrize("text", ["18/08/1936", "REF 1936-08-18", "ZZ75QX/1", "8 Skylarkgate"])
def test_a_reference_that_repeats_the_rows_people_is_rejected(text: str, tmp_path: Path):
    [row] = put(tmp_path, reference=text).rejected
    assert (row["field"], row["reason"]) == ("Case Ref", "holds details of a person of the row")


@pytest.mark.parametrize(
    "text",
    ["ann@example.org", "07700900123", "12 Acacia Avenue RG1 1AA", "Jane_Smithers", "SMITHERS/JANE", "AB 12 34 56 C"],
)
def test_a_reference_that_tells_of_anybody_is_rejected(text: str, tmp_path: Path):
    report = put(tmp_path, reference=text)
    assert report.total("rows_loaded") < 4
    assert text not in str(report.rejected) + "".join(file.message for file in report.files)


@pytest.mark.parametrize("reference", ["HH-1", "ASB/2024/0012", "CAS_NOISE_12", "A1 B2C", "C0077009", "2024 07 001"])
def test_agencies_own_references_are_loaded(reference: str, tmp_path: Path):
    assert put(tmp_path, reference=reference).total("rows_loaded") == 4
