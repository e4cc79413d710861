"""Partners' records as counts, each incident once, by kind of record, kind of agency, month and place.

Exact counts are for those who may see small numbers. For all others there is one fixed lattice of figures, each rounded
down (ADR 0023): financial years that have ended, the whole area or its months, its wards, and the small areas of each
ward. Whatever sums tie them together leaves every figure open (ADR 0049): what would not, is not broken down.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from saferplan.evidence.basis import Basis
from saferplan.evidence.rounding import LEAST_UNSEEN, Open, bears_parts, open_counts, rounded_down
from saferplan.evidence.tables import PARTNER_INCIDENTS

READ_FOR = "aggregates"
HOME_SHARE = 0.5
"""As in people.reports: records without a place are the area's where at least this share of the feed's others are."""
NOWHERE = ""
"""In place of the ward or the small area of a record that tells none."""
COLUMNS = ("kind", "agency_kind", "month", "ward", "lsoa", "incidents")
Series = tuple[str, str]
Key = TypeVar("Key", bound=Hashable)
Figures = Mapping[str, int]


@dataclass(frozen=True)
class PartnerCounts:
    """`rows` has COLUMNS. `delivered`: months that each feed of a kind of agency sent, by feed."""

    rows: pa.Table
    delivered: dict[str, dict[str, frozenset[str]]]

    @property
    def series(self) -> list[Series]:
        """Pairs of kind of record and kind of agency that there are records of."""
        pairs = zip(self.rows["kind"].to_pylist(), self.rows["agency_kind"].to_pylist(), strict=True)
        return sorted(set(pairs))

    def by(self, series: Series, months: Iterable[str], name: Callable[[dict[str, Any]], Key]) -> dict[Key, int]:
        """Exact counts of the series over the months, by whatever `name` makes of a row."""
        wanted, found = set(months), Counter[Key]()
        for row in self.rows.to_pylist():
            if (row["kind"], row["agency_kind"]) == series and row["month"] in wanted:
                found[name(row)] += row["incidents"]
        return dict(found)

    def months_of(self, agency_kind: str) -> frozenset[str]:
        """Months that every feed of the kind of agency sent: what one of them left out is not known of the kind."""
        feeds = self.delivered.get(agency_kind, {}).values()
        return frozenset.intersection(*feeds) if feeds else frozenset()


@dataclass(frozen=True)
class Released:
    """Printed figures: the whole, and its breakdowns; None for one that is not released. `small`: by ward."""

    whole: int
    months: Figures | None
    wards: Figures | None
    small: Mapping[str, Figures | None]


def count_partners(basis: Basis, units: Sequence[str]) -> PartnerCounts:
    """Reads partners' records for aggregates; the read is logged."""
    table: Any = basis.engine.table(PARTNER_INCIDENTS.name, purpose=READ_FOR)
    told = ("month", "kind", "agency_kind", "lsoa_code", "ward_code")
    once = table.group_by("feed", "reference").aggregate(**{name: table[name].min() for name in told})
    counted = basis.engine.run(once.group_by("feed", *told).aggregate(incidents=once.count())).to_pylist()
    return PartnerCounts(_placed(basis, counted, set(units)), _delivered(basis, counted))


def _placed(basis: Basis, counted: list[dict[str, Any]], units: set[str]) -> pa.Table:
    """Those of the area: in one of its small areas, else in one of its wards, else without a place in a feed of its."""
    columns = (basis.geography.places[name].to_pylist() for name in ("lsoa_code", "lsoa", "ward", "unit"))
    by_code = {code: (ward or NOWHERE, lsoa) for code, lsoa, ward, unit in zip(*columns, strict=True) if unit in units}
    wards = {ward for ward, _ in by_code.values()} - {NOWHERE}

    def place(row: dict[str, Any]) -> tuple[str, str] | None:
        if row["lsoa_code"]:
            return by_code.get(row["lsoa_code"])
        return (row["ward_code"], NOWHERE) if row["ward_code"] in wards else None

    own_feeds, found = _own_feeds(counted, place), Counter[tuple[str, ...]]()
    for row in counted:
        here = place(row)
        if here is None and not _is_placed(row) and row["feed"] in own_feeds:
            here = (NOWHERE, NOWHERE)
        if here is not None:
            found[row["kind"] or NOWHERE, row["agency_kind"] or NOWHERE, row["month"], *here] += row["incidents"]
    rows = [dict(zip(COLUMNS, (*key, number), strict=True)) for key, number in sorted(found.items())]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS[:-1]] + [("incidents", pa.int64())])


def _is_placed(row: dict[str, Any]) -> bool:
    return bool(row["lsoa_code"] or row["ward_code"])


def _own_feeds(counted: list[dict[str, Any]], place: Callable[[dict[str, Any]], Any]) -> set[str]:
    placed, own = Counter[str](), Counter[str]()
    for row in filter(_is_placed, counted):
        placed[row["feed"]] += row["incidents"]
        own[row["feed"]] += row["incidents"] * (place(row) is not None)
    return {feed for feed, number in placed.items() if own[feed] >= number * HOME_SHARE}


def _delivered(basis: Basis, counted: list[dict[str, Any]]) -> dict[str, dict[str, frozenset[str]]]:
    kind_of = {row["feed"]: row["agency_kind"] or NOWHERE for row in counted}
    months: dict[str, set[str]] = {}
    for extract in basis.snapshot.extracts:
        if extract["dataset"] == PARTNER_INCIDENTS.name and extract["rows_loaded"]:
            feed, month = extract["slice"].rsplit("/", 1)
            months.setdefault(feed, set()).add(month)
    found: dict[str, dict[str, frozenset[str]]] = {}
    for feed, kind in kind_of.items():
        found.setdefault(kind, {})[feed] = frozenset(months.get(feed, ()))
    return found


def released(
    counts: PartnerCounts, series: Series, months: Sequence[str], places: Mapping[str, Iterable[str]]
) -> Released:
    """What anyone may see of these months of a year. `places`: every ward with its small areas.

    Which breakdowns there are follows from printed figures alone, and each names every month and place: that one is
    left out tells nothing of it.
    """
    exact = counts.by(series, months, _place)
    by_ward = dict.fromkeys([*places, NOWHERE], 0)
    for (ward, _), number in exact.items():
        by_ward[ward if ward in by_ward else NOWHERE] += number
    whole = int(rounded_down(sum(by_ward.values())))
    wards = _bearable(whole, by_ward)
    small = {
        ward: _bearable(wards[ward], {lsoa: exact.get((ward, lsoa), 0) for lsoa in (*own, NOWHERE)})
        for ward, own in places.items()
        if wards is not None
    }
    by_month = _bearable(whole, dict.fromkeys(months, 0) | counts.by(series, months, _month))
    return _left_open(Released(whole, by_month, wards, small))


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["ward"], row["lsoa"]


def _month(row: dict[str, Any]) -> str:
    return row["month"]


def _bearable(whole: int, exact: Mapping[str, int]) -> Figures | None:
    """Printed figures of the parts, where the printed whole is large enough to be broken down into them."""
    return (
        {name: int(rounded_down(number)) for name, number in exact.items()} if bears_parts(whole, len(exact)) else None
    )


def _left_open(figures: Released) -> Released:
    """Without the breakdowns that, together with all the others, would narrow a figure down too far.

    The finest go first, then the months, then the wards.
    """
    small: dict[str, Figures | None] = {}
    for ward, own in figures.small.items():
        alone = Released(figures.whole, None, figures.wards, dict.fromkeys(figures.small) | {ward: own})
        small[ward] = own if own is not None and is_open(alone) else None
    found = Released(figures.whole, figures.months, figures.wards, small)
    if not is_open(found):
        found = Released(figures.whole, figures.months, figures.wards, dict.fromkeys(small))
    if not is_open(found):
        found = Released(figures.whole, None, figures.wards, dict.fromkeys(small))
    return found if is_open(found) else Released(figures.whole, None, None, {})


def is_open(figures: Released) -> bool:
    """Whether every figure leaves more than LEAST_UNSEEN counts open to a reader who adds everything up."""
    return all(bool((one.high - one.low >= LEAST_UNSEEN).all()) for one in what_readers_know(figures))


def what_readers_know(figures: Released) -> list[Open]:
    """The range of the whole, of the months, the wards, and of each ward's small areas, as all sums together leave it.

    The sums make a tree, so that going up it once and down it once gives the exact ranges.
    """
    whole = open_counts([figures.whole])
    months = open_counts(list((figures.months or {}).values()))
    wards = open_counts(list((figures.wards or {}).values()))
    small = {at: open_counts(list(own.values())) for at, own in _with_small(figures)}
    for at, parts in small.items():
        wards = _put(wards, at, _of_total(_take(wards, at), parts))
    for parts in (months, wards):
        whole = _of_total(whole, parts)
    months, wards = (_of_parts(whole, parts) for parts in (months, wards))
    lowest = [_of_parts(_take(wards, at), parts) for at, parts in small.items()]
    return [whole, months, wards, *lowest]


def _with_small(figures: Released) -> list[tuple[int, Figures]]:
    names = list(figures.wards or {})
    return [(names.index(ward), own) for ward, own in figures.small.items() if own is not None]


def _take(many: Open, at: int) -> Open:
    return Open(many.low[at : at + 1], many.high[at : at + 1])


def _put(many: Open, at: int, one: Open) -> Open:
    low, high = many.low.copy(), many.high.copy()
    low[at], high[at] = one.low[0], one.high[0]
    return Open(low, high)


def _of_total(total: Open, parts: Open) -> Open:
    if not len(parts.low):
        return total
    return Open(np.maximum(total.low, parts.low.sum()), np.minimum(total.high, parts.high.sum()))


def _of_parts(total: Open, parts: Open) -> Open:
    if not len(parts.low):
        return parts
    others_low, others_high = parts.low.sum() - parts.low, parts.high.sum() - parts.high
    return Open(np.maximum(parts.low, total.low - others_high), np.minimum(parts.high, total.high - others_low))
