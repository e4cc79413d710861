"""What tests of the whole way share: a synthetic partnership as written, and as loaded and linked."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import LoadReport
from saferplan.identities.linkage.in_force import people_clusters
from saferplan.identities.purposes import Group
from saferplan.identities.store import RestrictedStore
from saferplan.synth.partnership.partners import Written


@dataclass(frozen=True)
class Partnership:
    folder: Path
    written: Written

    @property
    def truth(self) -> Path:
        return self.folder / "truth"


@dataclass(frozen=True)
class Linked:
    """The partnership's files in a lake, with the people whom they name linked under both of its purposes."""

    lake: Lake
    report: LoadReport
    store: RestrictedStore
    incidents: pa.Table

    def clusters(self, purpose: str, *groups: Group) -> pa.Table:
        return people_clusters(self.store.connection, purpose, groups=groups or tuple(Group))


def incidents_of(lake: Lake) -> pa.Table:
    scan = lake.snapshot().scan("partner_incidents", purpose="linkage")
    return duckdb.sql(f"SELECT * FROM {scan}").to_arrow_table()
