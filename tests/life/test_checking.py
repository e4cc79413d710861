"""Each kind of remark, from a chapter that deserves it; and a document that deserves none."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from written_sentences import OPEN, VOCABULARY

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.folder import read_folder
from saferplan.documents.kinds.kind import kinds
from saferplan.documents.life.checking import checked
from saferplan.documents.life.remarks import About, Remark
from saferplan.documents.strategic_assessment.regulations import matters
from saferplan.evidence.findings import Finding, Provenance

RESTRICTED = Provenance({"stop_and_search": 1}, "searches", "count", ("a force",))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="40"></svg>'
COLUMNS = (ColumnSpec("ward", "Ward"), ColumnSpec("count", "Searches", "count"), ColumnSpec("rate", "Rate", "rate"))


def exhibit(counts: Mapping[str, Any], provenance: Provenance = RESTRICTED, **options: Any) -> Exhibit:
    records = [{"ward": ward, "count": count, "rate": 2.0} for ward, count in counts.items()]
    return Exhibit("wards", "A title", "A subtitle", COLUMNS, records, provenance, "Source: x.", **options)


def found(
    tmp_path: Path, text: str, words: Mapping[str, Any] | None = None, kind: str = "problem-profile"
) -> list[Remark]:
    (tmp_path / "document.toml").write_text('title = "T"\n', encoding="utf-8")
    (tmp_path / "01-one.md").write_text(text, encoding="utf-8")
    return checked(read_folder(tmp_path), VOCABULARY | dict(words or {}), kinds()[kind])


def told(remarks: list[Remark]) -> list[tuple[str, str, int]]:
    return [(one.about, one.severity, one.line) for one in remarks]


def test_a_document_with_nothing_wrong_has_no_remark(tmp_path: Path) -> None:
    text = (
        '# One\n\nBurglary fell: {{ changed("fall") }}. Some {{ sourced("1,234", "the council, 2024") }} people came.\n'
    )
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("# One\n\n{{ to_write('Why?') }}", ("to-write", "error", 3), "this is still to be written"),
        ("# One\n\nSome 1,234 people came.", ("source", "error", 3), "'1,234' is typed and has no source"),
        ("# One\n\nWe met 3 times.", ("source", "warning", 3), "'3' is typed and has no source"),
        ("# One\n\nIn all {{ 4 + 5 }} came.", ("source", "warning", 3), "9 is reckoned in the chapter from no figure"),
        ('# One\n\nText.\nBurglary rose: {{ changed("fall") }}.', ("claim", "error", 4), "the test says: a fall"),
        ('# One\n\nBurglary fell: {{ changed("no clear change") }}.', ("claim", "error", 3), "the test says: no clear"),
        ('# One\n\nBurglary did not fall: {{ changed("fall") }}.', ("claim", "error", 3), "says 'fell' (denied)"),
        ('# One\n\nSee {{ see("none") }}.', ("reference", "error", 3), "refers to 'none', which no chapter shows"),
        ("# One\n\n![](photo.png)", ("alt", "error", 3), "image photo.png has no alternative text"),
        ("# One\n\n![A yard](photo.png)", ("fault", "error", 0), "there is no image photo.png"),
        ("# One\n\n### Deep", ("fault", "error", 3), "the heading 'Deep' skips a level"),
        ("# One\n\n{{ unknown }}", ("fault", "error", 3), "there is no figure or word 'unknown'"),
    ],
)
def test_each_kind_of_remark(tmp_path: Path, text: str, expected: tuple[str, str, int], said: str) -> None:
    remarks = found(tmp_path, text)
    assert told(remarks) == [expected]
    said = said.replace("'fell'", "'fall'")
    assert said in remarks[0].problem
    assert remarks[0].chapter == "01-one.md"
    assert remarks[0].to_do


def test_every_fault_of_every_chapter_is_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "02-two.md").write_text("# Two\n\n{{ nobody }}\n\n1,234 people", encoding="utf-8")
    (tmp_path / "03-three.md").write_text('# Three\n\n{{ see("a") }} {{ see("b") }}', encoding="utf-8")
    (tmp_path / "04-four.md").write_text("No title", encoding="utf-8")
    remarks = found(tmp_path, "# One\n\n{{ nothing }}")
    assert [(one.chapter, one.about, one.line) for one in remarks] == [
        ("01-one.md", "fault", 3),
        ("02-two.md", "fault", 3),
        ("02-two.md", "source", 5),
        ("03-three.md", "reference", 3),
        ("03-three.md", "reference", 3),
        ("04-four.md", "fault", 1),
    ]


def test_an_exhibit_in_a_chapter_with_a_fault_can_still_be_referred_to(tmp_path: Path) -> None:
    (tmp_path / "02-two.md").write_text('# Two\n\n{{ see("wards") }}', encoding="utf-8")
    words = {"exhibit": lambda _name: exhibit({"Abbey": 40}, OPEN)}
    remarks = found(tmp_path, '# One\n\n{{ exhibit("wards") }}\n\n{{ 1 / 0 }}', words)
    assert [(one.chapter, one.about) for one in remarks] == [("01-one.md", "fault")]


def test_alternative_text_that_repeats_the_title(tmp_path: Path) -> None:
    shown = exhibit({"Abbey": 40}, OPEN, alt="A title.", draw=lambda _width: SVG)
    remarks = found(tmp_path, '# One\n\n{{ exhibit("wards") }}', {"exhibit": lambda _name: shown})
    assert told(remarks) == [("alt", "error", 3)]


def test_small_counts_from_a_restricted_table(tmp_path: Path) -> None:
    words = {"exhibit": lambda _name: exhibit({"Abbey": 3, "Bridge End": 5, "Castle": 0, "All": 8})}
    remarks = found(tmp_path, '# One\n\n{{ exhibit("wards") }}', words)
    assert told(remarks) == [("disclosure", "error", 3)]
    assert "exhibit 'wards' shows 3 for Abbey in 'Searches', from a restricted table" in remarks[0].problem


def test_a_small_count_in_a_field_that_no_column_shows_is_published_with_the_data(tmp_path: Path) -> None:
    shown = exhibit({"Abbey": 40})
    shown.records[0].update({"found": 2, "months_present": 3, "decile": 1, "is_reference": True})
    remarks = found(tmp_path, '# One\n\n{{ exhibit("wards") }}', {"exhibit": lambda _name: shown})
    assert told(remarks) == [("disclosure", "error", 3)]
    assert "shows 2 for Abbey in the field 'found', which its data holds" in remarks[0].problem


def test_small_counts_from_open_tables_are_public_already(tmp_path: Path) -> None:
    words = {"exhibit": lambda _name: exhibit({"Abbey": 3}, OPEN)}
    assert found(tmp_path, '# One\n\n{{ exhibit("wards") }}', words) == []


@pytest.mark.parametrize(
    ("counts", "is_found"),
    [
        ({"Abbey": None, "Bridge End": 20, "All wards": 23}, True),
        ({"Abbey": None, "Bridge End": None, "All wards": 23}, False),
        ({"Abbey": None, "Bridge End": 20, "All wards": None}, False),
        ({"Abbey": None, "Bridge End": 20}, False),
    ],
)
def test_a_hidden_count_that_the_total_gives_away(tmp_path: Path, counts: dict[str, Any], is_found: bool) -> None:
    words = {"exhibit": lambda _name: exhibit(counts)}
    remarks = found(tmp_path, '# One\n\n{{ exhibit("wards") }}', words)
    assert [one.about for one in remarks] == ([About.DISCLOSURE] if is_found else [])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("{{ searches(3) }}", True),
        ("{{ searches(3).value }}", True),
        ("{{ searches(5) }}", False),
        ("{{ searches(0) }}", False),
        ("{{ searches(3).rate }}", False),
        ('{{ searches(3) ~ " or so" }}', True),
        ("{{ searches(3).value|rate }}", True),
        ('{{ searches(30) ~ " or so" }}', False),
        ('{{ searches(3).rate ~ " a day" }}', False),
    ],
)
def test_a_small_figure_in_the_text(tmp_path: Path, text: str, is_found: bool) -> None:
    def searches(number: int) -> Finding:
        return Finding(f"s{number}", number, str(number), RESTRICTED, "searches", {"rate": 2.5})

    remarks = found(tmp_path, f"# One\n\nPolice made {text} searches.", {"searches": searches})
    assert [one.about for one in remarks] == ([About.DISCLOSURE] if is_found else [])


def test_matters_that_no_chapter_answers(tmp_path: Path) -> None:
    remarks = found(tmp_path, '+++\nanswers = ["levels"]\n+++\n# One\n\nMuch.', kind="strategic-assessment-full")
    assert [one.about for one in remarks] == [About.MATTER] * 5
    assert all(
        f"({matter.letter}) " in one.problem for one in remarks for matter in matters() if matter.id == one.matter
    )
    assert len({one.matter for one in remarks}) == 5
    assert remarks[0].chapter == "document.toml"
    assert (
        "the regulations ask for (b) changes since the last assessment, and no chapter answers it" in remarks[0].problem
    )
    assert 'answers = ["changes"]' in remarks[0].to_do


@pytest.mark.parametrize(
    ("body", "is_answered"),
    [
        ("Text.", True),
        ("- An item", True),
        ('{{ exhibit("wards") }}', True),
        ("", False),
        ("## A section", False),
        ('{{ to_write("Why?") }}', False),
        ('Text. {{ to_write("Why?") }}', False),
    ],
)
def test_a_matter_is_answered_by_more_than_headings_and_prompts(tmp_path: Path, body: str, is_answered: bool) -> None:
    every = ", ".join(f'"{one.id}"' for one in matters())
    words = {"exhibit": lambda _name: exhibit({"Abbey": 40}, OPEN)}
    text = f"+++\nanswers = [{every}]\n+++\n# One\n\n{body}\n"
    remarks = found(tmp_path, text, words, kind="strategic-assessment-full")
    unanswered = [one for one in remarks if one.about == About.MATTER]
    assert len(unanswered) == (0 if is_answered else 6)
    if not is_answered:
        assert "and it is not yet answered in One" in unanswered[0].problem


def test_other_kinds_of_document_need_not_answer_the_regulations(tmp_path: Path) -> None:
    assert found(tmp_path, "# One\n\nText.") == []
