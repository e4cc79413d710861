"""Repeat victimisation: how many victims are victimised more than once, how much of it is theirs, and how soon."""

from collections.abc import Callable

from saferplan.documents import numbers
from saferplan.documents.charts import bars, dots
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
from saferplan.evidence.assessment.partner_people import PartnerPeople
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.people.agencies import RECORDS
from saferplan.evidence.people.repeats import AGAIN, CONCENTRATION, MEASURES, PLACE_MEASURES, PLACES, UNLINKED
from saferplan.evidence.people.words import ALL

COLUMNS = (
    ColumnSpec("title", "Victims of"),
    ColumnSpec("victims", "Victims", "count"),
    ColumnSpec("repeat-victims", "More than once", "count"),
    ColumnSpec("repeat-share", "Share", "percent"),
    ColumnSpec("low", "95% from", "percent"),
    ColumnSpec("high", "to", "percent"),
    ColumnSpec("events", "Victimisations", "count"),
    ColumnSpec("event-share", "Of these, of repeat victims", "percent"),
)
PLACE_COLUMNS = (
    ColumnSpec("title", "Ward"),
    ColumnSpec("places", "Addresses", "count"),
    ColumnSpec("repeat-places", "More than once", "count"),
    ColumnSpec("repeat-share", "Share", "percent"),
    ColumnSpec("low", "95% from", "percent"),
    ColumnSpec("high", "to", "percent"),
    ColumnSpec("incidents", "Incidents", "count"),
    ColumnSpec("event-share", "Of these, at repeat addresses", "percent"),
)
FORMULA = "victims with two victimisations or more / victims; Wilson's interval (1927)"
WINDOW = (
    "Whoever was first victimised near the end of the period had little time for it to happen again, so the share grows"
    " with the length of the period; do not set it beside that of a longer or shorter one."
)
FEWEST_GROUPS = 2
MOST_DRAWN = 15
DAYS_TITLES = {"30": "30 days", "90": "90 days", "180": "180 days", "365": "a year"}


def repeat_victims(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """By subject; where people are linked over agencies, also as each agency knows them alone."""
    people = tables.partner_people
    rows = _subjects(people)
    if not rows:
        return None
    return Exhibit(
        "repeat-victims",
        repeat_title(people),
        f"Share of victims victimised more than once. {where_and_when(tables)}",
        COLUMNS,
        with_words(rows, MEASURES),
        traced(figures, tables, "victims and complainants", FORMULA),
        source_of(people),
        alt=f"A dot and its interval a line: {_told(rows)}.",
        notes=(WINDOW, *_not_linked(people), *without_victim(people)),
        draw=_picture(rows),
    )


def repeat_title(people: PartnerPeople) -> str:
    """'21% of victims were victimised more than once, and 59% of all victimisations were theirs'."""
    share = people.value(people.repeats, "repeat-share")
    events = people.value(people.repeats, "event-share")
    said = f"{numbers.percent(share)} of victims were victimised more than once"
    return said if events is None else f"{said}, and {numbers.percent(events)} of all victimisations were theirs"


def _subjects(people: PartnerPeople) -> list[Row]:
    rows = [row for row in people.groups(people.repeats, "subject") if row.get("repeat-share") is not None]
    if people.is_linked and rows:
        apart = next((row for row in people.groups(UNLINKED, "subject") if row["group"] == "any"), None)
        if apart and apart.get("repeat-share") is not None:
            rows.insert(1, apart | {"title": "All, not linked"})
    return rows


def _not_linked(people: PartnerPeople) -> list[str]:
    return (
        ["'Not linked' counts each agency's own victims: one whom two agencies know is two."]
        if people.is_linked
        else []
    )


def without_victim(people: PartnerPeople) -> list[str]:
    """Records that no share of victims can have, told and not dropped silently."""
    every, known = (people.value(RECORDS, name) for name in ("incidents", "incidents-with-victim"))
    if every is None or known is None or every <= known:
        return []
    told = f"Of {numbers.count(every)} incidents, {numbers.count(known)} have a victim who is known"
    return [f"{told}; the others are in no share."]


def _told(rows: list[Row]) -> str:
    return "; ".join(f"{in_sentence(row['title'])} {numbers.percent(row['repeat-share'])}" for row in rows)


BREAKDOWNS = {
    "offence-group": ("repeat-victims-crime", "Victims by kind of crime", "the same kind of crime"),
    "agency-kind": ("repeat-victims-agency", "Victims by kind of agency", "its records alone"),
    "ward": ("repeat-victims-wards", "Victims by ward", "the same ward"),
}
"""Exhibit, whom it is about, and within what they were victimised more than once."""


def by_crime(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _by(tables, figures, "offence-group")


def by_agency(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _by(tables, figures, "agency-kind")


def by_ward(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _by(tables, figures, "ward")


def _by(tables: AssessmentTables, figures: Figures, breakdown: str) -> Exhibit | None:
    people, (name, what, within) = tables.partner_people, BREAKDOWNS[breakdown]
    rows = [row for row in people.groups(people.repeats, breakdown) if row.get("repeat-share") is not None]
    if len(rows) < FEWEST_GROUPS:
        return None
    rows.sort(key=lambda row: (-row["repeat-share"], row["title"]))
    drawn, least, most = rows[:MOST_DRAWN], rows[-1]["repeat-share"], rows[0]["repeat-share"]
    shares = f"{numbers.percent(least)} to {numbers.percent(most)}"
    title = f"{what}: {shares} were victimised more than once, where it can be told"
    return Exhibit(
        name,
        title,
        f"Share victimised more than once in {within}. {where_and_when(tables)}",
        (ColumnSpec("title", breakdown.replace("-", " ").capitalize()), *COLUMNS[1:]),
        with_words(rows, MEASURES),
        traced(figures, tables, f"victims by {breakdown}", FORMULA),
        source_of(people),
        alt=f"A dot and its interval for {len(drawn)} groups. Most: {_told(rows[:1])}; least: {_told(rows[-1:])}.",
        notes=(
            "The highest of several shares is partly chance: where intervals overlap, no difference is said.",
            *_left_out(people, breakdown, len(rows)),
            *_first_of(rows),
        ),
        draw=dots(drawn, label="title", value="repeat-share", low="low", high="high", kind="percent"),
    )


def _left_out(people: PartnerPeople, breakdown: str, shown: int) -> list[str]:
    """Groups without a share: mostly those of few repeat victims, so that the lowest shares are missing."""
    number = len(people.groups(people.repeats, breakdown, withheld=True)) - shown
    return (
        [f"{number} more have under five repeat victims or under 25 victims: the lowest shares are missing."]
        if number
        else []
    )


def victimised_again(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """How soon: share victimised again by so many days, of those followed so long."""
    people = tables.partner_people
    rows = [row for row in people.groups(AGAIN, "days") if row.get("share-again") is not None]
    if not rows:
        return None
    rows = [row | {"title": f"Within {DAYS_TITLES.get(row['group'], row['group'])}"} for row in rows]
    first, last = rows[0], rows[-1]
    return Exhibit(
        "victimised-again",
        f"{numbers.percent(first['share-again'])} of victims were victimised again {in_sentence(first['title'])},"
        f" {numbers.percent(last['share-again'])} {in_sentence(last['title'])}",
        f"Victims victimised again, by time since they were first victimised in the period. {where_and_when(tables)}",
        (
            ColumnSpec("title", "Time since the first"),
            ColumnSpec("share-again", "Victimised again", "percent"),
            ColumnSpec("low", "95% from", "percent"),
            ColumnSpec("high", "to", "percent"),
            ColumnSpec("victimised-again", "Victimised again in this stretch", "count"),
            ColumnSpec("followed-to", "Not again, followed no further", "count"),
        ),
        with_words(rows, ("victimised-again", "followed-to")),
        traced(figures, tables, "victims from their first victimisation on", "1 - Kaplan and Meier's estimate (1958)"),
        source_of(people),
        alt="; ".join(f"{row['title']}: {numbers.percent(row['share-again'])}" for row in rows) + ".",
        notes=(
            "A victim counts in a stretch only where the period leaves time for all of it: whoever was first victimised"
            " at its end doesn't pass for somebody who was left in peace.",
        ),
        draw=bars(rows, label="title", value="share-again", low="low", high="high", kind="percent"),
    )


def most_victimised(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """How much of all victimisation falls on few."""
    people = tables.partner_people
    rows = [row for row in people.groups(CONCENTRATION, "most-victimised") if row.get("share-of-events") is not None]
    if not rows:
        return None
    rows = [row | {"title": f"The most victimised {row['group']} of victims"} for row in rows]
    last = rows[-1]
    return Exhibit(
        "most-victimised",
        f"The {last['group']} of victims victimised most often had at least"
        f" {numbers.percent(last['share-of-events'])} of all victimisations",
        f"Least share of all victimisations. {where_and_when(tables)}",
        (ColumnSpec("title", "Victims"), ColumnSpec("share-of-events", "At least, of all victimisations", "percent")),
        rows,
        traced(figures, tables, "repeat victims and their victimisations", "as if all repeat victims had equally many"),
        source_of(people),
        alt="; ".join(f"{row['title']}: at least {numbers.percent(row['share-of-events'])}" for row in rows) + ".",
        notes=(
            "How many were victimised just twice or three times is not released, for such numbers give people away."
            " Repeat victims are taken as if all had equally many victimisations, so the true shares are higher.",
        ),
        draw=bars(rows, label="title", value="share-of-events", kind="percent"),
    )


def repeat_places(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Addresses told of more than once: how many, and in which wards. Never which."""
    people = tables.partner_people
    rows = _places(people)
    if not rows:
        return None
    return Exhibit(
        "repeat-places",
        _places_title(rows[0]),
        f"Addresses with an incident: share with several. {where_and_when(tables)}",
        PLACE_COLUMNS,
        with_words(rows, PLACE_MEASURES),
        traced(figures, tables, "incidents at a known address", "addresses with two incidents or more / addresses"),
        source_of(people),
        alt=f"A dot and its interval a line. All of the area: {numbers.percent(rows[0]['repeat-share'])}.",
        notes=(
            "Addresses are never published; only how many there are. An incident that two agencies were told of counts"
            " as two.",
            *_first_of(rows),
        ),
        draw=_picture(rows, drawn=MOST_DRAWN),
    )


def _places(people: PartnerPeople) -> list[Row]:
    """The area, then its wards, most first; nothing where the share of the whole is not known."""
    whole = next((row for row in people.groups(PLACES, ALL) if row.get("repeat-share") is not None), None)
    if whole is None:
        return []
    wards = [row for row in people.groups(PLACES, "ward") if row.get("repeat-share") is not None]
    wards.sort(key=lambda row: (-row["repeat-share"], row["title"]))
    return [whole | {"title": "All of the area"}, *wards]


def _places_title(whole: Row) -> str:
    events = whole.get("event-share")
    told = "" if events is None else f", and {numbers.percent(events)} of incidents at a known address were there"
    return f"{numbers.percent(whole['repeat-share'])} of addresses were told of more than once{told}"


def _picture(rows: list[Row], drawn: int | None = None) -> Callable[[int], str] | None:
    """Shares with their intervals, the first for all; none of one line."""
    if len(rows) < FEWEST_GROUPS:
        return None
    return dots(
        rows[:drawn],
        label="title",
        value="repeat-share",
        low="low",
        high="high",
        kind="percent",
        highlight=[rows[0]["title"]],
    )


def _first_of(rows: list[Row]) -> list[str]:
    return [f"The picture shows the first {MOST_DRAWN} of {len(rows)}."] if len(rows) > MOST_DRAWN else []
