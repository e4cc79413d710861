"""How many a harm may touch that nobody records: a rate times residents, or what is known over its usual share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.evidence.ages import PERSONS, people_aged
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.geography import COUNTRY_NAMES
from saferplan.evidence.indicators import COUNT, Figure, own_codes, series_of
from saferplan.evidence.periods import Period, parse_period

KNOWN = "known"


@dataclass(frozen=True)
class Range:
    """Ends and middle of an estimate; None where the source gives no middle, or nothing bounds the upper end."""

    low: float
    central: float | None
    high: float | None


def from_population(people: float, low: float, central: float | None, high: float) -> Range:
    """Shares of so many people."""
    return Range(people * low, None if central is None else people * central, people * high)


def from_known(known: float, low: float, central: float | None, high: float) -> Range:
    """All cases, of which `known` are the share that comes to light: the smaller the share, the more are hidden."""
    return Range(known / high, known / central if central else None, known / low if low else None)


def hidden_harm(scope: Scope) -> Table:
    """A record a topic and source: the estimate with its range, the rate and the people behind it, and what is known.

    Where an estimate cannot be made, its fields are None and `reason` says why. Empty without rates.
    """
    rows = scope.basis.engine.run(scope.basis.engine.table("prevalence")).to_pylist()
    own = own_codes(scope.basis.geography.units[scope.unit])
    known = {name: _nearest(series, scope.period) for name, series in series_of(scope.basis, scope.unit).items()}
    return [
        _record(scope, row, own, known.get(row["known_indicator"] or ""))
        for row in sorted(rows, key=lambda row: (row["topic"], row["source"]))
    ]


def _nearest(series: Sequence[Figure], period: Period) -> Figure:
    """The figure whose period is nearest to the one assessed; of two equally near, the later."""
    return min(reversed(series), key=lambda figure: abs((figure.period.middle - period.middle).days))


def _record(scope: Scope, row: dict[str, Any], own: tuple[str, ...], known: Figure | None) -> dict[str, Any]:
    local = known if known and known.kind == COUNT and known.area_code in own else None
    estimate, details = _estimated(scope, row, local)
    top = estimate.central or estimate.high if estimate else None
    names = scope.basis.geography.names | COUNTRY_NAMES
    return {
        "topic": row["topic"],
        "title": row["title"],
        "basis": row["basis"],
        "applies_to": applies_to(row),
        "estimate": estimate.central if estimate else None,
        "estimate_low": estimate.low if estimate else None,
        "estimate_high": estimate.high if estimate else None,
        "rate": row["central"],
        "rate_low": row["low"],
        "rate_high": row["high"],
        "per": row["per"],
        "known": local.value if local else None,
        "known_title": local.title if local else "",
        "known_period": local.period.short_title if local else "",
        "known_source": local.source if local else "",
        "share_known": local.value / top if local and top else None,
        "measured_in": names.get(row["area_code"], row["area_code"]),
        "is_local": row["area_code"] in own,
        "measured": parse_period(row["period"]).short_title,
        "source": row["source"],
        "caveat": row["caveat"],
        **details,
    }


def _estimated(scope: Scope, row: dict[str, Any], known: Figure | None) -> tuple[Range | None, dict[str, Any]]:
    """The estimate, and the fields that say what it rests on or why there is none."""
    if row["high"] > row["per"]:
        reason = f"a rate of {row['high']:g} per {row['per']:g} is more than everyone"
        return None, {"population": None, "population_source": "", "reason": reason}
    return _known_based(row, known) if row["basis"] == KNOWN else _population_based(scope, row)


def _population_based(scope: Scope, row: dict[str, Any]) -> tuple[Range | None, dict[str, Any]]:
    people = people_aged(
        scope.basis, scope.unit, scope.period, row["age_from"] or 0, row["age_to"], row["sex"] or PERSONS
    )
    if people is None:
        reason = f"no population of {scope.area.name} by single year of age is loaded for {applies_to(row)}"
        return None, {"population": None, "population_source": "", "reason": reason}
    shares = (None if row[end] is None else row[end] / row["per"] for end in ("low", "central", "high"))
    low, central, high = shares
    estimate = from_population(people.number, low or 0, central, high or 0)
    return estimate, {"population": people.number, "population_source": people.source, "reason": ""}


def _known_based(row: dict[str, Any], known: Figure | None) -> tuple[Range | None, dict[str, Any]]:
    details: dict[str, Any] = {"population": None, "population_source": "", "reason": ""}
    if known is None:
        wanted = row["known_indicator"] or "known_indicator"
        return None, details | {"reason": f"no count of this area alone is loaded as the indicator {wanted}"}
    if not row["high"]:
        return None, details | {"reason": "the share that comes to light is 0, so nothing follows from what is known"}
    low, central, high = (None if row[end] is None else row[end] / row["per"] for end in ("low", "central", "high"))
    return from_known(known.value, low or 0, central, high or 0), details


def applies_to(row: dict[str, Any]) -> str:
    """'women aged 16 to 59', 'residents aged 16 and over', 'all residents'; 'cases' of what is known."""
    if row["basis"] == KNOWN:
        return "cases that come to light"
    whom = {"female": "women and girls", "male": "men and boys"}.get(row["sex"] or "", "residents")
    youngest, oldest = row["age_from"], row["age_to"]
    if oldest is not None:
        return f"{whom} aged {youngest or 0} to {oldest}"
    return f"{whom} aged {youngest} and over" if youngest else f"all {whom}"
