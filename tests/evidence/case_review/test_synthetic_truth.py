"""The threshold on a synthetic partnership, held against its truth, which was worked out apart and in plain loops."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from saferplan.cli import main
from saferplan.evidence.case_review.cases import cases_near_threshold
from saferplan.evidence.case_review.complaints import Complaint
from saferplan.evidence.case_review.rules import rule_on

ON = date(2022, 3, 31)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("partners") / "made"
    made = ["synth", "partners", "--area", "E06000060", "--seed", "3", "--people", "15000", "--out", str(folder)]
    assert main(made) == 0
    return folder / "truth"


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def complaints(truth: Path) -> dict[int, list[Complaint]]:
    found: dict[int, list[Complaint]] = defaultdict(list)
    for row in rows_of(truth / "complaints.csv"):
        made, behaviour = (date.fromisoformat(row[name]) for name in ("reported", "behaviour"))
        found[int(row["person"])].append(Complaint(row["agency"], row["reference"], row["case"], made, behaviour))
    return found


def test_every_case_near_the_threshold_is_found_and_no_other(truth: Path):
    known = rows_of(truth / "case-review.csv")
    expected = {(row["agency"], row["case"]): (row["status"], int(row["complaints"])) for row in known}
    cases = cases_near_threshold(complaints(truth), rule_on(ON), ON)
    found = {(case.agency, case.case): (case.nearness, case.number) for case in cases}
    assert len(expected) > 20
    assert found == expected


def test_agencies_alone_would_have_found_fewer(truth: Path):
    """Each agency's own complaints by themselves: what nobody sees without linkage."""
    together = cases_near_threshold(complaints(truth), rule_on(ON), ON)
    apart = [
        case
        for agency in {one.agency for own in complaints(truth).values() for one in own}
        for case in cases_near_threshold(
            {number: [one for one in own if one.agency == agency] for number, own in complaints(truth).items()},
            rule_on(ON),
            ON,
        )
    ]
    assert len(apart) < len(together)
    assert {(one.agency, one.case) for one in apart} <= {(one.agency, one.case) for one in together}
