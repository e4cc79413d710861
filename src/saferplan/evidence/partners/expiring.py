"""What a file tells for longer than it may be kept: left out before anybody in it is registered."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.mapping import Mapped
from saferplan.evidence.partners.texts import Flags

SUSPECT_CELLS = ("suspect_is_child", "suspect_expires_on")


def leave_out_expired(mapped: Mapped, today: date) -> int:
    """Takes rows away whose retention period is over, and gives how many; from the others suspects whose own is."""
    expired = _is_past(mapped.rows["expires_on"], today)
    if expired.any():
        mapped.leave_out(expired)
    leave_out_suspects(mapped, _is_past(mapped.rows["suspect_expires_on"], today))
    return int(expired.sum())


def leave_out_suspects(mapped: Mapped, past: Flags) -> None:
    """Takes the suspects of these rows away; the rows stay."""
    if not past.any():
        return
    rows = mapped.persons["row"].to_numpy()
    is_suspect = np.array([subject == "suspect" for subject in mapped.persons["subject"].to_pylist()], bool)
    mapped.persons = mapped.persons.filter(pa.array(~(is_suspect & past[rows])))
    for name in SUSPECT_CELLS:
        column = mapped.rows[name]
        emptied = pc.call_function("if_else", [pa.array(past), pa.scalar(None, column.type), column])
        at = mapped.rows.schema.get_field_index(name)
        mapped.rows = mapped.rows.set_column(at, mapped.rows.schema.field(at), emptied)


def _is_past(days: pa.ChunkedArray, today: date) -> Flags:
    return np.array([day is not None and day < today for day in days.to_pylist()], bool)
