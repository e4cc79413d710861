"""Tables kept between builds are the same tables, and never of another question, lake or code."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import anyshire as made_up
from saferplan.evidence.assessment import keeping, volumes
from saferplan.evidence.assessment.keeping import OF_SCOPE, OF_TABLES, kept_tables
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.tables import ALL_TABLES


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A mark for each time that crime types are worked out."""
    worked_out: list[str] = []
    original = volumes.crime_types

    def marked(scope: Scope) -> Any:
        worked_out.append(scope.area.code)
        return original(scope)

    monkeypatch.setattr(volumes, "crime_types", marked)
    return worked_out


def ask(lake: Snapshot, folder: Path, **options: Any) -> dict[str, Any]:
    with kept_tables(made_up.tables_of(Basis(lake), **options), kept_in=folder) as tables:
        return tables.as_document()


def test_the_second_build_works_nothing_out_and_says_the_same(
    lake: Snapshot, tmp_path: Path, counted: list[str]
) -> None:
    first = ask(lake, tmp_path, against=made_up.EARLIER)
    assert len(counted) == 1
    assert ask(lake, tmp_path, against=made_up.EARLIER) == first
    assert len(counted) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_another_question_is_worked_out(lake: Snapshot, tmp_path: Path, counted: list[str]) -> None:
    ask(lake, tmp_path, against=made_up.EARLIER)
    ask(lake, tmp_path)
    ask(lake, tmp_path, period=made_up.EARLIER)
    assert len(counted) == 3


def test_another_load_or_another_code_is_worked_out(
    lake: Snapshot, tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(lake, tmp_path)
    ask(replace(lake, load=replace(lake.load, loaded_at="2030-01-01T00:00:00Z")), tmp_path)
    assert len(counted) == 2
    monkeypatch.setattr(keeping, "_code", lambda: "another")
    ask(lake, tmp_path)
    assert len(counted) == 3


def test_a_build_that_ends_in_an_error_keeps_nothing(lake: Snapshot, tmp_path: Path) -> None:
    def build() -> None:
        with kept_tables(made_up.tables_of(lake), kept_in=tmp_path) as tables:
            assert tables.crime_types
            raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        build()
    assert not list(tmp_path.iterdir())


def test_what_was_cut_off_is_worked_out_again(lake: Snapshot, tmp_path: Path, counted: list[str]) -> None:
    first = ask(lake, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    assert ask(lake, tmp_path) == first
    assert len(counted) == 2


def test_nothing_that_is_kept_asks_for_a_restricted_table(lake: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()

    def noting(original: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: Snapshot, table: str, **named: Any) -> Any:
            asked.update([table] if ALL_TABLES[table].is_restricted else [])
            return original(self, table, **named)

        return noted

    for name in ("has", "files"):
        monkeypatch.setattr(Snapshot, name, noting(getattr(Snapshot, name)))
    tables = made_up.tables_of(Basis(lake), against=made_up.EARLIER)
    for name in OF_TABLES:
        getattr(tables, name)
    for name in OF_SCOPE:
        getattr(tables.scope, name)
    assert asked == set()
    assert tables.cohorts == []
    assert asked == {"cohort_members"}


def test_every_name_is_that_of_a_table() -> None:
    assert set(OF_TABLES) <= set(_cached(AssessmentTables))
    assert set(OF_SCOPE) <= set(_cached(Scope))


def test_a_question_is_told_by_all_that_a_scope_holds() -> None:
    """A new field of Scope must become part of the key in keeping.py."""
    assert {field.name for field in fields(Scope)} == {
        "basis",
        "area",
        "period",
        "against",
        "named_wards",
        "wards_list_title",
        "given_similar",
        "issue",
    }


def _cached(kind: type) -> Iterator[str]:
    return (name for name, value in vars(kind).items() if isinstance(value, cached_property))
