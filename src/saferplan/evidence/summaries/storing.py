"""What is kept, as files of one folder: tables of counts and places as Arrow, all else as JSON.

A folder is put in its place whole; what cannot be read any more is as if it had never been kept.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from saferplan.errors import NothingLoaded
from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.counts import Counts, as_counts
from saferplan.evidence.coverage import Coverage
from saferplan.evidence.denominators import Denominator
from saferplan.evidence.geography import Geography, Unit
from saferplan.evidence.profiles import Profile
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.stated_figures import Unplaced
from saferplan.evidence.summaries.kept_basis import Estimates, Kept, KeptBasis, KeptWards, WardVintages
from saferplan.evidence.summaries.partner_counts import PartnerCounts

FORMAT = 1
"""Changes with what is kept, so that an earlier program's folders are not read."""
KNOWN, PLACES, COUNTS, FAULT = "known.json", "places.arrow", "counts", "fault"
DELIVERED = "delivered"
Json = dict[str, Any]


class CannotBeRead(Exception):
    """The folder is not there, is damaged, or was written by another program."""


def write(folder: Path, kept: Kept) -> None:
    """Raises OSError where the disk does not take it; there is no half folder then."""
    with _put_in_place(folder) as begun:
        (begun / KNOWN).write_text(json.dumps(_as_json(kept)), encoding="utf-8")
        _write_table(begun / PLACES, kept.geography.places)
        for (kind, unit), counts in kept.counts.items():
            _write_table(begun / f"{COUNTS}-{kind}-{unit or ''}.arrow", _as_table(counts))


def write_fault(folder: Path, fault: NothingLoaded) -> None:
    """That there was nothing to keep, so that nobody tries again before the next load."""
    with _put_in_place(folder) as begun:
        told = {"format": FORMAT, FAULT: [fault.problem, fault.where, fault.remedy]}
        (begun / KNOWN).write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def _put_in_place(folder: Path) -> Iterator[Path]:
    folder.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    begun = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield begun
        shutil.rmtree(folder, ignore_errors=True)
        try:
            begun.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process has just put the same there
                raise
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def read(folder: Path, snapshot: Snapshot) -> KeptBasis:
    """Raises CannotBeRead, and NothingLoaded where that was kept."""
    try:
        told = json.loads((folder / KNOWN).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise CannotBeRead(folder)
        if FAULT in told:
            problem, where, remedy = told[FAULT]
            raise NothingLoaded(problem, where=where, remedy=remedy)
        return KeptBasis(snapshot, _as_kept(told, folder, snapshot))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowInvalid) as fault:
        raise CannotBeRead(folder) from fault


def write_partner_counts(file: Path, counts: PartnerCounts) -> None:
    """One file, of its owner alone, put in its place whole."""
    file.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    begun = file.with_name(f".{file.name}")
    delivered = {kind: _listed(feeds) for kind, feeds in counts.delivered.items()}
    _write_table(begun, counts.rows.replace_schema_metadata({DELIVERED: json.dumps(delivered)}))
    begun.rename(file)


def read_partner_counts(file: Path) -> PartnerCounts:
    """Raises CannotBeRead."""
    try:
        rows = _read_table(file)
        delivered = json.loads(rows.schema.metadata[DELIVERED.encode()])
        return PartnerCounts(rows, {kind: _sets(feeds) for kind, feeds in delivered.items()})
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowInvalid) as fault:
        raise CannotBeRead(file) from fault


def _as_json(kept: Kept) -> Json:
    geography = kept.geography
    return {
        "format": FORMAT,
        "units": kept.units,
        "geography": {
            "names": geography.names,
            "kinds": geography.kinds,
            "units": [asdict(unit) for unit in geography.units.values()],
            "unit_of": geography.unit_of,
            "successors": geography.successors,
            "splits": geography.splits,
            "ward_level": geography.ward_level,
        },
        "vintages": asdict(kept.vintages),
        "delivered": _listed(kept.coverage.delivered),
        "counted": _listed(kept.coverage.counted),
        "estimates": [
            {"name": name, "kind": kind, "day": day.isoformat(), "source": one.source, "values": one.values}
            for (name, kind), by_day in kept.estimates.items()
            for day, one in by_day.items()
        ],
        "profiles": [asdict(profile) for profile in kept.profiles.values()],
        "crime_types": sorted(kept.crime_types),
        "months_of_splits": _listed(kept.months_of_splits),
        "unplaced": {
            publisher: {month: _pairs(by_type) for month, by_type in by_month.items()}
            for publisher, by_month in kept.unplaced.items()
        },
        "stated_unplaced": {pfa: _pairs(by_month) for pfa, by_month in kept.stated_unplaced.items()},
        "counts": [[kind, unit] for kind, unit in kept.counts],
    }


def _as_kept(told: Json, folder: Path, snapshot: Snapshot) -> Kept:
    vintages = _vintages(told["vintages"])
    places = _read_table(folder / PLACES)
    return Kept(
        tuple(told["units"]),
        _geography(told["geography"], places, KeptWards(snapshot, places, vintages)),
        vintages,
        Coverage(_sets(told["delivered"]), _sets(told["counted"])),
        _estimates(told["estimates"]),
        {one["unit"]: Profile(**one) for one in told["profiles"]},
        frozenset(told["crime_types"]),
        _sets(told["months_of_splits"]),
        {
            publisher: {month: _unplaced(by_type) for month, by_type in by_month.items()}
            for publisher, by_month in told["unplaced"].items()
        },
        {pfa: _unplaced(by_month) for pfa, by_month in told["stated_unplaced"].items()},
        {
            (kind, unit): as_counts(_read_table(folder / f"{COUNTS}-{kind}-{unit or ''}.arrow"))
            for kind, unit in told["counts"]
        },
    )


def _vintages(told: Json) -> WardVintages:
    faults = {level: tuple(words) for level, words in told["faults"].items()}
    return WardVintages(told["levels"], told["unit_of"], told["fits"], faults)


def _geography(told: Json, places: pa.Table, wards: KeptWards) -> Geography:
    return Geography(
        told["names"],
        told["kinds"],
        {one["code"]: Unit(**_with_tuples(one)) for one in told["units"]},
        told["unit_of"],
        told["successors"],
        places,
        {code: tuple(parts) for code, parts in told["splits"].items()},
        wards,
        told["ward_level"],
    )


def _with_tuples(told: Json) -> Json:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _estimates(told: Iterable[Json]) -> Estimates:
    found: dict[Any, dict[date, Denominator]] = {}
    for one in told:
        day = date.fromisoformat(one["day"])
        found.setdefault((one["name"], one["kind"]), {})[day] = Denominator(
            one["name"], one["source"], day, one["values"]
        )
    return found


def _listed(sets: dict[str, frozenset[str]]) -> dict[str, list[str]]:
    return {name: sorted(own) for name, own in sets.items()}


def _sets(lists: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(own) for name, own in lists.items()}


def _pairs(figures: dict[str, Unplaced]) -> dict[str, tuple[int, int]]:
    return {name: (one.crimes, one.without_place) for name, one in figures.items()}


def _unplaced(pairs: dict[str, list[int]]) -> dict[str, Unplaced]:
    return {name: Unplaced(*pair) for name, pair in pairs.items()}


def _as_table(counts: Counts) -> pa.Table:
    """The long form, a row for each count that is not 0."""
    at = np.nonzero(counts.values)
    orders = zip(("area", "month", "crime_type"), (counts.areas, counts.months, counts.crime_types), at, strict=True)
    columns: dict[str, Any] = {
        name: pa.DictionaryArray.from_arrays(pa.array(where, pa.int32()), pa.array(order, pa.string()))
        for name, order, where in orders
    }
    return pa.table(columns | {"incidents": pa.array(counts.values[at], pa.int64())})


def _write_table(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _read_table(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as file:
        return pa.ipc.open_file(file).read_all()
