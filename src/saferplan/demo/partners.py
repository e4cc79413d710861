"""The demo's partners: what invented people told police, council and landlords, loaded, linked and counted.

It goes the way of a partnership: mapping profiles, restricted store, recorded purpose, linkage, released counts. The
store, which alone knows who these invented people are, ends with the demo's making. The key stays with the lake: by it
the demo's site takes in further files.
"""

from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from saferplan.demo.building import load_whole
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.keeping import keep
from saferplan.evidence.partners.profile_file import read_profile_file
from saferplan.evidence.periods import Period
from saferplan.evidence.tables import ALL_TABLES

SEED = 2026
PEOPLE = 40_000
"""One in fourteen of the area's residents: enough for every kind of case, and read and linked in seconds."""
PURPOSE = "repeat-victims"
RELEASED = ALL_TABLES["people_counts"]


def add_partners(folder: Path, lake: Lake, area: str, period: Period, *, key: str, people: int | None = None) -> None:
    """Writes the partners' files into `folder` and brings them into the lake; where that was done, nothing."""
    if lake.snapshot().has(RELEASED.name):
        return
    from saferplan.identities import embedded
    from saferplan.identities.keys import PartnershipKey
    from saferplan.identities.linkage.model import people_model
    from saferplan.identities.linkage.releasing import release
    from saferplan.identities.linkage.runs import run
    from saferplan.identities.purpose_files import read_purpose
    from saferplan.identities.purpose_records import record
    from saferplan.identities.store import create, opened
    from saferplan.synth.area import shipped
    from saferplan.synth.partnership.partners import write_partners

    rmtree(folder, ignore_errors=True)
    write_partners(folder, shipped(area), seed=SEED, people=people or PEOPLE)
    secret, now = PartnershipKey.of(key), datetime.now(UTC)
    with embedded.running() as server:
        create(server.url(), secret)
        with opened(server.url(), secret, lake.root) as store:
            for profile in sorted((folder / "profiles").glob("*.toml")):
                keep(lake, read_profile_file(profile))
            load_whole([folder / "places", folder / "files"], lake, identities=store)
            for purpose in sorted((folder / "purposes").glob("*.toml")):
                record(store.connection, read_purpose(purpose), by="demo", now=now)
            run(store, PURPOSE, people_model(), now=now)
            release(store, lake, PURPOSE, area, period, now=now)
