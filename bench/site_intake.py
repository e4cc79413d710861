"""How long a large extract takes from its upload to its load, with fifty people at the pages of the evidence."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench import site
from bench.measuring import CALL, BenchError, Runner
from bench.report import Section, table

BYTES, QUICK_BYTES = 100_000_000, 4_000_000
SECONDS, QUICK_SECONDS = 300, 60
PATIENCE = 1_800
SEND = "evidence/deliveries/send/"
KINDS = ("Noise", "Litter", "Threats")


@dataclass(frozen=True)
class Size(site.Visitors):
    seconds: int = SECONDS
    file_bytes: int = BYTES


@dataclass(frozen=True)
class Taken:
    """Seconds of each step, for the person who sends and accepts."""

    rows: int
    sent: float
    tried: float
    loaded: float


def measure(runner: Runner, size: Size) -> Section:
    return site.on_a_server(measured, runner.work / "site-intake", size)


def measured(home: Path, database: str, size: Size) -> Section:
    """A site as an administrator serves it, and one process that does its work."""
    told = site.environment(home, database) | {"SITE_WITHIN": "evidence/"}
    made = site.seeded(home, told, "bench.site_intake_seed", size.people)
    file = home / "harbour-homes-extract.csv"
    rows = write_extract(file, size.file_bytes)
    with site.served(home, told) as port, working(home, told), ThreadPoolExecutor(1) as beside:
        visits = beside.submit(site.visited, home, told, port, size)
        taken = brought_in(f"http://localhost:{port}", made["analyst"], file, rows)
        visits.result()
    return Section("site-intake", "A large extract, from upload to load", _text(taken, site.times(home / "log"), size))


@contextmanager
def working(home: Path, told: Mapping[str, str]) -> Iterator[None]:
    with (home / "worker.log").open("w", encoding="utf-8") as log:
        worker = subprocess.Popen([sys.executable, "-c", CALL, "worker"], env=told, stdout=log, stderr=log)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait()


def write_extract(file: Path, size: int) -> int:
    """A landlord's list of so many bytes, of two years; how many rows it has."""
    rows = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write("Case Ref,Reported,Case Type,Easting,Northing,Officer\n")
        while stream.tell() < size:
            stream.writelines(_row(rows + more) for more in range(1_000))
            rows += 1_000
    return rows


def _row(number: int) -> str:
    when = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2024 + number // 12 % 2} 09:{number % 60:02}"
    place = f"{480_000 + number % 9_973},{205_000 + number % 9_901}"
    return f"HH-{number:08},{when},{KINDS[number % 3]},{place},Crew {number % 40}\n"


def brought_in(base: str, analyst: Mapping[str, str], file: Path, rows: int) -> Taken:
    """Sent, tried and accepted in a browser's way, and every page that it waits on is asked each second."""
    browser = requests.Session()
    browser.cookies.set(*analyst["cookie"].split("=", 1))
    sending = f"{base}/partnerships/{analyst['slug']}/{SEND}"
    secret = _hidden(browser.get(sending).text, "csrfmiddlewaretoken")
    began = time.monotonic()
    with file.open("rb") as stream:
        page = browser.post(sending, {"csrfmiddlewaretoken": secret, "note": ""}, files={"file": stream}).url
    sent = time.monotonic()
    text = _waited(browser, page, "Accept and load")
    tried = time.monotonic()
    accepting = {name: _hidden(text, name) for name in ("csrfmiddlewaretoken", "trial")}
    browser.post(f"{page}accept/", accepting)
    _waited(browser, page, "rows were loaded")
    return Taken(rows, sent - began, tried - sent, time.monotonic() - tried)


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    if found is None:
        raise BenchError(f"the page has no field {name}")
    return found[1]


def _waited(browser: requests.Session, page: str, words: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        text = browser.get(page).text
        if words in text:
            return text
        if "Cannot be loaded as it is" in text:
            raise BenchError("the extract cannot be loaded")
        time.sleep(1)
    raise BenchError(f"no page said '{words}' in {PATIENCE} seconds")


def _text(taken: Taken, times: dict[str, list[float]], size: Size) -> list[str]:
    steps = (("Sent", taken.sent), ("Tried", taken.tried), ("Loaded, and figures worked out", taken.loaded))
    return [
        f"A list of {taken.rows:,} rows ({size.file_bytes / 1e6:.0f} MB of CSV) is sent, tried and accepted, while"
        f" {size.people} people follow links below Evidence for {size.seconds} s,"
        f" {size.apart} seconds apart. Two processes serve, one works, all on this machine.",
        table(("Step", "Seconds"), [(name, f"{seconds:.0f}") for name, seconds in steps]),
        "Milliseconds of the server meanwhile:",
        *site.pages_told(times, judged=size == Size()),
    ]
