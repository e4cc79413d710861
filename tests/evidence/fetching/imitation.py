"""A server on this machine that behaves as the publishers do, faults included, to test `saferplan fetch` against.

Files answer Range, If-Range, If-None-Match and If-Modified-Since. A fault is queued for a path and met once, by the
next request for it. Every request is kept, so that a test can say what was asked for, and how often.
"""

import gzip
import hashlib
import io
import json
import re
import threading
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"


@dataclass
class File:
    """A file as a server keeps it. `ranges`: whether it sends parts; `etag`, `last_modified`: may be empty."""

    body: bytes
    etag: str = ""
    last_modified: str = ""
    content_type: str = "application/octet-stream"
    ranges: bool = True
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None


@dataclass
class Request:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


Route = Callable[[Request], Answer]
Fault = Callable[[Request, Route], Answer]


def etag_of(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


# ---- faults


def busy(status: int, retry_after: str = "") -> Fault:
    return lambda *_: Answer(status, b"slow down", {"Retry-After": retry_after} if retry_after else {})


def cut(after: int) -> Fault:
    """The connection breaks after so many bytes of the body."""

    def fault(request: Request, route: Route) -> Answer:
        answer = route(request)
        answer.cut_after = after
        return answer

    return fault


def web_page(request: Request, route: Route) -> Answer:
    return Answer(200, PAGE, {"Content-Type": "text/html"})


def before(action: Callable[[], None]) -> Fault:
    """Something happens on the server just before it answers."""

    def fault(request: Request, route: Route) -> Answer:
        action()
        return route(request)

    return fault


def too_long(by: int) -> Fault:
    """Announces more bytes than it sends."""

    def fault(request: Request, route: Route) -> Answer:
        answer = route(request)
        answer.headers["Content-Length"] = str(len(answer.body) + by)
        answer.cut_after = len(answer.body)
        return answer

    return fault


def packed(cut_off: int = 0) -> Fault:
    """Sends the body gzipped, its last `cut_off` bytes left out but not announced."""

    def fault(request: Request, route: Route) -> Answer:
        answer = route(request)
        body = gzip.compress(answer.body)
        answer.body = body[: len(body) - cut_off]
        answer.headers["Content-Encoding"] = "gzip"
        return answer

    return fault


# ---- the server


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is nothing to report."""


class Imitation:
    """Routes by path. `base_url` is given to the program in place of every publisher's address."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.routes: dict[str, Route] = {}
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.requests: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> "Imitation":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def add(self, path: str, body: bytes, **options: Any) -> File:
        self.files[path] = File(body, **{"etag": etag_of(body), **options})
        return self.files[path]

    def add_json(self, path: str, told: Any) -> None:
        self.routes[path] = lambda _: json_answer(told)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        self.routes[path] = lambda _: Answer(status, b"", {"Location": target})

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        route = self.routes.get(request.path, self._file)
        if self.faults[request.path]:
            return self.faults[request.path].pop(0)(request, route)
        return route(request)

    def _file(self, request: Request) -> Answer:
        if request.path not in self.files:
            return Answer(404, PAGE, {"Content-Type": "text/html"})
        return file_answer(self.files[request.path], request)


def json_answer(told: Any) -> Answer:
    return Answer(200, json.dumps(told).encode(), {"Content-Type": "application/json"})


def file_answer(file: File, request: Request) -> Answer:
    """As RFC 9110 orders the conditions: If-None-Match, then If-Modified-Since, then Range where If-Range agrees."""
    headers = {"Content-Type": file.content_type, **file.headers}
    headers |= {name: value for name, value in (("ETag", file.etag), ("Last-Modified", file.last_modified)) if value}
    matches = request.headers.get("if-none-match")
    if matches is not None:
        if file.etag and matches == file.etag:
            return Answer(304, b"", headers)
    elif file.last_modified and request.headers.get("if-modified-since") == file.last_modified:
        return Answer(304, b"", headers)
    wanted, condition = request.headers.get("range"), request.headers.get("if-range")
    # A weak ETag does not promise the same bytes, so that If-Range never agrees with one.
    strong = "" if file.etag.startswith("W/") else file.etag
    if not file.ranges or not wanted or condition not in (None, strong, file.last_modified):
        return Answer(200, file.body, headers)
    return _part(file, wanted, headers)


def _part(file: File, wanted: str, headers: dict[str, str]) -> Answer:
    size = len(file.body)
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted)
    assert match, wanted
    first = int(match[1]) if match[1] else max(0, size - int(match[2]))
    last = min(size - 1, int(match[2])) if match[1] and match[2] else size - 1
    if first >= size:
        return Answer(416, b"", {**headers, "Content-Range": f"bytes */{size}"})
    return Answer(206, file.body[first : last + 1], {**headers, "Content-Range": f"bytes {first}-{last}/{size}"})


def _handler(imitation: Imitation) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body in one packet: else each answer waits 40 ms for the acknowledgement of the first.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = imitation.answer(Request(parts.path, query, headers))
            self.send_response(answer.status)
            body = b"" if answer.status == 304 else answer.body
            for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: answer.cut_after])
            self.close_connection = answer.cut_after is not None

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


# ---- the publishers


def zip_of(members: dict[str, bytes], date: tuple[int, int, int, int, int, int] = (2022, 4, 25, 10, 0, 0)) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, date), body, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def street_csv(month: str, force: str, rows: int = 40) -> bytes:
    heading = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type"
    lines = [f"{hashlib.sha256(f'{month}{force}{n}'.encode()).hexdigest()},{month},{force}" for n in range(rows)]
    return "\n".join([heading, *lines, ""]).encode()


def police_archive(months: list[str], forces: list[str], kinds: tuple[str, ...] = ("street", "outcomes")) -> bytes:
    members = {
        f"{month}/{month}-{force}-{kind}.csv": street_csv(month, f"{force} {kind}")
        for month in months
        for force in forces
        for kind in kinds
    }
    return zip_of(members)


class DataPoliceUk:
    """The archives of data.police.uk: an index page with MD5 sums, and redirects to the place that has the files."""

    def __init__(self, imitation: Imitation) -> None:
        self.imitation, self.md5s = imitation, {}
        imitation.routes["/data/archive/"] = lambda _: self._index()

    def archive(self, month: str, body: bytes, *, listed: bool = True, **options: Any) -> File:
        # The ETag of a file that was uploaded to S3 in parts is no MD5; it ends in the number of parts.
        options = {"etag": f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()[:32]}-104"', **options}
        if listed:
            self.md5s[month] = hashlib.md5(body, usedforsecurity=False).hexdigest()
        self.imitation.redirect(f"/data/archive/{month}.zip", f"/s3/archive/{month}.zip")
        return self.imitation.add(f"/s3/archive/{month}.zip", body, **options)

    def _index(self) -> Answer:
        items = "".join(
            f'<li><a href="/data/archive/{month}.zip">{month}</a> (1.7 GB) Contains data. MD5: <code>{md5}</code></li>'
            for month, md5 in sorted(self.md5s.items(), reverse=True)
        )
        page = f'<!doctype html><ul><li><a href="/data/archive/latest.zip">latest</a></li>{items}</ul>'
        return Answer(200, page.encode(), {"Content-Type": "text/html"})


class Portal:
    """The ArcGIS server of the Open Geography Portal, with its limit of records an answer."""

    def __init__(self, imitation: Imitation, most_records: int = 3) -> None:
        self.imitation, self.most_records = imitation, most_records
        self.services: dict[str, list[dict[str, Any]]] = {}
        self.edited = 1_700_000_000_000
        imitation.routes["/arcgis/rest/services"] = lambda _: json_answer(
            {"services": [{"name": name, "type": "FeatureServer"} for name in self.services]}
        )

    def service(self, name: str, rows: list[dict[str, Any]]) -> None:
        self.services[name] = [{"ObjectId": number, **row} for number, row in enumerate(rows, 1)]
        self.imitation.routes[f"/arcgis/rest/services/{name}/FeatureServer/0"] = lambda _: self._layer(name)
        self.imitation.routes[self.query_path(name)] = lambda request: self._query(name, request)

    def query_path(self, name: str) -> str:
        return f"/arcgis/rest/services/{name}/FeatureServer/0/query"

    def _layer(self, name: str) -> Answer:
        told = {
            "fields": [{"name": column} for column in self.services[name][0] if column != "geometry"],
            "objectIdField": "ObjectId",
            "maxRecordCount": self.most_records,
            "editingInfo": {"lastEditDate": self.edited},
        }
        return json_answer(told)

    def _query(self, name: str, request: Request) -> Answer:
        rows = self.services[name]
        if request.query["where"] != "1=1":
            code = request.query["where"].split(" ")[0]
            rows = [row for row in rows if row[code][0] in "EW"]
        if request.query.get("returnCountOnly") == "true":
            return json_answer({"count": len(rows)})
        offset = int(request.query.get("resultOffset", 0))
        size = min(self.most_records, int(request.query["resultRecordCount"]))
        page, more = rows[offset : offset + size], offset + size < len(rows)
        columns = request.query["outFields"].split(",")
        picked = [{column: row[column] for column in columns} for row in page]
        if request.query["f"] == "json":
            told = {"features": [{"attributes": row} for row in picked]}
            return json_answer({**told, "exceededTransferLimit": True} if more else told)
        features = [
            {"type": "Feature", "id": row["ObjectId"], "properties": row, "geometry": whole["geometry"]}
            for row, whole in zip(picked, page, strict=True)
        ]
        told = {"type": "FeatureCollection", "features": features}
        return json_answer({**told, "properties": {"exceededTransferLimit": True}} if more else told)


class Nomis:
    """The Nomis API: cuts every answer at its limit without a word, and answers a wrong query with no rows."""

    def __init__(self, imitation: Imitation, most_rows: int = 4) -> None:
        self.imitation, self.most_rows, self.updated = imitation, most_rows, "2025-11-07 09:30:00"

    def dataset(self, name: str, rows: list[dict[str, Any]]) -> None:
        self.imitation.routes[f"/api/v01/dataset/{name}.data.csv"] = lambda request: self._data(rows, request)
        self.imitation.routes[f"/api/v01/dataset/{name}/def.sdmx.json"] = lambda _: self._definition(name)

    def _definition(self, name: str) -> Answer:
        notes = [
            {"annotationtitle": "Status", "annotationtext": "Current"},
            {"annotationtitle": "LastUpdated", "annotationtext": self.updated},
        ]
        family = {"id": name, "annotations": {"annotation": notes}}
        return json_answer({"structure": {"keyfamilies": {"keyfamily": [family]}}})

    def _data(self, rows: list[dict[str, Any]], request: Request) -> Answer:
        columns = request.query["select"].upper().split(",")
        offset, limit = int(request.query.get("recordoffset", 0)), int(request.query.get("recordlimit", 10**9))
        page = rows[offset : offset + min(limit, self.most_rows)]
        lines = [",".join(f'"{column}"' for column in columns)]
        for row in page:
            whole = {"DATE_NAME": "2024", "RECORD_COUNT": len(rows), **row}
            lines.append(",".join(f'"{whole[column]}"' for column in columns))
        return Answer(200, "\r\n".join([*lines, ""]).encode(), {"Content-Type": "text/csv"})


class GovUk:
    """GOV.UK's content API and the server of its attachments."""

    def __init__(self, imitation: Imitation) -> None:
        self.imitation = imitation

    def publication(self, page: str, attachments: dict[str, bytes], *, in_body: bool = False) -> None:
        addresses = []
        for number, (name, body) in enumerate(attachments.items()):
            path = f"/media/{number:024x}/{name}"
            self.imitation.add(path, body, last_modified="Thu, 23 Jul 2026 08:30:00 GMT")
            addresses.append(f"https://assets.publishing.service.gov.uk{path}")
        details = {"attachments": [{"url": url, "title": "Tables", "content_type": "x"} for url in addresses]}
        if in_body:
            details = {"body": "".join(f'<a href="{url}">Tables</a>' for url in addresses)}
        self.imitation.add_json(f"/api/content{page}", {"base_path": page, "details": details})


class OnsSite:
    """The ONS site: every page is JSON under /data, every file is behind /file?uri=."""

    def __init__(self, imitation: Imitation) -> None:
        self.imitation, self.workbooks = imitation, {}
        imitation.routes["/file"] = lambda request: file_answer(self.workbooks[request.query["uri"]], request)

    def dataset(self, page: str, edition: str, file: str, body: bytes) -> None:
        uri = f"{page}/{edition}"
        self.imitation.add_json(f"{page}/data", {"datasets": [{"uri": uri}, {"uri": f"{page}/older"}]})
        self.imitation.add_json(f"{uri}/data", {"downloads": [{"file": file}]})
        self.workbooks[f"{uri}/{file}"] = File(body, etag_of(body))


def workbook(*sheets: str) -> bytes:
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    xml = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{names}</sheets></workbook>'
    )
    return zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": xml.encode()})
