"""Areas side by side over the same months: as many months is not the same."""

from pathlib import Path
from typing import Any

from saferplan.documents.strategic_assessment.exhibits.common import spans_in_words
from saferplan.documents.strategic_assessment.exhibits.comparison import _grouped_by_months
from saferplan.documents.strategic_assessment.exhibits.likeness import _with_own
from saferplan.evidence.assessment import beside
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period
from tiny_lake import tiny_lake

PLACES = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | north  | A      | CSP-A | thames-valley
b1     | east   | B      | CSP-B | cheshire
c1     | west   | C      | CSP-C | bedfordshire
"""
POPULATION = """
date       | code | residents
2024-06-30 | a1   | 1000
2024-06-30 | b1   | 1000
2024-06-30 | c1   | 1000
"""
# A has 1, 2 and 3 burglaries in three months; B lacks the last of these and C the first.
INCIDENTS = """
month   | publisher     | lsoa | crime_type | number
2024-01 | thames-valley | a1   | burglary   | 1
2024-02 | thames-valley | a1   | burglary   | 2
2024-03 | thames-valley | a1   | burglary   | 3
2024-01 | cheshire      | b1   | burglary   | 5
2024-02 | cheshire      | b1   | burglary   | 5
2024-02 | bedfordshire  | c1   | burglary   | 5
2024-03 | bedfordshire  | c1   | burglary   | 5
"""


def compared(folder: Path) -> list[dict[str, Any]]:
    basis = Basis(tiny_lake(folder, places=PLACES, population=POPULATION, incidents=INCIDENTS))
    scope = Scope(basis, basis.geography.area("A"), parse_period("2024-01..2024-03"), given_similar=("B", "C"))
    return [row for row in beside.similar_areas(scope) if row["crime_type"] == "all-crime"]


def test_each_area_is_beside_ours_over_its_own_months(tmp_path: Path) -> None:
    found = {row["area_code"]: row for row in compared(tmp_path)}
    assert {code: (row["compared_months"], row["compared_span"]) for code, row in found.items()} == {
        "B": (2, "2024-01..2024-02"),
        "C": (2, "2024-02..2024-03"),
    }
    assert {code: row["compared_own_count"] for code, row in found.items()} == {"B": 1 + 2, "C": 2 + 3}


def test_ours_is_drawn_once_for_each_set_of_months_not_for_each_number(tmp_path: Path) -> None:
    rows = compared(tmp_path)
    own = {row["label"]: row["rate"] for row in _with_own(rows, "A", one_span=False) if row["is_own"]}
    assert own == {"A (2 months, 2024-01..2024-02)": 3 * 6, "A (2 months, 2024-02..2024-03)": 5 * 6}


def test_groups_side_by_side_are_of_one_set_of_months(tmp_path: Path) -> None:
    rows = [row | {"apart_rate_annualised": None} for row in compared(tmp_path)]
    drawn = [(row["label"], row["rate"]) for row in _grouped_by_months(rows, "A", {"C": ", half"})]
    assert drawn == [
        ("A (2 months, 2024-01..2024-02)", 18),
        ("B (2 months, 2024-01..2024-02)", 60),
        ("A (2 months, 2024-02..2024-03)", 30),
        ("C, half (2 months, 2024-02..2024-03)", 60),
    ]


def test_which_months_is_told_only_where_as_many_are_others() -> None:
    rows = [
        {"compared_span": span, "compared_months": months}
        for span, months in (("a", 7), ("b", 1), ("a", 7), ("c", 2), ("d", 2))
    ]
    assert spans_in_words(rows) == {"a": "7 months", "b": "1 month", "c": "2 months, c", "d": "2 months, d"}
    assert spans_in_words([]) == {}
