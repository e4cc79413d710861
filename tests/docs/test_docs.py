"""The documentation is true of the code: generated parts are new, all is described, links lead somewhere."""

import argparse
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import generate
import pytest
from markdown_pages import ROOT, anchor_of, anchors, blocks, links, named_in_tables, pages
from parts.command_line import arguments_of, commands

from saferplan import __version__
from saferplan.documents.strategic_assessment.catalogue import BUILDERS
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.coverage import CoverageRecord
from saferplan.evidence.loading.changes import Changes
from saferplan.evidence.loading.report import FileReport, LoadReport, RowCounts, Status
from saferplan.evidence.measures.records import Against, Beside, Record
from saferplan.evidence.sources.police_uk import POLICE_FORMATS
from saferplan.evidence.sources.reference import REFERENCE_SOURCES
from saferplan.synth import figures

REFERENCE = ROOT / "docs" / "reference"


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "text"), list(generate.pages()), ids=lambda value: getattr(value, "name", "text"))
def test_generated_parts_are_up_to_date(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, "run make docs"


def test_check_names_a_page_that_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    page = tmp_path / "docs" / "reference" / "exit-codes.md"
    page.parent.mkdir(parents=True)
    page.write_text("old")
    monkeypatch.setattr(generate, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(generate, "pages", lambda: iter([(page, "new")]))
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().out == "out of date: docs/reference/exit-codes.md\n"
    assert page.read_text() == "old"
    assert generate.main([]) == 0
    assert page.read_text() == "new"
    assert generate.main(["--check"]) == 0


def test_a_part_is_replaced_and_the_rest_of_the_page_stays() -> None:
    page = "before\n<!-- generated: x -->\nold\n<!-- end of x -->\nafter\n"
    expected = "before\n<!-- generated: x -->\n\nnew\n\n<!-- end of x -->\nafter\n"
    assert generate.with_part(page, "x", "new\n") == expected
    assert generate.with_part(expected, "x", "new") == expected
    with pytest.raises(ValueError, match="lacks the marks of 'y'"):
        generate.with_part(page, "y", "new")


COMMANDS = list(commands())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.prog)
def test_every_command_has_a_page_that_names_its_options(command: argparse.ArgumentParser) -> None:
    page = read(f"{command.prog.split()[1]}.md")
    assert f"`{command.prog}`" in page or f"`{command.prog} " in page
    unnamed = [name for name in map(_name, arguments_of(command)) if not re.search(rf"(?<![\w-]){name}\b", page)]
    assert [name for name in unnamed if name not in COMMON] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.prog)
def test_every_option_says_what_it_does_when_asked_for_help(command: argparse.ArgumentParser) -> None:
    silent = [_name(action) for action in arguments_of(command) if action.option_strings and not action.help]
    assert silent == []
    assert "Example:\n" in (command.epilog or "")


def _name(action: argparse.Action) -> str:
    return action.option_strings[-1] if action.option_strings else str(action.metavar)


# Told once for all commands, at the top of commands.md.
COMMON = ["--lake", "--json"]


def test_options_of_all_commands_are_told_once() -> None:
    top = read("commands.md").partition("<!-- generated")[0]
    assert all(f"`{name}`" in top for name in COMMON)


def keys_of(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


RECORD_KEYS = [key for key in keys_of(Record) if key not in ("against", "beside")]
# Page, its headings, and what the first column of the tables below them must name: no more and no less.
CONTRACTS = {
    ("measure.md", "Records"): [*RECORD_KEYS, *keys_of(Against), *keys_of(Beside)],
    ("coverage.md", "Records"): keys_of(CoverageRecord),
    ("areas.md", "JSON"): ["code", "name", "kind", "measured_as", "within", "note"],
    ("load.md", "A new release of a month"): keys_of(Changes),
    ("load.md", "What becomes of a file"): [str(status) for status in Status],
    ("load.md", "JSON"): [*(set(keys_of(LoadReport)) - {"rejected"}), *RowCounts._fields, "seconds"],
    ("strategic-assessment.md", "Exhibits"): list(BUILDERS),
}


@pytest.mark.parametrize(("page", "section"), CONTRACTS, ids=lambda value: value.removesuffix(".md").replace(" ", "-"))
def test_a_contract_is_described_key_by_key(page: str, section: str) -> None:
    assert sorted(named_in_tables(REFERENCE / page, section)) == sorted(CONTRACTS[page, section])


def test_every_key_of_a_loaded_file_is_described() -> None:
    text = read("load.md").partition("## JSON")[2]
    assert [key for key in keys_of(FileReport) if f"`{key}`" not in text] == []


def test_every_format_that_load_tells_is_described() -> None:
    text = read("files.md")
    assert [one.format for one in (*POLICE_FORMATS, *REFERENCE_SOURCES) if f"`{one.format}`" not in text] == []


def test_the_tables_of_an_assessment_are_described(assessed: AssessmentTables) -> None:
    assert sorted(named_in_tables(REFERENCE / "assess.md", "Tables")) == sorted(assessed.as_document())


def test_every_column_of_an_assessments_tables_is_described(assessed: AssessmentTables) -> None:
    """Those of a measured record are on the page of measure; columns named after an area's code are not listed."""
    pages = read("assess.md") + read("measure.md")
    tables = [table for table in assessed.as_document().values() if isinstance(table, list)]
    rows = [row for table in tables for row in table if isinstance(row, dict)]
    columns = {key for row in rows for key in row if not re.fullmatch(r"[A-Z]\d{8}", key)}
    assert sorted(key for key in columns if f"`{key}`" not in pages) == []


def test_the_words_of_chapters_are_those_of_the_reference(assessed: AssessmentTables) -> None:
    vocabulary = vocabulary_of(assessed, generated_on="today")
    described = named_in_tables(REFERENCE / "strategic-assessment.md", "Figures", "Lists", "Words")
    assert sorted(word.partition("(")[0] for word in described) == sorted(set(vocabulary) - {"has", "exhibit"})


def test_what_the_chapters_ask_for_is_described() -> None:
    chapters = ROOT / "src/saferplan/documents/strategic_assessment/chapters"
    asked = {
        name for path in chapters.glob("*.md") for name in re.findall(r'has\("([^"]+)"\)', path.read_text("utf-8"))
    }
    page = read("strategic-assessment.md")
    kinds = {re.sub(r"^(profile|deprived)-.*", lambda found: f"{found[1]}-", name) for name in asked}
    assert sorted(kind for kind in kinds if f'`"{kind}' not in page and f"`{kind}`" not in page) == []


def test_the_keys_of_assessment_json_are_described(assessment_json: Mapping[str, Any]) -> None:
    page = read("assess.md")
    nested = [assessment_json, *(assessment_json[name][0] for name in ("findings", "printed", "exhibits"))]
    keys = [*(key for record in nested for key in record), *assessment_json["findings"][0]["provenance"]]
    assert [key for key in keys if f"`{key}`" not in page] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [f"line {line}: {target}" for line, target in links(page) if not _leads(page, target)] == []


def _leads(page: Path, target: str) -> bool:
    if re.match(r"https://", target):
        return True
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    return file.exists() and ROOT in file.parents and (not anchor or anchor in anchors(file))


def test_anchors_are_those_of_git_hosts() -> None:
    assert anchor_of("Community Safety Partnership (CSP)") == "community-safety-partnership-csp"
    assert anchor_of("`saferplan fetch police-uk`") == "saferplan-fetch-police-uk"
    assert anchor_of("Police: data.police.uk") == "police-datapoliceuk"


def test_every_page_can_be_reached_from_the_index() -> None:
    listed = {(ROOT / "docs" / target.partition("#")[0]).resolve() for _, target in links(ROOT / "docs" / "index.md")}
    listed |= {(ROOT / "docs" / "adr" / target).resolve() for _, target in links(ROOT / "docs" / "adr" / "README.md")}
    own = [page for page in pages() if page.parent != ROOT and page.name != "index.md"]
    assert [str(page.relative_to(ROOT)) for page in own if page not in listed] == []


def test_the_glossary_has_each_word_once_and_in_order() -> None:
    parts = re.split(r"^## ", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    words = [re.findall(r"^### (.+)$", part, flags=re.MULTILINE) for part in parts]
    assert all(part == sorted(part, key=_in_order) for part in words)
    every = [word.casefold() for part in words for word in part]
    assert len(every) == len(set(every)) > 50


def _in_order(word: str) -> str:
    return word.casefold().replace("-", " ")


DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_what_was_decided_and_what_was_not(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == ["Context", "Decision", "Consequences", "Rejected"]
    assert len(text.split()) <= 500, "a page or less"


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_names_the_python_that_is_needed() -> None:
    needed = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert needed
    assert f"Python {needed[1]} or later" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_licence_line_and_the_sources_of_the_figures_that_ship() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert figures.LICENCE in readme
    heads = [line for path in figures.FOLDER.glob("*.csv") for line in figures.header(path.stem)]
    sources = {line.removeprefix("Source: ").split(",")[0] for line in heads if line.startswith("Source: ")}
    names = {"ONS": "Office for National Statistics", "MHCLG": "Ministry of Housing, Communities and Local Government"}
    assert sources
    assert [one for one in sources if names.get(one, one).rstrip(".") not in readme] == []


def test_json_examples_are_json() -> None:
    for page in pages():
        for block in blocks(page):
            if block.language == "json":
                json.loads(block.text)
