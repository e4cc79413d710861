"""How soon a browser has drawn the map of a county's neighbourhoods, beside the same page with a map of one area.

The page, the scripts and the outlines come from a server of files: what the site needs to make the page is measured
with the other pages (site-evidence). The browser starts with nothing kept, and draws without a graphics card.
"""

import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.browser import WINDOW, browser
from bench.measuring import ROOT, Runner, Sample, in_turn, ratios, spread
from bench.report import Section, met, seconds, span, table

MOST_SECONDS = 1.5
AREAS = 340  # neighbourhoods of a county such as Buckinghamshire
TURNS = 12  # of each side of an area, as simplified outlines have
WEST, SOUTH, ACROSS, UP = -1.1, 51.5, 0.03, 0.02
LOOKS = 5
ASSETS = ROOT / "src" / "saferplan" / "web" / "design_system" / "static" / "saferplan"
COUNTY, ONE = "A county's neighbourhoods", "One area"
PAGE = """<!doctype html><title>Map</title><link rel="stylesheet" href="assets/map.css">
<link rel="preload" as="fetch" crossorigin href="{name}.geojson">
<figure class="saferplan-map" data-module="saferplan-map" data-outlines="{name}.geojson"
 data-worker="assets/map-worker.js"><div class="saferplan-map__live" hidden></div>
<script type="application/json">{told}</script></figure><script type="module" src="assets/map.js"></script>"""


def measure(runner: Runner, *, rounds: int, areas: int = AREAS) -> Section:
    folder = runner.work / "site-map"
    folder.mkdir()
    (folder / "assets").symlink_to(ASSETS)
    for name, number in (("county", areas), ("one", 1)):
        _lay_out(folder, name, number)
    with _served(folder) as site, browser() as started:
        jobs = {
            COUNTY: partial(_drawn, started, f"{site}/county.html"),
            ONE: partial(_drawn, started, f"{site}/one.html"),
        }
        found = in_turn(jobs, rounds)
    return Section("site-map", "A map in the browser", _text(found, areas, rounds))


def _lay_out(folder: Path, name: str, areas: int) -> None:
    layer = county(areas)
    told = [
        {"code": f"E{at}", "name": f"Place {at}", "look": str(at % LOOKS), "figure": f"{at}.0", "words": ""}
        for at in range(areas)
    ]
    island = json.dumps({"chosen": "", "near": False, "over": "", "named": "", "areas": told})
    (folder / f"{name}.geojson").write_text(json.dumps(layer), encoding="utf-8")
    (folder / f"{name}.html").write_text(PAGE.format(name=name, told=island), encoding="utf-8")


def county(areas: int) -> dict[str, Any]:
    """So many areas in rows: neighbours have one crooked border in common, as published boundaries do."""
    wide = math.ceil(math.sqrt(areas))
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"E{at}", "name": f"Place {at}"},
            "geometry": {"type": "Polygon", "coordinates": [_ring(at % wide, at // wide)]},
        }
        for at in range(areas)
    ]
    return {"type": "FeatureCollection", "features": features, "saferplan": {"is_real": True, "note": ""}}


def _ring(column: int, row: int) -> list[list[float]]:
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
    sides = [_side(*ends) if ends[0] < ends[1] else _side(*ends[::-1])[::-1] for ends in pairwise(corners)]
    return [place for side in sides for place in side[:-1]] + [sides[0][0]]


def _side(start: tuple[int, int], end: tuple[int, int]) -> list[list[float]]:
    """From corner to corner; the same whichever of two neighbours asks."""
    found = []
    for turn in range(TURNS + 1):
        x, y = (begin + (close - begin) * turn / TURNS for begin, close in zip(start, end, strict=True))
        aside = 0.15 * math.sin(7 * (x + 3 * y)) * math.sin(math.pi * turn / TURNS)
        x, y = (x + aside, y) if start[0] == end[0] else (x, y + aside)
        found.append([round(WEST + x * ACROSS, 5), round(SOUTH + y * UP, 5)])
    return found


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the report is what is printed."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _drawn(started: Any, address: str) -> Sample:
    """From the opening of the page to the mark that its script sets, by the browser's own clock."""
    context = started.new_context(viewport=WINDOW)
    try:
        page = context.new_page()
        page.goto(address)
        page.locator(".saferplan-map__frame[data-drawn]").wait_for(state="attached")
        mark = page.evaluate("performance.getEntriesByName('saferplan-map-drawn')[0].startTime") / 1000
    finally:
        context.close()
    return Sample(mark, mark, 0, 0, 0)


def _text(found: dict[str, list[Sample]], areas: int, rounds: int) -> list[str]:
    ours = spread(found[COUNTY])
    verdict = met(ours.median <= MOST_SECONDS, judged=areas == AREAS and rounds > 1)
    times = ratios(found[COUNTY], found[ONE])
    return [
        f"{areas} areas of {4 * TURNS} points each are drawn in headless Chromium without a graphics card, with nothing"
        " kept from before. Seconds from opening the page.",
        table(("Map", "Seconds"), [(name, seconds(spread(samples))) for name, samples in found.items()]),
        f"The county takes {span(times, '.1f')} times what one area takes. At most"
        f" {MOST_SECONDS} s were asked: {verdict}.",
    ]
