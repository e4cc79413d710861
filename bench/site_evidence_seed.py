"""A partnership with a lake of so many incidents: areas of generated files, and their incidents copied to every month.

The figures that pages show are worked out as the job of a load does.
"""

# ruff: noqa: E402 models are there once Django is set up
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import django
import duckdb
import pyarrow as pa

django.setup()

from django.conf import settings

from bench import generated
from bench.site_seed import signed_in
from saferplan.demo.partnership import make_partnership
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.periods import month_number, month_of
from saferplan.evidence.tables import EXTRACTS, INCIDENTS
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

SLUG = "chalkshire"
BASE = 120_000  # incidents of the files that are copied
MONTHS = 84
FIRST = "2018-01"
COLUMNS = INCIDENTS.column_names


def seed(incidents: int, people: int) -> dict[str, object]:
    """Gives what was made and how long the figures of the pages took."""
    make_partnership(SLUG, "Safer Chalkshire", "E06000060")
    partnership = Partnership.objects.get(slug=SLUG)
    lake = lake_of(partnership)
    _loaded(lake, Path(settings.HOME) / "files")
    made = grown(lake, incidents)
    partnership.area_code = _an_area(lake)
    partnership.save()
    return made | _kept(partnership) | {"sessions": sessions(people)}


def _loaded(lake: Lake, folder: Path) -> None:
    generated.write(folder, BASE)
    load([folder / "reference", folder / "street"], lake, now=datetime.now(UTC))


def grown(lake: Lake, incidents: int) -> dict[str, int]:
    """Copies the incidents of the lake until there are about so many, over MONTHS months."""
    snapshot = lake.snapshot()
    base = sum(one["rows_loaded"] for one in snapshot.extracts if one["dataset"] == INCIDENTS.name)
    copies = max(1, round(incidents / base / MONTHS))
    months = [month_of(month_number(FIRST) + number) for number in range(MONTHS)]
    extracts = [one for one in snapshot.extracts if one["dataset"] == INCIDENTS.name]
    publishers = sorted({one["slice"].split("/")[0] for one in extracts})
    with lake.writing() as writer:
        keys = [(publisher, month) for publisher in publishers for month in months]
        writer.replace(INCIDENTS, _copied(snapshot.scan(INCIDENTS.name), months, copies), keys)
        rows = [
            extracts[0] | {"slice": f"{publisher}/{month}", "rows_loaded": base // len(publishers), "rows_rejected": 0}
            for publisher, month in keys
        ]
        every = [(INCIDENTS.name, row["slice"]) for row in rows]
        writer.replace(EXTRACTS, pa.Table.from_pylist(rows, schema=EXTRACTS.schema), every)
        writer.commit(loaded_at=datetime.now(UTC), summary={"files": []})
    return {"incidents": base * copies * MONTHS, "forces": len(publishers), "months": MONTHS}


def _copied(scan: str, months: list[str], copies: int) -> pa.RecordBatchReader:
    columns = ", ".join("m.month" if name == "month" else f"i.{name}" for name in COLUMNS)
    listed = ", ".join(f"'{month}'" for month in months)
    rows = duckdb.sql(f"SELECT {columns} FROM (SELECT unnest([{listed}]) AS month) m, range({copies}) c, {scan} i")
    return rows.to_arrow_reader(1_000_000)


def _an_area(lake: Lake) -> str:
    from saferplan.evidence.basis import Basis

    return Basis(lake.snapshot()).geography.unit_codes[0]


def _kept(partnership: Partnership) -> dict[str, float]:
    began = time.monotonic()
    summaries.keep(partnership)
    kept = time.monotonic()
    summaries.forget()
    summaries.basis_of(partnership)
    read = time.monotonic()
    files = (Path(settings.HOME) / summaries.SUMMARIES).rglob("*")
    size = sum(file.stat().st_size for file in files if file.is_file())
    return {"keeping": kept - began, "reading": read - kept, "kept_bytes": size}


def sessions(people: int, members: Sequence[Member] = ()) -> list[dict[str, str]]:
    """So many browsers of the members, or else of all of the partnership's in turn, who are of all roles."""
    members = members or list(
        Member.objects.in_force().filter(partnership__slug=SLUG).select_related("user").order_by("pk")
    )
    return [
        {"cookie": f"{settings.SESSION_COOKIE_NAME}={signed_in(members[at % len(members)].user)}", "slug": SLUG}
        for at in range(people)
    ]


if __name__ == "__main__":
    print(json.dumps(seed(*map(int, sys.argv[1:]))))
