"""What the benchmark of the site records of each page is what the site itself has logged of it."""

import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from restricted import copied
from saferplan.identities.embedded import Server

# The benchmarks are no part of the package that is installed.
sys.path.append(str(Path(__file__).parents[3]))

from bench import site

FEW = site.Size(partnerships=2, records=10, people=2, seconds=2, waits="0.1 0.2")


@pytest.fixture
def empty_site(postgres: Server, transactional_db: None) -> Iterator[str]:
    """A copy of the tests' own database, which has every table already."""
    connection.close()
    connection.close_pool()
    with copied(postgres, connection.settings_dict["NAME"]) as url:
        yield url


def test_pages_are_visited_and_timed_as_the_site_logs_them(empty_site: str, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:  # and not for longer: what empties the database needs what is taken out
        patch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # of tests alone: no site is served with it
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        section = site.measured(tmp_path / "site", empty_site, FEW, settings="uncompressed_settings")
    said, table, verdict = section.paragraphs
    logged = [json.loads(line) for line in (tmp_path / "site" / "log").read_text().splitlines() if line[0] == "{"]
    visits = [line for line in logged if line["from"] == "saferplan.requests"]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert {row[0] for row in rows} == {line["route"] for line in visits} >= {"partnerships:overview"}
    for route, number, median, _, slowest in rows:
        times = [line["milliseconds"] for line in visits if line["route"] == route]
        assert [number, median, slowest] == [f"{len(times)}", f"{statistics.median(times):.0f}", f"{max(times):.0f}"]
    assert {line["status"] for line in visits} <= {200, 302, 403, 404}
    assert said.startswith("2 partnerships with ")
    assert f"of all {len(visits)} visits is" in verdict
    assert "not judged on so few rows" in verdict
