"""The figures of a document for other people's programs: a zip of CSV files with a README that explains them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from saferplan.documents.brand import Brand
from saferplan.documents.document import Document, PlacedExhibit
from saferplan.documents.packing import zipped
from saferplan.documents.provenance import Sources, sources_of
from saferplan.documents.tabulation import csv_text, plain_value
from saferplan.errors import DocumentError
from saferplan.evidence.findings import Provenance
from saferplan.evidence.formulas import guarded

BOM = "\ufeff"
"""Excel reads UTF-8 only where a byte-order mark says so."""
KINDS = MappingProxyType(
    {
        "text": "words",
        "count": "a whole number",
        "rate": "a rate, in the unit that the title names",
        "share": "a share of one: 0.25 is 25%",
        "percent": "a share of one: 0.25 is 25%",
        "ratio": "a ratio: 1.2 is 20% more",
        "number": "a number",
        "p": "a probability",
    }
)
_FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#])")
_OF_FINDINGS = ("id", "value", "unit", "text", "printed_as", "printed_in")
_OF_PROVENANCE = ("of", "id", "label", "counted", "worked_out_as", "tables", "sources", "code")


def data_pack(document: Document, brand: Brand, made_on: date) -> bytes:
    """README.md, exhibits/ID.csv, findings.csv and provenance.csv; figures unrounded, missing values empty."""
    sources = sources_of(document)
    files = {
        "README.md": _readme(document, sources, brand, made_on),
        "findings.csv": BOM + _csv(_OF_FINDINGS, _findings(document)),
        "provenance.csv": BOM + _csv(_OF_PROVENANCE, _provenance(sources)),
        **exhibit_csvs(document),
    }
    return zipped({name: text.encode() for name, text in files.items()}, made_on)


def exhibit_csvs(document: Document) -> dict[str, str]:
    """By file name. Raises DocumentError for an exhibit whose id names no file."""
    for placed in document.exhibits:
        if not _FILE_NAME.fullmatch(placed.exhibit.id):
            raise DocumentError(
                f"exhibit '{placed.exhibit.id}' cannot name a file", remedy="Use small letters, digits and hyphens."
            )
    return {f"exhibits/{placed.exhibit.id}.csv": BOM + csv_text(placed.exhibit) for placed in document.exhibits}


def _findings(document: Document) -> Iterator[Mapping[str, Any]]:
    for finding in document.findings:
        uses = [figure for figure in document.printed if finding in figure.findings]
        yield {
            "id": finding.id,
            "value": plain_value(finding.value),
            "unit": finding.unit,
            "text": finding.text,
            "printed_as": "; ".join(dict.fromkeys(figure.text for figure in uses)),
            "printed_in": "; ".join(dict.fromkeys(f"{figure.file}, line {figure.line}" for figure in uses)),
        }


def _provenance(sources: Sources) -> Iterator[Mapping[str, Any]]:
    for entry in sources.entries.values():
        yield {"of": "figure in the text", "id": entry.finding.id, "label": "", **_traced(entry.finding.provenance)}
    for entry in sources.exhibits:
        placed = entry.placed
        yield {"of": "exhibit", "id": placed.exhibit.id, "label": placed.label, **_traced(entry.provenance)}


def _traced(provenance: Provenance) -> dict[str, str]:
    return {
        "counted": provenance.filter,
        "worked_out_as": provenance.formula,
        "tables": "; ".join(f"{table} version {version}" for table, version in sorted(provenance.tables.items())),
        "sources": "; ".join(provenance.sources),
        "code": provenance.code_version,
    }


def _csv(columns: Sequence[str], records: Iterator[Mapping[str, Any]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(record[column]) for column in columns] for record in records)
    return stream.getvalue()


def _readme(document: Document, sources: Sources, brand: Brand, made_on: date) -> str:
    title = ": ".join(filter(None, (document.title, document.subtitle)))
    publisher = f"Published by {_escaped(brand.name)}. " if brand.name else ""
    banner = [f"**{_escaped(document.banner)}**"] if document.banner else []
    paragraphs = [
        f"# Data of {_escaped(title)}",
        *banner,
        f"{publisher}Made on {made_on:%-d %B %Y}. The files are CSV in UTF-8: figures unrounded, missing values empty,"
        " text that a spreadsheet would run as a formula with an apostrophe in front.",
        "- `exhibits/`: the data behind each chart, map and table of the document, described below",
        "- `findings.csv`: every figure that the text prints: its id, value and unit, how it is printed and where",
        "- `provenance.csv`: what was counted for each figure and exhibit, how it was worked out, from which version"
        " of which table",
        "## Licence",
        "Each exhibit names its sources and their licence. Where that is the Open Government Licence v3.0, the data may"
        " be copied, published and adapted, with the source named:"
        " <https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>.",
        "## Tables and their versions",
        *(_basis(basis.label, basis.tables, basis.sources, basis.code_version) for basis in sources.bases.values()),
        "## Exhibits",
        *(_described(placed) for placed in document.exhibits),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _basis(label: str, tables: Sequence[tuple[str, int]], sources: Sequence[str], code: str) -> str:
    named = ", ".join(f"{_escaped(table)} version {version}" for table, version in tables) or "no table"
    lines = [f"**{label}**: {named}", *(f"- {_escaped(source)}" for source in sources)]
    return "\n".join([*lines, *([f"- Code: {_escaped(code)}"] if code else [])])


def _described(placed: PlacedExhibit) -> str:
    exhibit = placed.exhibit
    columns = [f"| {_escaped(column.heading)} | {KINDS[column.kind]} |" for column in exhibit.columns]
    lines = [_escaped(line) for line in (exhibit.subtitle, *exhibit.notes, exhibit.source_line) if line]
    return "\n\n".join(
        [
            f"### {placed.label}: {_escaped(exhibit.title)}",
            f"`exhibits/{exhibit.id}.csv`, {len(exhibit.records)} rows",
            *lines,
            "\n".join(["| column | holds |", "| --- | --- |", *columns]),
        ]
    )


def _escaped(text: str) -> str:
    """As Markdown prints it unchanged, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
