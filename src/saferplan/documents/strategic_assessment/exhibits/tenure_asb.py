"""Anti-social behaviour by how the home concerned is held, for as many households of that tenure."""

from saferplan.documents import numbers
from saferplan.documents.charts import dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row
from saferplan.documents.strategic_assessment.exhibits.released import (
    source_of,
    traced,
    where_and_when,
    with_words,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import in_sentence
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.people.agencies import TENURE
from saferplan.evidence.people.households import households_by_tenure
from saferplan.evidence.people.words import NOT_TOLD

WHO_RECORDS = (
    "Landlords record their own tenants' complaints, and nobody records those of owners alike: a higher rate says that"
    " more is told to agencies, and not that there is more."
)


def asb_by_tenure(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    people = tables.partner_people
    rows = people.groups(TENURE, "tenure")
    if not rows:
        return None
    rated = [row for row in rows if row.get("rate") is not None]
    _, census = households_by_tenure(tables.scope.basis, tables.scope.unit, tables.scope.period)
    untold = people.value(TENURE, "incidents", "tenure", NOT_TOLD)
    return Exhibit(
        "asb-by-tenure",
        _title(rated),
        f"Anti-social behaviour by tenure of the home concerned, with its 95% interval. {where_and_when(tables)}",
        (
            ColumnSpec("title", "Tenure"),
            ColumnSpec("incidents", "Incidents", "count"),
            ColumnSpec("households", "Households", "count"),
            ColumnSpec("rate", "A year per 1,000 households", "rate"),
            ColumnSpec("low", "95% from", "rate"),
            ColumnSpec("high", "to", "rate"),
        ),
        with_words(rows, ("incidents",)),
        traced(
            figures,
            tables,
            "anti-social behaviour that agencies were told of",
            "incidents / households x 1,000, a year",
        ),
        f"{source_of(people).removesuffix('.')}; {census}.",
        alt=f"A dot and its interval a tenure: {'; '.join(map(_told, rated))}." if rated else "",
        notes=(
            WHO_RECORDS,
            *([f"Of {numbers.count(untold)} reports the tenure is not told; no rate has them."] if untold else []),
        ),
        draw=dots(rated, label="title", value="rate", low="low", high="high", kind="rate") if rated else None,
    )


def _title(rated: list[Row]) -> str:
    if not rated:
        return "Too few reports of anti-social behaviour tell the tenure of the home for rates by it"
    most = max(rated, key=lambda row: row["rate"])
    rate = numbers.rate(most["rate"])
    return f"{most['title']} homes: {rate} reports of anti-social behaviour a year per 1,000 households"


def _told(row: Row) -> str:
    return f"{in_sentence(row['title'])} {numbers.rate(row['rate'])}"
