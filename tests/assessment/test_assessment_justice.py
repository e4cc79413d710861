"""Cases by stage of the justice system, as others counted them."""

from pathlib import Path

from saferplan.documents.strategic_assessment.exhibits import court
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.justice import justice_stages
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period
from tiny_lake import HOME_FORCE, lake_rows, rows_of, write_lake

PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
b1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
"""
CASES = """
area_code | offence         | stage     | period           | cases | counts
E06000901 | Sexual offences | convicted | 2021-01..2021-12 | 7     | defendants
E06000901 | Sexual offences | recorded  | 2021-01..2021-12 | 894   | offences
E06000901 | Sexual offences | recorded  | 2022-01..2022-12 | 1149  | offences
E23000029 | Sexual offences | charged   | 2021-01..2021-12 | 90    | defendants
E06000902 | Sexual offences | recorded  | 2021-01..2021-12 | 5     | offences
"""


def scope_of(folder: Path, cases: str) -> Scope:
    rows = [
        row | {"cases": int(row["cases"]), "source": "Police of the test", "extract_id": "t"} for row in rows_of(cases)
    ]
    basis = Basis(write_lake(folder, lake_rows(places=PLACES) | {"justice_stages": rows}))
    return Scope(basis, basis.geography.area("E06000901"), parse_period("FY2021"))


def test_own_cases_come_first_then_the_forces_in_the_order_of_the_stages(tmp_path: Path):
    rows = justice_stages(scope_of(tmp_path, CASES))
    assert [(row["level"], row["period_title"], row["stage"], row["cases"]) for row in rows] == [
        ("area", "January 2021 to December 2021", "recorded", 894),
        ("area", "January 2021 to December 2021", "convicted", 7),
        ("area", "January 2022 to December 2022", "recorded", 1149),
        ("force", "January 2021 to December 2021", "charged", 90),
    ]


def test_the_exhibit_gives_no_share_of_one_stage_over_another(tmp_path: Path):
    tables = AssessmentTables(scope_of(tmp_path, CASES))
    exhibit = court.justice_stages(tables, Figures(tables))
    assert {column.kind for column in exhibit.columns} == {"text", "count"}
    assert "no share of one over the other" in exhibit.notes[0]
    assert exhibit.source_line == "Source: Police of the test."


def test_no_cases_no_exhibit(tmp_path: Path):
    tables = AssessmentTables(scope_of(tmp_path, CASES.splitlines()[1]))
    assert court.justice_stages(tables, Figures(tables)) is None
