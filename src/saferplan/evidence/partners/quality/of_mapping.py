"""An extract as a mapping profile read it, and what the lake keeps of its quality."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from saferplan.evidence.partners.mapping import Mapped
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.figures import as_rows, figures
from saferplan.evidence.sources.base import Delivered


def extract_of(profile: Profile, delivered: Delivered, mapped: Mapped, sheets: Sequence[str] = ()) -> Extract:
    """`sheets`: the sheet of each of the mapped rows, where the file has any."""
    first_headings = {rule.shown: rule.headings[0] for rule in profile.columns}
    return Extract(
        feed=profile.feed,
        agency=profile.agency,
        file=delivered.name,
        extract_id=delivered.extract_id,
        released=delivered.released,
        rows_read=mapped.rows_read,
        rows=mapped.rows,
        lines=mapped.lines,
        sheets=sheets,
        persons=mapped.persons,
        places=mapped.places,
        rejected=mapped.rejected,
        left_empty={first_headings.get(shown, shown): count for shown, count in mapped.left_empty.items()},
        promised=headings_of(profile),
    )


def headings_of(profile: Profile) -> dict[str, str]:
    """The (first) heading of every field that a column fills."""
    return {rule.field.name: rule.headings[0] for rule in profile.columns}


def quality_rows(profile: Profile, delivered: Delivered, mapped: Mapped, *, now: datetime) -> pa.Table:
    """The rows of extract_quality for a file that is being loaded."""
    extract = extract_of(profile, delivered, mapped)
    return as_rows(extract, figures(extract), now=now)
