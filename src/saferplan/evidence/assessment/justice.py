"""Numbers of cases by stage of the criminal justice system, as a force or the Ministry of Justice gives them."""

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Row, Table
from saferplan.evidence.periods import parse_period

STAGES = ("recorded", "referred", "charged", "prosecuted", "convicted", "formal-action")


def justice_stages(scope: Scope) -> Table:
    """A record an offence, period and stage, of the area itself before its force's, in the order of the stages.

    No share of one stage over another is worked out: those charged in a year were recorded in earlier ones.
    """
    basis = scope.basis
    rows = basis.engine.run(basis.engine.table("justice_stages")).to_pylist()
    force = basis.geography.units[scope.unit].pfa
    names = basis.geography.names
    own = [
        row | {"level": "area" if _is_own(scope, row) else "force", "area_name": names[row["area_code"]]}
        for row in rows
        if row["area_code"] == force or _is_own(scope, row)
    ]
    return sorted((_titled(row) for row in own), key=_order)


def _is_own(scope: Scope, row: Row) -> bool:
    geography = scope.basis.geography
    return row["area_code"] in geography.names and geography.area(row["area_code"]).units == (scope.unit,)


def _titled(row: Row) -> Row:
    return row | {"period_title": parse_period(row["period"]).title}


def _order(row: Row) -> tuple:
    return row["level"], row["offence"], row["period"], STAGES.index(row["stage"])
