"""What many agencies know together: who is known to one alone, and anti-social behaviour as each was told of it."""

from saferplan.documents import numbers
from saferplan.documents.charts import bars, heat_table, lines, stacked_bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row
from saferplan.documents.strategic_assessment.exhibits.released import (
    source_of,
    traced,
    where_and_when,
    with_words,
)
from saferplan.documents.strategic_assessment.exhibits.timing import PARTS_OF_DAY
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.analysis.repeat_victims.one_incident import SAME_INCIDENT_DAYS
from saferplan.evidence.assessment.hours import DAY_NAMES
from saferplan.evidence.assessment.partner_people import PartnerPeople, share_of
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.people.agencies import ASB, KNOWN_TO
from saferplan.evidence.people.repeats import REPEATS
from saferplan.evidence.people.words import THREE_OR_MORE, TOGETHER, agencies_title, words
from saferplan.evidence.periods import month_title
from saferplan.evidence.rounding import base, middle

NOT_FOUND_OUT = (
    "Linkage misses some people whom two agencies record differently, so that fewer are known to one kind alone than is"
    " said here; others may be known to agencies whose records are not here."
)
NEARLY_ALL = 0.995
"""From here on whole per cent would say that all are, which rounded counts cannot."""
TOLD_TWICE = "An incident that two agencies were told of is in both; the chart of who knows whom shows how many are."


def known_to(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _known_to(tables, figures, "any", "known-to", "Victims")


def known_to_asb(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _known_to(tables, figures, "asb", "known-to-asb", "Victims of anti-social behaviour")


def _known_to(tables: AssessmentTables, figures: Figures, subject: str, name: str, who: str) -> Exhibit | None:
    people, finding = tables.partner_people, KNOWN_TO if subject == "any" else f"{KNOWN_TO}-{subject}"
    known = [row for row in people.groups(finding, "agency-kinds") if row.get("victims")]
    if len(known) < 2:
        return None
    rows: list[Row] = [row | {"title": _alone(row)} for row in sorted(known, key=lambda row: -row["victims"])]
    alone = [row for row in rows if _is_alone(row)]
    return Exhibit(
        name,
        _known_title(alone, people.value(REPEATS, "repeat-victims", "subject", subject)),
        f"{who}, by the kinds of agency that know of them. {where_and_when(tables)}",
        (
            ColumnSpec("title", "Known to"),
            ColumnSpec("victims", "Victims", "count"),
            ColumnSpec("repeat-victims", "With two incidents or more", "count"),
            ColumnSpec("events", "Incidents told to just these", "count"),
        ),
        with_words(rows, ("victims", "repeat-victims", "events")),
        traced(figures, tables, f"{who} linked over agencies", "victims by the set of kinds of agency that know them"),
        source_of(people),
        alt=f"A bar for each set of agencies. Most: {rows[0]['title']}, {numbers.count(rows[0]['victims'])} victims.",
        notes=(
            NOT_FOUND_OUT,
            *_not_shown(people, finding, len(rows)),
            "Incidents: reports of one person to different agencies within"
            f" {SAME_INCIDENT_DAYS} days are taken for one.",
        ),
        draw=bars(rows, label="title", value="victims", highlight=[row["title"] for row in alone]),
    )


def _known_title(alone: list[Row], several: float | None) -> str:
    """`several`: how many people have two incidents or more, those in combinations that are withheld among them."""
    if several is None or all(row.get("repeat-victims") is None for row in alone):
        return "Too few victims have two incidents to say how many are known to one kind of agency alone"
    share = sum(_middle(row.get("repeat-victims")) for row in alone if row.get("repeat-victims")) / _middle(several)
    of_them = numbers.percent(share) if share < NEARLY_ALL else "Nearly all"
    said = f"{of_them} of those with two incidents or more are known to one kind of agency alone"
    return f"As far as linkage can tell, {said[:1].lower()}{said[1:]}"


def _not_shown(people: PartnerPeople, finding: str, shown: int) -> list[str]:
    number = len(people.groups(finding, "agency-kinds", withheld=True)) - shown
    told = f"{number} more combinations of agencies have under {base()} victims each, or none, and are not shown."
    return [told] if number else []


def _middle(count: float | None) -> float:
    """Of what a printed count leaves open, for sums: each count alone is two too low on average."""
    return float(middle(count or 0))


def _is_alone(row: Row) -> bool:
    return TOGETHER not in row["group"] and row["group"] != THREE_OR_MORE


def _alone(row: Row) -> str:
    return f"{row['title']} only" if _is_alone(row) else row["title"]


def asb_agencies(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A bar a kind of agency, cut into categories."""
    rows = _by_agency(tables.partner_people)
    if not rows:
        return None
    categories = {name: title for name, title in words()["asb_categories"].items() if any(row[name] for row in rows)}
    total, most = sum(row["incidents"] for row in rows), rows[0]
    share = numbers.percent(most["incidents"] / total)
    return Exhibit(
        "asb-agencies",
        f"{most['title']}: told of {share} of the anti-social behaviour that agencies recorded",
        f"Anti-social behaviour by kind of agency and category. {where_and_when(tables)}",
        (
            ColumnSpec("title", "Agency"),
            ColumnSpec("incidents", "Incidents", "count"),
            *(ColumnSpec(name, title, "count") for name, title in categories.items()),
        ),
        with_words(rows, list(categories)),
        traced(figures, tables, "anti-social behaviour that agencies were told of", "incidents by agency and category"),
        source_of(tables.partner_people),
        alt=f"Stacked bars by category for {len(rows)} kinds of agency.",
        notes=(TOLD_TWICE, "Incidents of an agency are about the sum of its rounded categories."),
        draw=stacked_bars(
            [
                {"label": f"{row['title']}, {numbers.count(row['incidents'])}", "part": title, "value": row[name]}
                for row in rows
                for name, title in categories.items()
            ],
            label="label",
            part="part",
            value="value",
            order=list(categories.values()),
        ),
    )


def _by_agency(people: PartnerPeople) -> list[Row]:
    """Incidents by category of each kind of agency, most first; None where they are under five."""
    found: dict[str, Row] = {}
    for row in people.groups(ASB, "agency-kind-and-category"):
        kind, category = row["group"].split(TOGETHER)
        own = found.setdefault(kind, {"title": agencies_title(kind), **dict.fromkeys(words()["asb_categories"])})
        own[category] = row["incidents"]
    rows = [row | {"incidents": _sum([row[name] for name in words()["asb_categories"]])} for row in found.values()]
    return sorted((row for row in rows if row["incidents"]), key=lambda row: -row["incidents"])


def _sum(counts: list[float | None]) -> float:
    """About how many rounded counts are together, to the nearest multiple that they are rounded to; none for none."""
    return round(sum(_middle(one) for one in counts if one) / base()) * base()


def asb_months(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    people = tables.partner_people
    months = people.groups(ASB, "month", withheld=True)
    rows = [{"month": row["group"], "incidents": row["incidents"]} for row in months]
    known = [row | {"series": "All agencies"} for row in rows if row["incidents"] is not None]
    if len(known) < 2:
        return None
    least, most = (choose(known, key=lambda row: row["incidents"]) for choose in (min, max))
    return Exhibit(
        "asb-months",
        f"Agencies were told of {numbers.count(least['incidents'])} to {numbers.count(most['incidents'])} incidents of"
        " anti-social behaviour a month",
        f"Anti-social behaviour by month in which it was reported. {where_and_when(tables)}",
        (ColumnSpec("month", "Month"), ColumnSpec("incidents", "Incidents", "count")),
        with_words(rows, ("incidents",)),
        traced(figures, tables, "anti-social behaviour that agencies were told of", "incidents by month"),
        source_of(people),
        alt=f"A line over {len(known)} months; most in {month_title(most['month'])}.",
        notes=(
            TOLD_TWICE,
            "A month in which an agency sent nothing looks quiet: see which months each feed covers.",
        ),
        draw=lines(
            [row | {"series": "All agencies"} for row in known], month="month", value="incidents", series="series"
        ),
    )


def asb_week(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    people = tables.partner_people
    cells = people.groups(ASB, "weekday-and-hour", withheld=True)
    rows = [_cell(row) for row in cells if TOGETHER in row["group"]]
    if all(row["incidents"] is None for row in rows):
        return None
    rows.sort(key=lambda row: (row["number"], row["hour"]))
    said = _fullest(rows)
    return Exhibit(
        "asb-week",
        said,
        f"Anti-social behaviour by day and three hours of the day. {where_and_when(tables)}",
        (ColumnSpec("day", "Day"), ColumnSpec("hour", "Hours from"), ColumnSpec("incidents", "Incidents", "count")),
        with_words(rows, ("incidents",)),
        traced(figures, tables, "anti-social behaviour with an hour", "incidents by day of the week and three hours"),
        source_of(people),
        alt=f"A table of days by three hours, darker for more. {said}.",
        notes=("Records at exactly midnight, which mostly have a day alone, are left out.",),
        draw=heat_table(rows, row="day", column="hour", value="incidents", with_sums=True, turned_on_phone=True),
    )


def _fullest(rows: list[Row]) -> str:
    """'44% of anti-social behaviour was reported to have happened between 6 in the evening and midnight'."""
    total = sum(row["incidents"] or 0 for row in rows)
    parts = {
        when: sum(row["incidents"] or 0 for row in rows if int(row["hour"][:2]) in hours)
        for when, hours in PARTS_OF_DAY.items()
    }
    when, most = max(parts.items(), key=lambda one: one[1])
    return f"{numbers.percent(share_of(most, total))} of anti-social behaviour was reported to have happened {when}"


def _cell(row: Row) -> Row:
    day, hour = row["group"].split(TOGETHER)
    return {"number": int(day), "day": DAY_NAMES[int(day) - 1], "hour": f"{hour}:00", "incidents": row["incidents"]}
