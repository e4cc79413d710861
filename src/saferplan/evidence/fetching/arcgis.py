"""ArcGIS feature services, as the Open Geography Portal uses them: found by name, read in pages, counted.

The REST interface answers 200 also where it fails ({"error": …}), and says `exceededTransferLimit` beside the
features or, in GeoJSON, under `properties`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from saferplan.evidence.fetching.pages import Pages
from saferplan.evidence.fetching.transport import Client, TryAgain

SERVICES = "/arcgis/rest/services"
# ONS layers allow 1,000 or 2,000 records an answer; outlines are longer, so that fewer make an answer of some MB.
MOST_RECORDS, MOST_OUTLINES = 2000, 500
DEGREES_DECIMALS = 6  # 0.1 m


@dataclass(frozen=True)
class Layer:
    """A layer that answers queries. `edition` changes when ONS edits it; empty where the service does not say."""

    service: str
    url: str
    object_id: str
    most_records: int
    edition: str


def service_names(client: Client) -> list[str]:
    """Names of all feature services of the publisher."""
    listed = _ask(client, client.url(SERVICES), {})
    return [
        service["name"].rsplit("/", 1)[-1]
        for service in listed.get("services", [])
        if service["type"] == "FeatureServer"
    ]


def find_layer(client: Client, names: list[str], pattern: str, columns: set[str]) -> Layer:
    """The newest version (_v2, _V3 …) of the service that `pattern` names and that has all `columns`."""
    version = re.compile(rf"(?:{pattern})(?:_v(\d+))?", re.IGNORECASE)
    versions = {name: match for name in names if (match := version.fullmatch(name))}
    for name in sorted(versions, key=lambda name: int(versions[name].groups()[-1] or 1), reverse=True):
        url = client.url(f"{SERVICES}/{name}/FeatureServer/0")
        told = _ask(client, url, {})
        if columns <= {field["name"] for field in told.get("fields", [])}:
            edited = (told.get("editingInfo") or {}).get("lastEditDate", "")
            return Layer(
                service=name,
                url=url,
                object_id=told.get("objectIdField") or "",
                most_records=int(told.get("maxRecordCount") or 1000),
                edition=f"{name}@{edited}" if edited else "",
            )
    wanted = f"no service '{pattern}' with the columns {', '.join(sorted(columns))}"
    raise client.error(f"{client.publisher.name} has {wanted}", client.url(SERVICES))


def count_records(client: Client, layer: Layer, where: str) -> int:
    told = _ask(client, f"{layer.url}/query", {"where": where, "returnCountOnly": "true"})
    if not isinstance(told.get("count"), int):
        raise client.error("it does not say how many records there are", layer.url)
    return told["count"]


@dataclass(frozen=True)
class Reading:
    """What to read of a layer: rows that fit `where`, their `fields`, with outlines (as GeoJSON, WGS84) or without."""

    layer: Layer
    where: str
    fields: tuple[str, ...]
    outlines: bool
    count: int

    @property
    def form(self) -> str:
        return "geojson" if self.outlines else "json"

    def query(self, offset: int) -> dict[str, str]:
        size = min(self.layer.most_records, MOST_OUTLINES if self.outlines else MOST_RECORDS)
        ids = [self.layer.object_id] if self.layer.object_id else []
        shape = {"outSR": "4326", "geometryPrecision": str(DEGREES_DECIMALS)} if self.outlines else {}
        return {
            "where": self.where,
            "outFields": ",".join(dict.fromkeys([*self.fields, *ids])),
            "returnGeometry": str(self.outlines).lower(),
            **({"orderByFields": ids[0]} if ids else {}),
            **shape,
            "resultOffset": str(offset),
            "resultRecordCount": str(size),
        }


def read_features(client: Client, reading: Reading, pages: Pages, name: str) -> Iterator[dict[str, Any]]:
    """Every feature, by object id; at the end raises FetchError unless they are `count` different ones.

    A page is held at a time: the outlines of all LSOAs would take a gigabyte.
    """
    read, ids, more = 0, set(), True
    while more:
        answer = _page(client, reading, pages, read)
        features = answer.get("features", [])
        read += len(features)
        more = bool(features) and (_exceeded(answer) or read < reading.count)
        ids |= {properties(feature).get(reading.layer.object_id, index) for index, feature in enumerate(features, read)}
        client.progress(name, read, reading.count)
        yield from features
    # Pages without a stable order can repeat a record and leave out another: the ids tell.
    if not read == len(ids) == reading.count:
        pages.forget()
        problem = f"its pages hold {read:,} records, {len(ids):,} different ones, of {reading.count:,}"
        raise client.error(problem, reading.layer.url)


def _page(client: Client, reading: Reading, pages: Pages, offset: int) -> dict[str, Any]:
    def fetch() -> bytes:
        return json.dumps(_ask(client, f"{reading.layer.url}/query", reading.query(offset), reading.form)).encode()

    return json.loads(pages.page(offset, fetch))


def _exceeded(answer: dict[str, Any]) -> bool:
    return bool(answer.get("exceededTransferLimit") or (answer.get("properties") or {}).get("exceededTransferLimit"))


def properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Columns of a feature in Esri's JSON or in GeoJSON."""
    return feature.get("attributes") or feature.get("properties") or {}


def _ask(client: Client, url: str, query: dict[str, str], form: str = "json") -> dict[str, Any]:
    asked = f"{url}?{urlencode({**query, 'f': form})}"

    def ask() -> dict[str, Any]:
        answer = client.json(asked)
        if not isinstance(answer, dict):
            raise client.error("it sent something else than was asked for", url)
        if fault := answer.get("error"):
            code, said = fault.get("code"), fault.get("message") or "an error"
            if code in {429, 500, 502, 503, 504}:
                raise TryAgain(f"it answered {code} ({said})")
            raise client.error(f"it answered {code} ({said})", url)
        return answer

    return client.persist(ask, asked)
