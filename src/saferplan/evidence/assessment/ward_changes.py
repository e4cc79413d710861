"""In which wards crime rose or fell since the period compared with."""

from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.volumes import Table, titled
from saferplan.evidence.assessment.wards import unlike_names
from saferplan.evidence.measures.calculate import add_changes, measured, parts_of
from saferplan.evidence.measures.definition import measure_named


def ward_changes(scope: Scope) -> Table:
    """All crime in each ward with its change over the months that both periods have; one false discovery rate over all
    wards. Empty without a period to compare with, or without a ward whose change can be worked out.
    """
    wards = parts_of(scope.basis, scope.area, "ward")
    if scope.against is None or not wards:
        return []
    requests = scope.requests([measure_named(ALL_CRIME)], wards)
    records = measured(scope.basis, requests)
    add_changes(scope.basis, requests, records, scope.against)
    names = unlike_names(scope.basis, wards)
    table = [titled(record) | {"area_name": names[record.area_code]} for record in records]
    return table if any(row["verdict"] != "cannot say" for row in table) else []
