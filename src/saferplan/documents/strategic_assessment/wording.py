"""Words for figures: they say what the numbers bear, and no more."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from saferplan.documents import numbers
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.periods import month_number, month_title

Record = dict[str, Any]
NAMES_IN_A_NOTE = 6
_PAST = {"rise": "rose", "fall": "fell"}
CANNOT_SAY = "cannot say"
PLACING = ", for crimes without a place could have made it"
DAYS_IN_YEAR = 365.25
NO_DIFFERENCE = 0.005
HOTSPOTS_NAMED = 4
FEWEST_FOR_SHARES = 100
"""A share of fewer says less than the two numbers do."""


def change_words(record: Record) -> str:
    """'a fall of 12% (95% interval 9% to 15%)', 'no clear change', or why nothing can be said.

    Where the period compared with is the later one, 'a rate 12% lower (…)': nothing rises or falls backwards in time.
    """
    verdict = record.get("verdict", CANNOT_SAY)
    if verdict == CANNOT_SAY:
        return f"a change that cannot be worked out, because {_why_not(record)}"
    if verdict == "no clear change":
        return f"{verdict_words(record)}{PLACING if _is_clear_but_for_placing(record) else ''}"
    if not record["ratio"]:  # from none, or to none: no ratio says how large it is
        before, now = (numbers.count(record[key]) for key in ("against_count", "count_compared"))
        if record.get("against_is_later"):
            return f"{_or_none(now)}, and {_or_none(before)} in the later period"
        return f"a {verdict} from {_or_none(before)} to {_or_none(now)}"
    size = _percent(record["ratio"])
    if record.get("against_is_later"):
        return f"a rate {size} {verdict_words(record)}{_interval(record)}"
    return f"a {verdict} of {size}{_interval(record)}"


def moved_words(record: Record) -> str:
    """The same as a verb: 'rose by 12%', 'shows no clear change', 'was 12% lower' beside a later period."""
    verdict, later = record.get("verdict", CANNOT_SAY), record.get("against_is_later")
    if verdict == CANNOT_SAY:
        return "cannot be compared"
    if verdict == "no clear change":
        return f"shows {verdict_words(record)}"
    if not record["ratio"]:
        before, now = (_or_none(numbers.count(record[key])) for key in ("against_count", "count_compared"))
        return f"was {verdict_words(record)}" if later else f"{_PAST[verdict]} from {before} to {now}"
    size = _percent(record["ratio"])
    return f"was {size} {verdict_words(record)}" if later else f"{_PAST[verdict]} by {size}"


def _is_clear_but_for_placing(record: Record) -> bool:
    """Whether the test told a change from chance, and it is unclear since crimes without a place could have made it."""
    q = record.get("q")
    return q is not None and q < ALPHA


def verdict_words(record: Record) -> str:
    """The verdict of a change; where the period compared with is the later one: higher, lower, no clear difference."""
    if not record.get("against_is_later"):
        return record["verdict"]
    backwards = {"rise": "higher", "fall": "lower", "no clear change": "no clear difference"}
    return backwards.get(record["verdict"], CANNOT_SAY)


def _why_not(record: Record) -> str:
    if not record.get("months_compared"):
        return "no month of the year is loaded in both periods"
    return "no population is loaded" if not record.get("denominator") else "figures are missing"


def _or_none(count: str) -> str:
    return "none" if count == "0" else count


def _interval(record: Record) -> str:
    ends = [record["ratio_low"], record["ratio_high"]]
    if any(end is None for end in ends):
        return ""
    low, high = sorted(abs(end - 1) * 100 for end in ends)
    return f" (95% interval {low:,.0f}% to {high:,.0f}%)"


def _percent(ratio: float) -> str:
    size = abs(ratio - 1)
    return "under 1%" if size < NO_DIFFERENCE else f"{size * 100:,.0f}%"


def ratio_words(ratio: float, *, against_is_later: bool = False) -> str:
    """'a rise of 6%', 'a fall of 3%', 'no difference to speak of': the bare arithmetic, without a test."""
    if abs(ratio - 1) < NO_DIFFERENCE:
        return "no difference to speak of"
    if against_is_later:
        return f"a rate {_percent(ratio)} {'higher' if ratio > 1 else 'lower'}"
    return f"a {'rise' if ratio > 1 else 'fall'} of {_percent(ratio)}"


def beside_words(record: Record) -> str:
    """'lower than in', 'higher than in', 'not clearly different from that in', or 'not comparable with that in'."""
    words = {
        "higher": "higher than in",
        "lower": "lower than in",
        "no clear difference": "not clearly different from that in",
    }
    return words.get(record.get("compared_verdict", ""), "not comparable with that in")


def decile_words(compared: Record) -> str:
    """'4.2 times the rate in the least deprived (95% interval 3.7 to 4.7; 2 neighbourhoods beside 79)', or that no
    difference is clear.
    """
    if compared["verdict"] == "no clear difference":
        return "not clearly different from the rate in the least deprived"
    if compared["verdict"] == CANNOT_SAY:
        return "not comparable with the rate in the least deprived"
    values = [compared[key] for key in ("ratio", "ratio_low", "ratio_high")]
    if None in values:
        return "higher than in the least deprived, where none was recorded"
    ratio, low, high = (numbers.ratio(value) if values[0] < 1 else f"{value:,.1f}" for value in values)
    few, beside = compared["most_neighbourhoods"], compared["least_neighbourhoods"]
    many = f"{few:,} {plural(few, 'neighbourhood', 'neighbourhoods')} beside {beside:,}"
    return f"{ratio} times the rate in the least deprived (95% interval {low} to {high}; {many})"


def share_range(records: Sequence[Record]) -> str:
    """'3.6% to 8.6%', or '3.6%' where all are alike: of years that are not to be set beside one another."""
    ends = (min(one["share"] for one in records), max(one["share"] for one in records))
    return " to ".join(dict.fromkeys(numbers.share(end) for end in ends))


def gap_words(record: Record) -> str:
    """'30,958 a year at that pace, 603 (1.9%) fewer than it prints', for a record of the reconciliation."""
    gap = record["gap"]
    if round(gap) == 0:
        beside = f"the same as {record['publisher']} prints"
    else:
        beside = (
            f"{numbers.count(abs(gap))} ({numbers.share(abs(record['gap_share']))}) {'more' if gap > 0 else 'fewer'}"
            f" than {record['publisher']} prints"
        )
    return f"{numbers.count(record['scaled'])}, {beside}"


def explained_words(record: Record) -> str:
    """What crimes without a place, and missing months, do to the gap; empty where neither is known to."""
    said = []
    if record["unplaced"]:
        share, crimes = numbers.share(record["unplaced_share"]), numbers.count(record["unplaced"])
        said.append(
            f"{share} of the force's crimes in those months have no place, so that about {crimes} of the printed figure"
            f" would be missing here: {_weighed(record['gap'], record['unplaced'])}."
        )
    missing = record["months_expected"] - record["months_present"]
    if missing:
        said.append(
            f"{months_counted(missing).capitalize()} not loaded {_are(missing)} only scaled, whatever the season."
        )
    return " ".join(said)


def _weighed(gap: float, unplaced: float) -> str:
    if gap >= 0:
        return "ours would be expected to be the lower one, so something else outweighs it"
    if unplaced >= -gap:
        return "that alone is as much as the gap"
    return f"{numbers.share(unplaced / -gap)} of the gap"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def months_words(record: Record) -> str:
    """'7 of 12 months', or 'all 12 months'."""
    present, expected = record["months_present"], record["months_expected"]
    if present == expected:
        return "the one month" if expected == 1 else f"all {expected} months"
    return f"{present} of {months_counted(expected)}"


def months_counted(number: int) -> str:
    """'1 month', '7 months'."""
    return f"{number} {plural(number, 'month', 'months')}"


def these_months(number: int) -> str:
    """'month' or '7 months', as after 'the' or 'the same': 'over the same month'."""
    return "month" if number == 1 else f"{number} months"


def share_words(count: int, total: int) -> str:
    """'43.1%', or '5 of 8' where there are too few for a share."""
    return numbers.share(count / total) if total >= FEWEST_FOR_SHARES else f"{count} of {total}"


def of_crimes(count: int, total: int) -> str:
    """'43.1% of recorded crime', or '5 of 8 crimes'."""
    return f"{share_words(count, total)} {'of recorded crime' if total >= FEWEST_FOR_SHARES else 'crimes'}"


def plural(number: float, one: str, many: str) -> str:
    return one if number == 1 else many


def months_listed(months: Sequence[str]) -> str:
    """Months in runs: 'June 2018 and October 2018 to February 2019'; 'none' for no month."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and month_number(month) == month_number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return listed([month_title(run[0]) if len(run) == 1 else _run(run) for run in runs])


def _run(months: Sequence[str]) -> str:
    """'January to March 2022' within a year, 'November 2021 to March 2022' across two, 'April and May 2021'."""
    first, last = months[0], months[-1]
    between = "and" if len(months) == 2 else "to"
    start = month_title(first).split()[0] if first[:4] == last[:4] else month_title(first)
    return f"{start} {between} {month_title(last)}"


def listed(names: Sequence[str]) -> str:
    """'a, b and c'; 'none' for no name. Names that hold a comma or an 'and' are kept apart by semicolons."""
    if not names:
        return "none"
    if len(names) == 1:
        return names[0]
    apart, last = ("; ", "; and ") if any("," in name or " and " in name for name in names) else (", ", " and ")
    return f"{apart.join(names[:-1])}{last}{names[-1]}"


def some_of(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    if len(names) <= NAMES_IN_A_NOTE:
        return listed(names)
    return f"{'; '.join(names[:NAMES_IN_A_NOTE])}; and {len(names) - NAMES_IN_A_NOTE} more"


def counted(number: int, singular: str, plural_verb: str) -> str:
    """'1 rose', 'none fell': a number with its verb, in a list of numbers."""
    return f"{number or 'none'} {singular if number <= 1 else plural_verb}"


def population_words(day: date | None, middle: date) -> str:
    """A warning where the population is of a day more than a year from the middle of the period; else empty."""
    years = abs((day - middle).days) / DAYS_IN_YEAR if day else 0
    if day is None or years <= 1:
        return ""
    when = "before" if day < middle else "after"
    return (
        f"The population is of {day:%-d %B %Y}, {years:.1f} years {when} the middle of the period: where an area has"
        f" {'grown' if when == 'before' else 'shrunk'} since, rates come out too high."
    )


def about(value: float) -> str:
    """An estimate in two significant digits: 21,684 as '22,000'. More would claim a precision that it has not."""
    if value <= 0:
        return "0"
    step = 10 ** max(math.floor(math.log10(value)) - 1, 0)
    return numbers.count(round(value / step) * step)


def estimate_words(row: Mapping[str, Any]) -> str:
    """'about 22,000', 'about 6,500 (5,300 to 8,000)', '130 to 190', 'at least 130'; a range where there is one."""
    low, middle, high = row["estimate_low"], row["estimate"], row["estimate_high"]
    span = f"at least {about(low)}" if high is None else f"{about(low)} to {about(high)}"
    if middle is None:
        return span if low != high else f"about {about(low)}"
    return f"about {about(middle)}" if low == middle == high else f"about {about(middle)} ({span})"


def in_sentence(title: str) -> str:
    """A title as it stands inside a sentence: 'Vehicle crime' as 'vehicle crime', abbreviations kept."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def hotspot_words(places: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, str, str]]:
    """Value, words and unit of each figure about the hotspots of an area."""
    share, area = (sum(row[key] for row in places) for key in ("share", "square_km"))
    names = listed([str(row["wards"]).split(", ")[0] for row in places[:HOTSPOTS_NAMED]])
    more = len(places) - HOTSPOTS_NAMED
    return {
        "places": (len(places), numbers.count(len(places)), "places"),
        "names": (names, f"{names}, and {more} more" if more > 0 else names, ""),
        "share": (share, numbers.share(share), "share"),
        "square_km": (area, numbers.number(area), "square km"),
    }
