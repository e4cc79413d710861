"""Mentions of invented people beside who they are: a labelled sample, for linkage to be held against."""

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.synth.people.mentions import mentions
from saferplan.synth.people.population import population

MENTIONS_PER_PERSON = 1.3


def labelled(people: int, *, seed: int, noise: float = 1.0) -> pa.Table:
    """Columns of PERSONS, `person_key`, `person`, `name_kind`: a row for each mention of one not told to be a child.

    `people` is the size of the population; most of them are named once, some never. The same seed gives the same rows.
    """
    made = mentions(population(people, seed=seed), int(people * MENTIONS_PER_PERSON), seed=seed, noise=noise)
    keys = pa.array([f"{row:010d}" for row in range(made.records.num_rows)])  # in the order of the rows
    table = made.records.append_column("person_key", keys)
    for name in ("person", "name_kind"):
        table = table.append_column(name, made.truth[name])
    return table.filter(~pc.field("is_child").is_valid() | ~pc.field("is_child"))
