"""Writes a document's files in the formats asked for; figures and exhibits as JSON, SVG and CSV go with the page.

Everything is written into a folder beside, and moved in only when all of it is there.
"""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from saferplan.documents.brand import Brand
from saferplan.documents.data_pack import data_pack, exhibit_csvs
from saferplan.documents.document import Document, PlacedExhibit
from saferplan.documents.drawing import Drawing, drawn
from saferplan.documents.html import render_html
from saferplan.documents.tabulation import plain_value
from saferplan.documents.tree import Tree, tree_of
from saferplan.errors import UsageError, nearest
from saferplan.evidence.findings import Finding


@dataclass(frozen=True)
class Order:
    """What a writer is asked for: the document with its drawings, under which name and brand, made on which day."""

    document: Document
    drawings: dict[str, Drawing]
    name: str
    brand: Brand
    made_on: date

    @cached_property
    def tree(self) -> Tree:
        return tree_of(self.document, self.drawings)


def write(
    document: Document,
    out_dir: Path,
    *,
    name: str = "assessment",
    formats: Sequence[str] = ("html",),
    brand: Brand | None = None,
    made_on: date | None = None,
) -> Path:
    """Writes NAME in each of `formats` (see WRITERS) into `out_dir`; returns the path of the first.

    `brand` is the publisher's look (neutral without); `made_on` the day that files name as theirs, today without:
    on one day, and under one lock, the same document gives the same bytes. Other files in `out_dir` stay. On any
    error what was there before is untouched. Raises UsageError for a format that does not exist.
    """
    check_formats(formats)
    order = Order(document, drawn(document), name, brand or Brand(), made_on or datetime.now(UTC).date())
    files = _written(order, tuple(dict.fromkeys(formats)))
    _put_in_place(files, out_dir)
    return out_dir / next(iter(files))


def check_formats(formats: Sequence[str]) -> None:
    """Whether there is a writer for each. Raises UsageError."""
    for format_name in formats:
        if format_name not in WRITERS:
            known = nearest(format_name, list(WRITERS)) or f"There are {', '.join(WRITERS)}."
            raise UsageError(f"there is no format '{format_name}'", remedy=known)
    if not formats:
        raise UsageError("no format is asked for", remedy=f"There are {', '.join(WRITERS)}.")


def _written(order: Order, formats: Sequence[str]) -> dict[str, str | bytes]:
    """The files of each format, in the order asked for. Typst leaves Python to others while it sets the pages."""
    lanes = [[name for name in formats if name == "pdf"], [name for name in formats if name != "pdf"]]
    if formats != ("html",):
        order.tree  # noqa: B018 (grown once, before two threads ask for it)
    with ThreadPoolExecutor(len(lanes)) as threads:
        made = dict(chain.from_iterable(threads.map(partial(_in_turn, order), lanes)))
    return {name: content for format_name in formats for name, content in made[format_name].items()}


def _in_turn(order: Order, lane: Sequence[str]) -> list[tuple[str, dict[str, str | bytes]]]:
    return [(name, WRITERS[name](order)) for name in lane]


def _html(order: Order) -> dict[str, str | bytes]:
    record = json.dumps(as_record(order.document), ensure_ascii=False, indent=1, allow_nan=False)
    return {
        f"{order.name}.html": render_html(order.document, order.drawings, order.brand),
        f"{order.name}.json": record + "\n",
        **_exhibit_files(order.document, order.drawings),
    }


def _pdf(order: Order) -> dict[str, str | bytes]:
    from saferplan.documents.pdf.rendering import render_pdf

    return {f"{order.name}.pdf": render_pdf(order.document, order.tree, order.brand, order.made_on)}


def _docx(order: Order) -> dict[str, str | bytes]:
    from saferplan.documents.office.rendering import render_docx

    return {f"{order.name}.docx": render_docx(order.document, order.tree, order.brand, order.made_on)}


def _odt(order: Order) -> dict[str, str | bytes]:
    from saferplan.documents.office.rendering import render_odt

    return {f"{order.name}.odt": render_odt(order.document, order.tree, order.brand, order.made_on)}


def _data(order: Order) -> dict[str, str | bytes]:
    return {f"{order.name}-data.zip": data_pack(order.document, order.brand, order.made_on)}


WRITERS: Mapping[str, Callable[[Order], dict[str, str | bytes]]] = MappingProxyType(
    {"html": _html, "pdf": _pdf, "docx": _docx, "odt": _odt, "data": _data}
)
"""By format: what gives the files of it, by name."""


def as_record(document: Document) -> dict[str, Any]:
    """Every finding that the text prints and every exhibit, as JSON values; figures unrounded."""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "kind": document.kind,
        "language": document.language,
        "banner": document.banner,
        "findings": [_finding_record(finding) for finding in document.findings],
        "printed": [
            {
                "chapter": figure.file,
                "line": figure.line,
                "text": figure.text,
                "findings": [finding.id for finding in figure.findings],
            }
            for figure in document.printed
        ],
        "exhibits": [_exhibit_record(placed) for placed in document.exhibits],
    }


def _finding_record(finding: Finding) -> dict[str, Any]:
    return plain_value(
        {
            "id": finding.id,
            "value": finding.value,
            "text": finding.text,
            "unit": finding.unit,
            "record": finding.record,
            "provenance": asdict(finding.provenance),
        }
    )


def _exhibit_record(placed: PlacedExhibit) -> dict[str, Any]:
    exhibit = placed.exhibit
    return plain_value(
        {
            "id": exhibit.id,
            "label": placed.label,
            "title": exhibit.title,
            "subtitle": exhibit.subtitle,
            "alt": exhibit.alt if exhibit.draw else "",
            "columns": [asdict(column) for column in exhibit.columns],
            "records": [_without_outlines(record) for record in exhibit.records],
            "notes": list(exhibit.notes),
            "source_line": exhibit.source_line,
            "provenance": asdict(exhibit.provenance),
        }
    )


def _without_outlines(record: Mapping[str, Any]) -> dict[str, Any]:
    """Boundaries in binary form draw a map and are no figures."""
    return {key: value for key, value in record.items() if not isinstance(value, bytes)}


def _exhibit_files(document: Document, drawings: dict[str, Drawing]) -> dict[str, str]:
    return {
        **exhibit_csvs(document),
        **{f"exhibits/{name}.svg": drawing.wide for name, drawing in drawings.items()},
    }


def _put_in_place(files: Mapping[str, str | bytes], out_dir: Path) -> None:
    out_dir = out_dir.resolve()
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out_dir.name}-", dir=out_dir.parent) as beside:
        fresh, old = Path(beside, "fresh"), Path(beside, "old")
        old.mkdir()
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if out_dir.exists():
            _swap(fresh, out_dir, old)
        else:
            fresh.rename(out_dir)


def _swap(fresh: Path, out_dir: Path, old: Path) -> None:
    """Moves every entry of `fresh` into `out_dir` and what stood there to `old`; undone when one cannot be moved."""
    moved: list[tuple[Path, Path]] = []
    try:
        for entry in sorted(fresh.iterdir()):
            place = out_dir / entry.name
            if place.exists():
                place.rename(old / entry.name)
                moved.append((old / entry.name, place))
            entry.rename(place)
            moved.append((place, entry))
    except OSError:
        for now, before in reversed(moved):
            now.rename(before)
        raise
