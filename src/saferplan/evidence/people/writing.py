"""Works the findings about people out of partners' records, and puts what may be released into the lake."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from saferplan.errors import NothingLoaded, UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.people.agencies import asb, asb_by_tenure, known_alone, records
from saferplan.evidence.people.counted import Counted
from saferplan.evidence.people.households import households_by_tenure
from saferplan.evidence.people.register import period_code, released_before, rows_of
from saferplan.evidence.people.releasing import released, worked_out
from saferplan.evidence.people.repeats import repeat_places, repeat_victims
from saferplan.evidence.people.reports import Reports, read_reports
from saferplan.evidence.periods import Period
from saferplan.evidence.synthetic import is_synthetic as holds_synthetic_records
from saferplan.evidence.tables import PEOPLE_COUNTS


def write_findings(
    lake: Lake,
    code: str,
    period: Period,
    *,
    now: datetime,
    purpose: str = "aggregates",
    clusters: pa.Table | None = None,
    addresses: pa.Table | None = None,
    feeds: Collection[str] | None = None,
    run: str = "",
    is_synthetic: bool | None = None,
) -> int:
    """Releases the findings of a partnership area and period; how many figures that is.

    Partners' records are read for aggregates, of `feeds` alone where they are given. `clusters` (person_key, cluster)
    and `addresses` (address_key, cluster) say which keys are one; without clusters nobody is linked over agencies.
    `purpose` and `run` are recorded. Takes the lake's lock itself. Raises NothingLoaded where no record of the area
    was reported in the period, UsageError where the code is no partnership area, LakeError as `Lake.writing` does.
    """
    with lake.writing() as writer:
        snapshot = writer.before
        basis = Basis(snapshot)
        area = _partnership_area(basis, code)
        reports = read_reports(basis, area.code, period, feeds=feeds, clusters=clusters, addresses=addresses)
        _refuse_if_none(reports, area)
        release = _release(area.code, reports, purpose, run, now)
        release["is_synthetic"] = holds_synthetic_records(snapshot) if is_synthetic is None else is_synthetic
        written = rows_of(_released_rows(basis, area.code, reports, purpose), release)
        _refuse_same_moment(snapshot, release["edition"])
        table = pa.Table.from_pylist(written, schema=PEOPLE_COUNTS.schema)
        writer.replace(PEOPLE_COUNTS, table, [(release["edition"],)])
        writer.commit(loaded_at=now, summary={"findings": release["edition"], "figures": len(written)})
    return len(written)


def _release(area_code: str, reports: Reports, purpose: str, run: str, now: datetime) -> dict[str, Any]:
    """What every figure of one release says of it."""
    period = period_code(reports.period)
    return {
        "edition": f"{area_code}/{period}/{purpose}/{now.isoformat()}",
        "area_code": area_code,
        "period": period,
        "released_at": now.isoformat(),
        "purpose": purpose,
        "run": run,
        "feeds": ", ".join(reports.feeds),
    }


def _partnership_area(basis: Basis, code: str) -> Area:
    area = basis.geography.area(code)
    if area.kind != "unit":
        raise UsageError(f"{area.name} is a {area.title}; findings are of a whole partnership area")
    return area


def _refuse_if_none(reports: Reports, area: Area) -> None:
    if not len(reports):
        raise NothingLoaded(
            f"no record of partners of {reports.period.title} is loaded for {area.name}",
            remedy="Load partners' files first, each with its mapping profile.",
        )


def _released_rows(basis: Basis, unit: str, reports: Reports, purpose: str) -> list[Any]:
    wards = basis.geography.members("ward", unit)
    before = released_before(basis.snapshot, unit, reports.period, purpose, ", ".join(reports.feeds))
    figures = released(all_counts(reports, wards), reports.period, before)
    households, _ = households_by_tenure(basis, unit, reports.period)
    return [*figures, *worked_out(figures, len(reports.period.months), households)]


def all_counts(reports: Reports, wards: list[str]) -> Iterator[Counted]:
    """True counts of every finding: to be released, and never to be kept."""
    yield from records(reports)
    yield from repeat_victims(reports, wards)
    yield from repeat_places(reports, wards)
    yield from known_alone(reports)
    yield from asb(reports)
    yield from asb_by_tenure(reports)


def _refuse_same_moment(snapshot: Snapshot, edition: str) -> None:
    """Two releases of one moment would be one edition, of which the first could not be told any more."""
    if snapshot.load.summary.get("findings") == edition:
        raise UsageError("the same findings were released at this very moment")
