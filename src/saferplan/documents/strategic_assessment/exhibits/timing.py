"""When offences happen: by hour and day of the week, by season, and which months were not to be expected."""

from saferplan.documents import numbers
from saferplan.documents.charts import Break, expected, heat_table
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import INCIDENT_TABLES
from saferplan.documents.strategic_assessment.wording import counted, in_sentence, listed, months_listed, plural
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.timing.aoristic import WEEKDAYS
from saferplan.evidence.analysis.timing.expected import Outside
from saferplan.evidence.analysis.timing.season import YEAR
from saferplan.evidence.assessment.hours import WHOLE_WEEK, Hours, publishable
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.season import Seasonal
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import MONTH_NAMES, month_title
from saferplan.evidence.points.timed_events import TABLE

PARTS_OF_DAY = {
    "between midnight and 6 in the morning": range(6),
    "between 6 in the morning and noon": range(6, 12),
    "between noon and 6 in the evening": range(12, 18),
    "between 6 in the evening and midnight": range(18, 24),
}
HOURS_FORMULA = (
    "each offence spread evenly over the time in which it can have happened (aoristic weights; Ratcliffe 2002)"
)
SEASON_FORMULA = (
    "trend x season by loess on logarithms (STL; Cleveland and others 1990), months set aside left out; range of a"
    " negative binomial about what the other months give; false discovery rate over the months"
)
OUTSIDE = (Outside.ABOVE, Outside.BELOW)


def hour_by_day(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    hours = publishable(tables.hours) if tables.hours else None
    if hours is None:
        return None
    scope = tables.scope
    return Exhibit(
        "hour-by-day",
        hours_title(hours),
        f"Offences by hour and day of the week, local time, {scope.area.name}, {scope.period.title},"
        f" {hours.found.events:,} offences",
        (
            ColumnSpec("day", "Day"),
            ColumnSpec("hour", "Hour from"),
            ColumnSpec("events", "Offences", "number"),
            ColumnSpec("share", "Share", "share"),
        ),
        hours.rows,
        figures.tracing.provenance(
            (TABLE, "area_links"),
            f"offence records of {scope.area.name} ({scope.area.code}), recorded in {scope.period.code}",
            HOURS_FORMULA,
            (hours.events.source,),
        ),
        f"Source: {hours.events.source}.",
        alt=f"A table of seven days by the hours of the day, darker for more. {hours_title(hours)}.",
        notes=(_how_exact(hours), *_hours_together(hours), *(f"{note[:1].upper()}{note[1:]}." for note in hours.notes)),
        draw=draw_hours(hours),
    )


def hours_title(hours: Hours) -> str:
    """'41% of offences happened between 6 in the evening and midnight': the fullest quarter of the day."""
    week = range(WEEKDAYS)
    when, part = max(PARTS_OF_DAY.items(), key=lambda one: hours.share(week, one[1]))
    return f"{hours.share(week, part):.0%} of offences happened {when}"


def draw_hours(hours: Hours):
    return heat_table(
        hours.rows, row="day", column="hour", value="events", kind="number", with_sums=True, turned_on_phone=True
    )


def _hours_together(hours: Hours) -> list[str]:
    """What is not told apart, so that nobody can be known by it."""
    together = [f"{hours.hours_together} hours"] if hours.hours_together > 1 else []
    together += ["the days of the week"] if hours.rows[0]["day"] == WHOLE_WEEK else []
    taken = listed(together)
    return [f"{taken[0].upper()}{taken[1:]} are taken together, so that no number is of very few."] if taken else []


def _how_exact(hours: Hours) -> str:
    found = hours.found
    return (
        f"Of {found.events:,} offences {found.exact:,} have a known time; {found.spread:,} are spread over the hours in"
        " which they can have happened."
    )


def season(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    found = tables.seasons.get(ALL_CRIME)
    return season_of(found, figures) if found else None


def season_of(found: Seasonal, figures: Figures) -> Exhibit:
    """Of any measure."""
    counted_months = [row for row in found.rows if row["count"] is not None]
    return Exhibit(
        "season",
        season_title(found),
        f"{found.measure.title} by month in {found.area.name}, with the trend and the range that the other months lead"
        f" one to expect, {month_title(found.months[0])} to {month_title(found.months[-1])}",
        (
            ColumnSpec("month", "Month"),
            ColumnSpec("count", "Counted", "count"),
            ColumnSpec("trend", "Trend", "number"),
            ColumnSpec("season", "Season", "ratio"),
            ColumnSpec("expected", "Expected", "number"),
            ColumnSpec("low", "95% from", "count"),
            ColumnSpec("high", "to", "count"),
            ColumnSpec("verdict", "Verdict"),
        ),
        found.rows,
        _traced(figures, found, f"{found.measure.title} by month"),
        source_line(),
        alt=(
            f"Dots for {len(counted_months)} months within a band for the range expected, and the band of the next"
            f" {len(found.months_ahead)}. {_outside_told(found)}"
        ),
        notes=[f"{note[:1].upper()}{note[1:]}." for note in found.notes],
        draw=draw_season(found),
    )


def _traced(figures: Figures, found: Seasonal, what: str):
    return figures.tracing.provenance(INCIDENT_TABLES, figures.tracing.counted(what, found.months), SEASON_FORMULA)


def season_title(found: Seasonal) -> str:
    """'All crime is usually highest in July, 10% above an average month, …', where that is more than chance."""
    if found.found.p >= ALPHA:
        return f"{found.measure.title} shows no season that chance would not explain in {len(found.months)} months"
    last_year = dict(zip(found.months[-YEAR:], found.found.season[-YEAR:], strict=True))
    highest, lowest = (pick(last_year, key=last_year.__getitem__) for pick in (max, min))
    return (
        f"{found.measure.title} is usually highest in {_name(highest)}, {last_year[highest] - 1:.0%} above an average"
        f" month, and lowest in {_name(lowest)}"
    )


def _name(month: str) -> str:
    return MONTH_NAMES[int(month[5:7]) - 1]


def _outside_told(found: Seasonal) -> str:
    months = [row["month"] for row in found.rows if row["verdict"] in OUTSIDE]
    return f"Outside the range: {months_listed(months)}." if months else "No month lies clearly outside the range."


def draw_season(found: Seasonal):
    rows = [row | {"is_outside": row["verdict"] in OUTSIDE} for row in found.rows]
    return expected(
        rows,
        month="month",
        value="count",
        trend="trend",
        low="low",
        high="high",
        outside="is_outside",
        breaks=[Break(one.first_month, one.last_month, one.title) for one in found.breaks],
    )


def months_outside(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.months_outside
    if not rows:
        return None
    found = next(iter(tables.seasons.values()))
    return Exhibit(
        "months-outside",
        _months_title(rows),
        f"Months with clearly more or fewer incidents than season and trend lead one to expect, {found.area.name}",
        (
            ColumnSpec("title", "Measure"),
            ColumnSpec("months_judged", "Months", "count"),
            ColumnSpec("above_words", "Above the range"),
            ColumnSpec("below_words", "Below the range"),
            ColumnSpec("held_words", "Forecasts that held"),
        ),
        [_in_words(row) for row in rows],
        _traced(figures, found, "each measure by month"),
        source_line(),
        notes=(
            "One false discovery rate over all measures and months: of months named here, about one in twenty would be"
            " chance.",
            "Forecasts: ranges of 95% worked out from earlier months alone and held against what came, up to six months"
            " ahead.",
            "A month may stand out because of how or when crimes were recorded, and not because of what people did.",
        ),
    )


def _in_words(row: Row) -> Row:
    return row | {
        "above_words": months_listed(row["above"]),
        "below_words": months_listed(row["below"]),
        "held_words": f"{row['held']} of {row['forecasts']}" if row["forecasts"] else numbers.NOT_AVAILABLE,
    }


def _months_title(rows: list[Row]) -> str:
    told = [
        f"{in_sentence(row['title'])} in {months_listed(row[side])} ({word})"
        for row in rows
        for side, word in (("above", "more"), ("below", "fewer"))
        if row[side]
    ]
    number = sum(len(row["above"]) + len(row["below"]) for row in rows)
    if not number:
        return "No month stood out from what season and trend lead one to expect"
    stood = f"{counted(number, 'month', 'months')} stood out from season and trend"
    return (
        f"{stood}: {listed(told)}"
        if len(told) <= 3
        else f"{stood}, in {len(told)} {plural(len(told), 'line', 'lines')}"
    )
