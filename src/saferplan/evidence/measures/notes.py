"""What a reader must know about one figure, in words: areas taken for another, months and areas without data."""

from collections.abc import Collection, Sequence

from saferplan.evidence.measures.tally import Extent
from saferplan.evidence.measures.untold import Untold
from saferplan.evidence.periods import Period, month_number

NAMES_IN_NOTE = 6


def note_of(
    extent: Extent, period: Period, loaded: Sequence[str], untold: Untold, not_in_use: Collection[str] = ()
) -> str:
    """`loaded`: the months that there are of the area, to be told where the period has none of them."""
    notes = [extent.area.note] if extent.area.note else []
    named = {older: own for older, months in untold.items() if (own := months & set(period.months))}
    unknown = frozenset().union(*named.values()) if extent.area.kind == "lsoa" else frozenset()
    missing = [month for month in period.months if month not in (*extent.months, *unknown, *not_in_use)]
    if missing and not extent.months and not unknown:
        notes.append(_nothing_there(extent, loaded))
    elif missing:
        notes.append(f"months missing: {months_in_words(missing)}")
    if extent.left_out:
        notes.append(f"without {names_in_words(extent.left_out)}, for which months are missing")
    if not_in_use:
        notes.append(f"crime type not in use: {months_in_words(not_in_use)}")
    if named:
        notes.append(_untold(extent, named))
    return "; ".join(notes)


def _untold(extent: Extent, named: Untold) -> str:
    """What split small areas do to the figure, in the months of the period in which files name them."""
    codes, months = names_in_words(list(named)), months_in_words(frozenset().union(*named.values()))
    if extent.area.kind == "lsoa":
        return f"of {months} there are only figures for all of {codes}, of which it was a part until 2021"
    return f"{codes}, split in 2021 between this and other areas: incidents of {months} are all counted in one of them"


def _nothing_there(extent: Extent, loaded: Sequence[str]) -> str:
    if extent.area.is_set_of_units and not loaded:
        return f"no month is loaded for as much as half of the people of {extent.area.name}"
    there = f"there are {months_in_words(loaded)}" if loaded else "there is none at all"
    return f"no data of this period is loaded for {extent.area.name}: {there}"


def names_in_words(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    named = ", ".join(names[:NAMES_IN_NOTE])
    return f"{named} and {len(names) - NAMES_IN_NOTE} more" if len(names) > NAMES_IN_NOTE else named


def months_in_words(months: Collection[str]) -> str:
    """'2018-03, 2018-10..2019-02': months in order, runs of them by their ends."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and month_number(month) == month_number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)
