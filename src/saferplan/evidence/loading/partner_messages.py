"""What is told of a partner's file that is loaded, or why it is not."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import FileRefused
from saferplan.evidence.counted import counted
from saferplan.evidence.partners.mapping import Mapped
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.texts import is_known
from saferplan.evidence.sources.base import Delivered

PUT_RIGHT = "Put right what is named, or the profile, and load it again."
# An empty list does not say which months it has nothing of, so none of them can be taken for one with no records.
NOTHING_REPORTED = (
    "It does not say which months that is true of, so none is noted as empty. Ask the agency whether nothing was"
    " reported: if so, keep its answer, for there is nothing to load; if not, ask for the list again."
)
# A month that loses more than half of its rows was hardly corrected: the file may hold a part of it only.
SHARE_THAT_STAYS = 0.5


def no_keeper(delivered: Delivered, profile: Profile) -> FileRefused:
    """The refusal of a file that names people or addresses, where nobody keeps who they are."""
    problem, wanted = "it has references of people, and there is no key to make pseudonyms of them", "SAFERPLAN_KEY"
    if profile.identifying:
        problem = "it names people or addresses, and there is nowhere to keep them apart from the lake"
        wanted = "SAFERPLAN_KEY and DATABASE_URL"
    return delivered.refuse(problem, remedy=f"Set {wanted}. {leave_out(profile)}")


def leave_out(profile: Profile) -> str:
    """The other way out, for a file that is to be loaded without knowing who is who."""
    rules = [rule for rule in profile.columns if rule.field.identifies or rule.field.own_name == "person_reference"]
    listed = ", ".join(f"'{shown}'" for shown in dict.fromkeys(rule.shown for rule in rules))
    return f"Or leave what tells who somebody is out of the profile: columns {listed}."


def refuse_if_empty(delivered: Delivered, mapped: Mapped) -> None:
    """A file of which nothing would be loaded is one that its profile does not understand."""
    if mapped.rows.num_rows:
        return
    if not mapped.rejected:
        raise delivered.refuse("there are no rows below the heading", remedy=NOTHING_REPORTED)
    first = mapped.rejected[0]
    subject = f"{first.field} " if first.field else ""
    raise delivered.refuse(
        f"none of its {len(mapped.rejected):,} rows can be loaded; the first: {subject}{first.reason}",
        line=first.line,
        remedy=PUT_RIGHT,
    )


def notes_on(note: str, mapped: Mapped, erased: int, expired: int) -> list[str]:
    notes = [note]
    if mapped.left_empty:
        listed = ", ".join(f"{heading} {count:,}" for heading, count in mapped.left_empty.items())
        notes.append(f"cells that were not understood and are left empty: {listed}")
    if erased:
        notes.append(f"erased before, and not loaded again: {counted(erased, 'row')}")
    if expired:
        notes.append(f"kept for no longer, and not loaded: {counted(expired, 'row')}")
    return notes


def without_area(rows: pa.Table) -> list[str]:
    """What findings about an area will leave out is told when it is loaded."""
    lost = int((~is_known(rows["lsoa_code"].combine_chunks()) & ~is_known(rows["ward_code"].combine_chunks())).sum())
    if not lost:
        return []
    return [
        f"no small area or ward is known of {lost:,} of {counted(rows.num_rows, 'row')}, which findings about an area"
        " leave out: they tell no place, or the boundaries about it are not loaded (saferplan fetch geography)"
    ]


def shrunk(before: Mapping[str, int], rows: pa.Table) -> list[str]:
    """Months that the file leaves with fewer than half of their rows, which hints at a file of additions."""
    months = pc.call_function("value_counts", [rows["month"].combine_chunks()]).to_pylist()
    now = {one["values"]: one["counts"] for one in months}
    lost = [month for month, count in sorted(before.items()) if now.get(month, 0) < SHARE_THAT_STAYS * count]
    listed = ", ".join(f"{month} had {counted(before[month], 'row')} and has {now.get(month, 0):,}" for month in lost)
    return (
        [f'fewer rows than before ({listed}): a file of new or changed rows needs delivers = "additions"']
        if lost
        else []
    )
