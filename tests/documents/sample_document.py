"""A small document with one exhibit of every kind, and names that mean harm."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from saferplan.documents import charts, maps, tile_map
from saferplan.documents.document import Document
from saferplan.documents.evaluation import evaluate
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.folder import Chapter, Folder, read_folder
from saferplan.evidence.findings import Finding, Provenance

HOSTILE = '<script>alert("x")</script> & [a](javascript:b) | *c* {{ d }}'
FORMULA = "=HYPERLINK(A1)"
PROVENANCE = Provenance(
    tables={"incidents": 12, "population": 3},
    filter="burglary, in Exampleshire, January to March 2025",
    formula="count / residents x 1,000",
    sources=("Home Office via data.police.uk", "ONS, Census 2021"),
    code_version="saferplan 0.1.0",
)
WARDS = ["Abbey", "Bridge End", "Castle", "Downs North", "Downs South", "Eastgate", HOSTILE, FORMULA]
WIDE = (
    ColumnSpec("residents", "Residents in the middle of the year", "count"),
    ColumnSpec("rate", "Crimes per 1,000 residents", "rate"),
    ColumnSpec("low", "95% interval, from", "rate"),
    ColumnSpec("high", "to", "rate"),
)
CHAPTERS = {
    "01-summary.md": """# Key findings

- **{{ rate("burglary").value }}** burglaries per 1,000 residents
- **{{ change("burglary").text }}** since last year

The area {{ hostile }} had {{ rate("burglary") }}; see {{ see("league") }} and {{ see("trend") }}.
""",
    "02-detail.md": """# Detail

## Crime types

{{ exhibit("shares") }}

{{ exhibit("changes") }}

### Over time

{{ exhibit("trend") }}

{{ exhibit("panels") }}

## Places

| Ward | Note |
| --- | ---: |
| {{ hostile }} | 1 |

{{ exhibit("league") }}

{{ exhibit("funnel") }}

{{ exhibit("tiles") }}

{{ exhibit("map") }}

{{ exhibit("outcomes") }}
""",
}


def rate(name: str) -> Finding:
    record = {
        "count": 1234,
        "rate": 5.61,
        "ci_low": 5.3,
        "share": 0.214,
        "ratio": 0.934,
        "p": 0.0421,
        "name": "Burglary",
    }
    return Finding(f"rate/{name}", 5.61, "5.6 per 1,000 residents", PROVENANCE, "per 1,000 residents", record)


def change(name: str) -> Finding:
    return Finding(f"change/{name}", 0.8, "down 20%", PROVENANCE, "ratio", {"ratio": 0.8, "ratio_low": 0.7})


def ward_records() -> list[dict[str, Any]]:
    return [
        {
            "ward": name,
            "count": 40 * position + 35,
            "residents": 8_000 + 500 * position,
            "rate": (40 * position + 35) / (8 + 0.5 * position),
            "low": 2.0 * position,
            "high": 6.0 * position + 9,
            "change": (0.5, 0.8, 1.0, 1.1, 1.4, 2.0, None, 1.02)[position],
            "outline": square(position),
        }
        for position, name in enumerate(WARDS)
    ]


def square(position: int) -> bytes:
    """Squares side by side in two rows, in longitude and latitude."""
    import shapely

    west, south = -1.0 + 0.02 * (position % 4), 51.8 + 0.02 * (position // 4)
    return shapely.to_wkb(shapely.box(west, south, west + 0.02, south + 0.02))


def month_records() -> list[dict[str, Any]]:
    """Two areas over two years; June to September 2024 unknown, one month alone, one month None."""
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    known = [month for month in months if not "2024-06" <= month <= "2024-09" and month not in ("2025-02", "2025-04")]
    return [
        {"month": month, "area": area, "panel": panel, "index": None if month == "2025-08" else 90 + 3 * place + shift}
        for panel in ("Burglary", "Violence and sexual offences", HOSTILE)
        for area, shift in (("Exampleshire", 0), ("Force", 6))
        for place, month in enumerate(known)
    ]


def exhibits() -> dict[str, Exhibit]:
    wards, months = ward_records(), month_records()
    first = [record for record in months if record["panel"] == "Burglary"]
    limits = [
        {"size": size, "low_95": 10, "high_95": 22, "low_998": 7, "high_998": 27} for size in (7_500, 10_000, 12_500)
    ]
    layout = dict(zip(WARDS, [(position % 4, position // 4) for position in range(8)], strict=True))
    parts = [
        {"type": name, "part": part, "value": place + 1}
        for name in ("Burglary", "Robbery")
        for place, part in enumerate(("Charged", "No suspect", "Open"))
    ]
    draws = {
        "shares": charts.bars(wards, label="ward", value="count", low="low", high="high"),
        "changes": charts.dots(
            wards, label="ward", value="change", low="low", high="high", kind="ratio", no_change=1
        ),
        "trend": charts.lines(
            first, month="month", value="index", series="area", base=100,
            breaks=[charts.Break("2024-10", "2024-11", "new recording rules")],
        ),
        "panels": charts.small_multiples(months, panel="panel", month="month", value="index", series="area"),
        "league": None,
        "funnel": charts.funnel(wards, label="ward", size="residents", value="rate", limits=limits, centre=16),
        "tiles": tile_map.tiles(wards, layout=layout, label="ward", value="rate"),
        "map": maps.areas(wards, outline="outline", label="ward", value="rate", named=["Abbey", HOSTILE]),
        "outcomes": charts.stacked_bars(
            parts, label="type", part="part", value="value", order=["Charged", "No suspect", "Open"]
        ),
    }  # fmt: skip
    return {name: _exhibit(name, draw, wards) for name, draw in draws.items()}


def _exhibit(name: str, draw: Any, records: list[dict[str, Any]]) -> Exhibit:
    return Exhibit(
        id=name,
        title=f"What {name} shows of {HOSTILE}",
        subtitle="Rate per 1,000 residents, January to March 2025",
        columns=[
            ColumnSpec("ward", "Ward"),
            ColumnSpec("count", "Crimes", "count"),
            *(WIDE if name == "league" else ()),
            ColumnSpec("change", "Ratio", "ratio"),
        ],
        records=records,
        provenance=PROVENANCE,
        source_line="Source: Home Office via data.police.uk. Open Government Licence v3.0.",
        alt="" if draw is None else f"Eight wards, among them {HOSTILE}.",
        notes=["A note."],
        draw=draw,
    )


def vocabulary() -> Mapping[str, Any]:
    known = exhibits()
    return {"rate": rate, "change": change, "exhibit": lambda name: known[name], "hostile": HOSTILE}


def write_folder(path: Path, chapters: Mapping[str, str] = CHAPTERS) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    settings = 'title = "Assessment of {{ hostile }}"\nsubtitle = "2025"\nkind = "strategic-assessment"\n'
    (path / "document.toml").write_text(settings, encoding="utf-8")
    for name, text in chapters.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def document(path: Path, *, banner: str = "Synthetic records </style>") -> Document:
    return evaluate(read_folder(write_folder(path)), vocabulary(), banner=banner)


def evaluated(text: str, words: Mapping[str, Any] | None = None) -> Document:
    """A document of one chapter called 01-one.md, in memory."""
    folder = Folder(Path(), "A title", (Chapter("one", "01-one.md", text),))
    return evaluate(folder, vocabulary() if words is None else words)
