"""An answer as files: what its page shows, and what can be taken away."""

import json
from dataclasses import asdict
from pathlib import Path

from saferplan.documents.analyses.answer import Answer
from saferplan.documents.analyses.kept import ANSWER, CELLS, Shown
from saferplan.documents.drawing import NARROW, WIDE, size_of
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.geo_files import write_geojson
from saferplan.documents.tabulation import csv_text, headings, plain_value, printed_rows


def write_answer(answer: Answer, folder: Path) -> None:
    """answer.json, and beside it the pictures (wide and narrow), the data of each exhibit, and cells of hotspots."""
    told = {
        "title": answer.title,
        "cautions": list(answer.cautions),
        "exhibits": [_kept(one, folder) for one in answer.exhibits],
        "places": _places(answer),
    }
    if answer.study is not None:
        write_geojson(folder / CELLS, *answer.study.cells, answer.study.survey.events.plane)
    (folder / ANSWER).write_text(json.dumps(told, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _kept(exhibit: Exhibit, folder: Path) -> Shown:
    (folder / f"{exhibit.id}.csv").write_text(csv_text(exhibit), encoding="utf-8-sig", newline="")
    return {
        "id": exhibit.id,
        "title": exhibit.title,
        "subtitle": exhibit.subtitle,
        "picture": _drawn(exhibit, folder),
        "columns": [asdict(one) for one in headings(exhibit)],
        "rows": _rows(exhibit),
        "notes": list(exhibit.notes),
        "source": exhibit.source_line,
        "provenance": asdict(exhibit.provenance),
    }


def _drawn(exhibit: Exhibit, folder: Path) -> Shown | None:
    if exhibit.draw is None:
        return None
    sizes = {}
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        svg = exhibit.draw(width)
        (folder / f"{exhibit.id}-{name}.svg").write_text(svg, encoding="utf-8")
        sizes[name] = size_of(svg)
    return {"alt": exhibit.alt, **sizes}


def _rows(exhibit: Exhibit) -> list[list[Shown]]:
    """Each cell as it is printed, with the value to sort it by."""
    return [
        [
            {"text": cell.text, "sort": plain_value(record.get(column.key))}
            for cell, column in zip(cells, exhibit.columns, strict=True)
        ]
        for cells, record in zip(printed_rows(exhibit), exhibit.records, strict=True)
    ]


def _places(answer: Answer) -> list[Shown]:
    """Letter and wards of each place that stands out, for whoever decides about it."""
    if answer.study is None:
        return []
    return [{"place": row["place"], "where": row["wards"]} for row in answer.study.found.places]
