"""Which kept profile a file is of; and of a file that is nearly of one, which column it lacks."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from saferplan.errors import FileRefused
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.reading.headings import distinct, find_heading
from saferplan.evidence.partners.reading.tables import FileTables, has_headings, read_tables, upper_rows
from saferplan.evidence.partners.standard import standard_profiles
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Delivered

# A file without a name of its own counts as nearly of a profile if it has this share of its columns. With fewer, what
# stands in its first row may be no headings at all, and is not repeated to anyone.
SHARE_OF_COLUMNS = 0.5
# How alike (of 100) a new heading must be to be offered for a missing one.
LEAST_LIKENESS = 60
CHANGE = "If the partner renamed it, change the profile, raise its version and keep it; else have the file put right."


def fitting(delivered: Delivered, profiles: Sequence[Profile]) -> list[Profile]:
    """Profiles whose name the file bears and whose columns it has. One that was kept goes before a ready-made one."""
    found = [one for one in profiles if one.bears_name(delivered) and has_headings(delivered, one.headings)]
    return [one for one in found if one not in standard_profiles()] or found


def ambiguous(delivered: Delivered, found: Sequence[Profile]) -> FileRefused:
    listed = " and ".join(one.feed for one in found)
    return delivered.refuse(
        f"it fits {len(found)} profiles, {listed}, which its headings do not tell apart",
        remedy="Give each profile the pattern of its own files' names under [file], raise its version and keep it.",
    )


def near_miss_of_profiles(delivered: Delivered, profiles: Sequence[Profile]) -> FileRefused | None:
    """For a file that no profile fits: what it lacks of the one that it is meant for; None where for none."""
    for profile in profiles:
        if profile.has_own_name and profile.bears_name(delivered):
            return lacking(delivered, profile)
    for profile in profiles:
        if profile.name_pattern and has_headings(delivered, profile.headings):
            return delivered.refuse(
                f"it has the columns of the profile {profile.feed}, whose files are called {profile.name_pattern}",
                remedy="Rename the file, or change file.name in the profile and keep it with a raised version.",
            )
    nearest = nearest_profile(delivered, profiles)
    return lacking(delivered, nearest) if nearest and nearest.bears_name(delivered) else None


def nearest_profile(delivered: Delivered, profiles: Sequence[Profile]) -> Profile | None:
    """The one that has most columns in common with the file, if it has half of its own."""
    nearest = max(profiles, key=lambda one: _share(one, _headings(delivered, one)), default=None)
    return nearest if nearest and _is_near(nearest, _headings(delivered, nearest)) else None


def renamed(profile: Profile, delivered: Delivered) -> dict[str, str]:
    """For each column of the profile that the file lacks, the closest that the profile does not know; '' for none."""
    headings = _headings(delivered, profile)
    others = [one for one in headings if plain(one) not in map(plain, profile.headings)]
    return {one: closest_heading(one, others) for one in missing_from(profile, headings)}


def lacking(delivered: Delivered, profile: Profile) -> FileRefused:
    """The refusal of a file that lacks columns of its profile."""
    return _refusal(delivered, profile, _headings(delivered, profile), "")


def _refusal(delivered: Delivered, profile: Profile, headings: Sequence[str], sheet: str) -> FileRefused:
    where = f"sheet {sheet}: " if sheet else ""
    if not _is_near(profile, headings):
        missing = len(missing_from(profile, headings))
        return delivered.refuse(
            f"{where}{missing} of the {len(profile.headings)} columns of the profile {profile.feed} are not in it",
            remedy="Check that it is the right file, and that its headings came with it.",
        )
    said = "; ".join(_missing(one, profile, headings) for one in missing_from(profile, headings))
    return delivered.refuse(f"{where}{said} (profile {profile.feed}, version {profile.version})", remedy=CHANGE)


def _missing(heading: str, profile: Profile, headings: Sequence[str]) -> str:
    closest = closest_heading(heading, [one for one in headings if plain(one) not in map(plain, profile.headings)])
    return f"the column '{heading}' is not in it" + (f", the closest is '{closest}'" if closest else "")


def closest_heading(heading: str, others: Sequence[str]) -> str:
    """Of headings that the profile does not know, the one most like `heading`; '' where none is."""
    found = process.extractOne(
        plain(heading), {one: plain(one) for one in others}, scorer=fuzz.WRatio, score_cutoff=LEAST_LIKENESS
    )
    return found[2] if found else ""


def missing_from(profile: Profile, headings: Sequence[str]) -> list[str]:
    known = {plain(one) for one in headings}
    return [one for one in profile.headings if plain(one) not in known]


def _share(profile: Profile, headings: Sequence[str]) -> float:
    return 1 - len(missing_from(profile, headings)) / len(profile.headings)


def _is_near(profile: Profile, headings: Sequence[str]) -> bool:
    return _share(profile, headings) >= SHARE_OF_COLUMNS


def _headings(delivered: Delivered, profile: Profile) -> tuple[str, ...]:
    """The headings of the sheet that has most of the profile's."""
    return max(_all_headings(delivered, profile), key=lambda one: _share(profile, one), default=())


def _all_headings(delivered: Delivered, profile: Profile) -> Iterator[tuple[str, ...]]:
    for upper in upper_rows(delivered, profile.headings):
        if heading := find_heading(upper.rows, profile.headings, upper.merges):
            yield distinct(heading.names)


def tables_of(delivered: Delivered, profile: Profile) -> FileTables:
    """The file's tables with the profile's columns. Raises FileRefused where one lacks any, or none can be read."""
    found = read_tables(delivered, profile.headings, sheet_names=profile.sheets)
    for table in found.tables:
        if missing_from(profile, table.records.heading):
            raise _refusal(delivered, profile, table.records.heading, table.records.place)
    return found
