"""Every rule of the specification, on DuckDB and, where it is installed, on Spark."""

import importlib
from pathlib import Path
from typing import Any

import pytest
from specification import Rule, agrees

from saferplan.evidence.basis import Basis

SPEC = Path(__file__).with_name("spec")
CHAPTERS = (
    "counting_rules",
    "denominator_rules",
    "breakdown_rules",
    "area_rules",
    "larger_area_rules",
    "comparison_rules",
)


def chapter(name: str) -> Any:
    return importlib.import_module(f"spec.{name}")


RULES = [pytest.param(rule, id=rule.title) for name in CHAPTERS for rule in chapter(name).RULES]


@pytest.mark.parametrize("rule", RULES)
def test_rule_on_duckdb(rule: Rule, tmp_path: Path) -> None:
    rule.check(Basis(rule.snapshot(tmp_path / "lake")))


def test_every_chapter_is_run() -> None:
    assert sorted(path.stem for path in SPEC.glob("*_rules.py")) == sorted(CHAPTERS)


def test_titles_are_unique() -> None:
    titles = [rule.title for name in CHAPTERS for rule in chapter(name).RULES]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("value", "wanted", "same"),
    [(2.004, "2.00", True), (2.006, "2.00", False), (None, "0", False), (0, None, False), ("", None, True),
     ("ok", "ok", True), ("ok", "partial", False), (8, "8", True), (8, "9", False)],
)  # fmt: skip
def test_what_agrees(value: Any, wanted: str | None, same: bool) -> None:
    assert agrees(value, wanted) is same
