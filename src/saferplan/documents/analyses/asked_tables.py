"""The tables of an assessment, with what an analysis was asked in place of what an assessment would work out."""

from typing import Any

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables


def tables_with(scope: Scope, **found: Any) -> AssessmentTables:
    """Each of `found` by the name of its table."""
    tables = AssessmentTables(scope)
    tables.__dict__.update(found)  # where cached properties keep what they worked out
    return tables
