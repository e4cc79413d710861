"""Lookups and boundaries of the Open Geography Portal, as the CSV and GeoJSON files that `saferplan load` documents."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from saferplan.evidence.fetching.arcgis import (
    Layer,
    Reading,
    count_records,
    find_layer,
    properties,
    read_features,
    service_names,
)
from saferplan.evidence.fetching.download import Wanted, csv_line, write_file
from saferplan.evidence.fetching.outcomes import Outcome, Report, Status, success
from saferplan.evidence.fetching.pages import Pages
from saferplan.evidence.fetching.publishers import PortalTable, catalogue
from saferplan.evidence.fetching.store import Store
from saferplan.evidence.fetching.transport import Client

# ONS's letters: full resolution, generalised to 20 m, to 200 m, to 500 m; all clipped to the coast.
DETAILS = ("BFC", "BGC", "BSC", "BUC")


def fetch_geography(client: Client, store: Store, detail: str = "BGC") -> Report:
    """Gets every table and boundary of the catalogue; raises FetchError where the list of services cannot be had."""
    names, report = service_names(client), Report()
    for table in catalogue().geography:
        report.gather(_file_name(table), lambda table=table: [_fetch(client, store, table, names, detail)])
    return report


def _file_name(table: PortalTable) -> str:
    return f"{table.file}.{'geojson' if table.boundaries else 'csv'}"


def _fetch(client: Client, store: Store, table: PortalTable, names: list[str], detail: str) -> Outcome:
    name = _file_name(table)
    layer = find_layer(client, names, table.services.format(detail=detail), set(table.columns))
    count = count_records(client, layer, table.where)
    edition = f"{layer.edition}, {count} records" if layer.edition else ""
    held = store.held(name)
    if held and edition and held.edition == edition:
        return success(held, Status.UNCHANGED)
    pages = Pages(store, name, f"{edition or layer.service} {table.where} {count}")
    reading = Reading(layer, table.where, tuple(table.columns), table.boundaries, count)
    features = read_features(client, reading, pages, name)
    data = _geojson(client, layer, table, features) if table.boundaries else _csv(table, features)
    made = Wanted(f"{layer.url}/query", name, table.title, client.publisher.source)
    outcome = write_file(client, store, made, data, edition)
    pages.forget()
    return outcome


def _csv(table: PortalTable, features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    yield csv_line(table.columns.values())
    for feature in features:
        row = properties(feature)
        yield csv_line("" if row.get(column) is None else row[column] for column in table.columns)


def _geojson(client: Client, layer: Layer, table: PortalTable, features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One area a line, so that the file can be looked into with ordinary tools."""
    yield b'{"type": "FeatureCollection", "features": ['
    for number, feature in enumerate(features):
        if not feature.get("geometry"):
            raise client.error("one of its areas has no outline", layer.url)
        named = {ours: properties(feature).get(theirs) for theirs, ours in table.columns.items()}
        area = {"type": "Feature", "properties": named, "geometry": feature["geometry"]}
        yield (",\n" if number else "\n").encode() + json.dumps(area, ensure_ascii=False).encode()
    yield b"\n]}\n"
