"""What exhibits of released figures share: source, provenance, notes, and words in the place of withheld counts."""

from collections.abc import Iterable, Sequence

from saferplan.documents.strategic_assessment.exhibits.common import Row
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import listed
from saferplan.evidence.analysis.repeat_victims.one_incident import SAME_INCIDENT_DAYS
from saferplan.evidence.assessment.partner_people import PartnerPeople, under
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance
from saferplan.evidence.rounding import base

FEEDS_NAMED = 4
LINKED = (
    "People are linked over agencies under a recorded purpose; reports of one person to different agencies within"
    f" {SAME_INCIDENT_DAYS} days count as one incident. Linkage misses some people, and takes some for another."
)
NOT_LINKED = (
    "People are not linked over agencies: one whom two know counts as two victims, and a repeat that two share is not"
    " seen."
)
ROUNDED = (
    f"Counts are rounded down to a multiple of {base()}, so that nobody can be told from them; 'under {base()}' may be"
    " none."
)
SHARES = "Shares are worked out from the rounded counts; intervals of 95% say how far chance alone could move them."
MADE_UP = "These records are synthetic: made up for a demonstration, and of nobody."


def with_words(rows: Iterable[Row], measures: Sequence[str]) -> list[Row]:
    """Rows for a table: a count that is withheld is said to be under five, which may be none."""
    return [row | {name: under() for name in measures if name in row and row[name] is None} for row in rows]


def notes_of(people: PartnerPeople) -> list[str]:
    """What holds for every figure of a release; a chapter says it once, before its exhibits."""
    if not people:
        return []
    linked = LINKED if people.is_linked else NOT_LINKED
    told = [linked, ROUNDED, SHARES]
    return [*told, MADE_UP] if people.rows[0]["is_synthetic"] else told


def source_of(people: PartnerPeople) -> str:
    """Feeds by name where they are few; all of them stand in the provenance."""
    feeds = str(people.rows[0]["feeds"]).split(", ")
    told = listed(feeds) if len(feeds) <= FEEDS_NAMED else f"{len(feeds)} feeds"
    synthetic = "synthetic, " if people.rows[0]["is_synthetic"] else ""
    rounded = f"counts rounded down to a multiple of {base()}"
    return f"Source: partners' records ({synthetic}{told}), worked out by saferplan; {rounded}."


def traced(figures: Figures, tables: AssessmentTables, what: str, formula: str) -> Provenance:
    """Names the release, the purpose under which records were read, and the linkage run."""
    row, area = tables.partner_people.rows[0], tables.scope.area
    linked = f"linkage run {row['run']}" if row["run"] else "without linkage"
    released = f"released {row['released_at'][:10]} under the purpose '{row['purpose']}', {linked}"
    return figures.tracing.provenance(
        ("people_counts",),
        f"{what} of {area.name} ({area.code}), reported {row['period']}; {released}; feeds: {row['feeds']}",
        f"{formula}; counts rounded down to a multiple of {base()}",
        (source_of(tables.partner_people).removeprefix("Source: ").removesuffix("."),),
    )


def where_and_when(tables: AssessmentTables) -> str:
    return f"{tables.scope.area.name}, records of {tables.scope.period.title}"
