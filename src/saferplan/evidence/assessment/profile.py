"""About the area: people, age, households, deprivation, rural or urban, beside its force, country and similar areas."""

from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis

HOUSEHOLDS, RESIDENTS = "households", "residents"


@dataclass(frozen=True)
class Line:
    """A line of the profile. Shares of several areas together are weighted by `weight`; totals are added up."""

    feature: str
    title: str
    kind: str
    weight: str = RESIDENTS


LINES = (
    Line("residents", "Residents", "count"),
    Line("households", "Households", "count"),
    Line("share_aged_0_15", "Aged 0 to 15", "share"),
    Line("share_aged_16_24", "Aged 16 to 24", "share"),
    Line("share_aged_25_64", "Aged 25 to 64", "share"),
    Line("share_aged_65_plus", "Aged 65 and over", "share"),
    Line("share_owned", "Households that own their home", "share", HOUSEHOLDS),
    Line("share_social_rented", "Households in social housing", "share", HOUSEHOLDS),
    Line("share_private_rented", "Households that rent privately", "share", HOUSEHOLDS),
    Line("share_in_three_most_deprived_deciles", "In the three most deprived tenths of England", "share"),
    Line("share_rural", "Live in rural neighbourhoods", "share"),
)


def profile(scope: Scope) -> Table:
    """A record a line: the area's value, then each comparator's where all its parts are known."""
    columns = {"value": (scope.unit,)} | {area.code: area.units for area in scope.comparators}
    known = scope.basis.profiles[scope.unit]
    return [
        {"title": line.title, "feature": line.feature, "kind": line.kind, "source": known.sources.get(line.feature, "")}
        | {column: _together(scope, line, units) for column, units in columns.items()}
        for line in LINES
        if line.feature in known.features
    ]


def _together(scope: Scope, line: Line, units: tuple[str, ...]) -> float | None:
    basis = scope.basis
    return basis.remembered(("profile", line.feature, units), lambda: _joined(basis, line, units))


def _joined(basis: Basis, line: Line, units: Sequence[str]) -> float | None:
    features = [basis.profiles[unit].features for unit in units]
    if not features or any(line.feature not in own for own in features):
        return None
    if line.kind == "count":
        return sum(own[line.feature] for own in features)
    weights = [own.get(line.weight) for own in features]
    if any(weight is None for weight in weights):
        return None
    total = sum(weight for weight in weights if weight)
    weighted = sum(own[line.feature] * weight for own, weight in zip(features, weights, strict=True) if weight)
    return weighted / total if total else None
