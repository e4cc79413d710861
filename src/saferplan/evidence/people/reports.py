"""Partners' records of one area and period as arrays: who, where, when, told to whom."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.basis import Basis
from saferplan.evidence.people.words import NOT_TOLD, kinds_of
from saferplan.evidence.periods import Period
from saferplan.evidence.tables import PARTNER_INCIDENTS

READ_FOR = "aggregates"
HOME_SHARE = 0.5
"""A feed is the area's own where at least this share of its placed records lie there; then its records without a
place, such as those of a refuge, are the area's too. A judgement of ours: partners' files are of their partnership."""
CODED = ("feed", "month", "agency", "agency_kind", "kind", "offence_group", "asb_category", "tenure", "ward")
ORDER = ("feed", "reference", "victim_key")
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """A column as whole numbers; -1 where it tells nothing. `names`: what each number stands for."""

    codes: Codes
    names: tuple[str, ...]

    def of(self, name: str) -> NDArray[np.bool_]:
        """Where the column says `name`."""
        return self.codes == self.names.index(name) if name in self.names else np.zeros(len(self.codes), dtype=bool)

    def told(self, names: Collection[str]) -> list[str]:
        """Each row's name, NOT_TOLD where it tells none of `names`."""
        known = [*(name if name in names else NOT_TOLD for name in self.names), NOT_TOLD]
        return [known[code] for code in self.codes.tolist()]


@dataclass(frozen=True)
class Reports:
    """A row for each victim or complainant of each record, of one area and period.

    `person`: a number for each linked person, else for each key of one agency; `key`: for each key; `place`: for each
    address; -1 where it is not known. `incident`: a number for each (feed, reference). `time`: of the incident where
    known, else of the report; NaT where neither is. `is_linked`: whether people were linked over agencies.
    """

    coded: dict[str, Coded]
    incident: Codes
    person: Codes
    key: Codes
    place: Codes
    time: NDArray[np.datetime64]
    is_linked: bool
    period: Period

    def __len__(self) -> int:
        return len(self.incident)

    @property
    def feeds(self) -> tuple[str, ...]:
        return tuple(sorted(self.coded["feed"].names))

    @property
    def agency_kinds(self) -> tuple[str, ...]:
        return tuple(sorted(self.coded["agency_kind"].names))

    @cached_property
    def has_person_and_time(self) -> NDArray[np.bool_]:
        return (self.person >= 0) & ~np.isnat(self.time)

    def about(self, subject: str) -> NDArray[np.bool_]:
        """Rows of the kinds of record that a subject counts; ASB also where a category of it is told."""
        rows = np.logical_or.reduce([self.coded["kind"].of(name) for name in kinds_of(subject)])
        return rows | (self.coded["asb_category"].codes >= 0) if subject == "asb" else rows

    def each_incident_once(self, rows: NDArray[np.bool_]) -> Codes:
        """Positions of the first row of each incident among `rows`."""
        at = np.flatnonzero(rows)
        return at[np.unique(self.incident[at], return_index=True)[1]]

    def each_once(self, who: Codes, rows: NDArray[np.bool_]) -> Codes:
        """Positions of one row for each pair of `who` and incident among `rows`, where `who` is known."""
        at = np.flatnonzero(rows & (who >= 0))
        pairs = who[at] * (self.incident.max(initial=0) + 1) + self.incident[at]
        return at[np.unique(pairs, return_index=True)[1]]


def read_reports(
    basis: Basis,
    unit: str,
    period: Period,
    *,
    feeds: Collection[str] | None = None,
    clusters: pa.Table | None = None,
    addresses: pa.Table | None = None,
) -> Reports:
    """The records of a partnership area that were reported in the period, read for aggregates.

    `clusters` (person_key, cluster) and `addresses` (address_key, cluster) say which keys are one; a key in neither
    stands for itself. Raises ValueError where one of them names a key twice.
    """
    rows: Any = basis.engine.table(PARTNER_INCIDENTS.name, purpose=READ_FOR)
    wanted = rows.filter(rows.month.isin(period.months))
    wanted = wanted if feeds is None else wanted.filter(wanted.feed.isin(sorted(feeds)))
    wanted = _placed(basis, wanted).mutate(time=wanted.from_time.coalesce(wanted.reported_time))
    wanted = _clustered(basis, wanted, clusters, "person_key", "victim_key", "person")
    wanted = _clustered(basis, wanted, addresses, "address_key", "address_key", "place")
    columns = ("unit", "reference", "victim_key", "person", "place", "time", *CODED)
    table = basis.engine.run(wanted.select(*columns).order_by(*ORDER))
    table = table.filter(_of_area(table, unit)).combine_chunks()
    coded = {name: _coded(table, name) for name in CODED}
    reference = _coded(table, "reference")
    incident = coded["feed"].codes * (len(reference.names) + 1) + reference.codes
    return Reports(
        coded=coded,
        incident=np.unique(incident, return_inverse=True)[1],
        person=_coded(table, "person").codes,
        key=_coded(table, "victim_key").codes,
        place=_coded(table, "place").codes,
        time=table.column("time").to_numpy().astype("datetime64[m]"),
        is_linked=clusters is not None,
        period=period,
    )


def _placed(basis: Basis, rows: Any) -> Any:
    """With the ward and the partnership area of each row: by its small area, else by the ward that the file gives."""
    places = basis.geography.places.select(["lsoa_code", "ward", "unit"])
    of_ward = places.select(["ward", "unit"]).group_by(["ward", "unit"], use_threads=False).aggregate([])
    small = basis.engine.small("small_areas_of_people", places.rename_columns(["small_area", "its_ward", "its_unit"]))
    wards = basis.engine.small("wards_of_people", of_ward.rename_columns(["known_ward", "unit_of_ward"]))
    found = rows.left_join(small, rows.lsoa_code == small.small_area)
    found = found.mutate(ward=found.its_ward.coalesce(found.ward_code))
    found = found.left_join(wards, found.ward == wards.known_ward)
    return found.mutate(unit=found.its_unit.coalesce(found.unit_of_ward))


def _clustered(basis: Basis, rows: Any, clusters: pa.Table | None, key: str, column: str, name: str) -> Any:
    """With a column `name`: what the key in `column` is one of. So marked, a cluster can have no key's name."""
    if clusters is None or not len(clusters):
        return rows.mutate(**{name: rows[column]})
    if len(clusters.column(key).unique()) != len(clusters):
        raise ValueError(f"the clusters name a {key} twice")
    pairs = pa.table({"of_key": clusters.column(key), "cluster": clusters.column("cluster").cast(pa.string())})
    small = basis.engine.small(f"clusters_of_{name}", pairs)
    found = rows.left_join(small, rows[column] == small.of_key)
    marked = found.cluster.concat(" (cluster)").coalesce(found[column])
    return found.mutate(**{name: marked}).drop("of_key", "cluster")


def _of_area(table: pa.Table, unit: str) -> pa.Array:
    """Which rows are the area's: those that lie there, and those without a place of the feeds that are its own."""
    place, feed = _coded(table, "unit"), _coded(table, "feed")
    own, is_placed = place.of(unit), place.codes >= 0
    placed, inside = (np.bincount(feed.codes[rows], minlength=len(feed.names)) for rows in (is_placed, own))
    is_home = (inside > 0) & (inside >= HOME_SHARE * placed)
    return pa.array(own | (~is_placed & is_home[feed.codes]) if len(feed.names) else own)


def _coded(table: pa.Table, name: str) -> Coded:
    encoded = table.column(name).combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, tuple(encoded.dictionary.to_pylist()))
