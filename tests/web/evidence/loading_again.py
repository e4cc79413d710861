"""A lake that is loaded once more."""

from datetime import UTC, datetime

from saferplan.web.evidence.lake import lake_of


def load_again(partnership) -> None:
    """A load that changes nothing but the number of the load."""
    lake = lake_of(partnership)
    with lake.writing() as writer:
        writer.commit(loaded_at=datetime(2026, 11, 22, tzinfo=UTC), summary={"files": []})
