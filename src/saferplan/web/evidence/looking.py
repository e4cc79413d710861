"""What is told of partners' lists that are tried: taken while the trial has each in hand, so that it is read once."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saferplan.errors import FileRefused, NothingLoaded, SaferplanError
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.tables import SUPPRESSED
from saferplan.web.evidence.models import Delivery
from saferplan.web.partnerships.models import Agency, Partnership

if TYPE_CHECKING:
    from saferplan.evidence.partners.profile import Profile
    from saferplan.evidence.partners.read_file import ReadFile
    from saferplan.evidence.partners.reading.tables import FileTables
    from saferplan.evidence.sources.base import Delivered

MENDS_KEPT = 200


@dataclass
class Looks:
    """`profiles`: by which the delivery is tried, where somebody maps it; else those that are kept read it."""

    delivery: Delivery
    snapshot: Snapshot
    profiles: "Sequence[Profile]" = ()
    quality: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    _seen: "set[Delivered]" = field(default_factory=set)

    @property
    def told(self) -> dict[str, Any]:
        counts_erased = bool(self.quality) and self.snapshot.has(SUPPRESSED.name)
        lists = {"quality": self.quality, "values": self.values, "columns": self.columns}
        return lists | {"counts_erased": counts_erased}

    @property
    def agency(self) -> Agency:
        return self.delivery.agency

    def take(self, read: "ReadFile") -> None:
        """The quality of an extract, beside earlier ones of its feed, and what its categories print."""
        from saferplan.evidence.partners.suggesting.looks import values_of

        self._seen.add(read.delivered)
        self.quality.append(_quality(read, self.snapshot, self._small_areas))
        self.values |= {name: asdict(one) for name, one in values_of(read.profile, read.found.tables).items()}
        if is_by_itself(read.delivered):
            self._take_columns(read.delivered, read.found)

    def take_others(self, files: "Iterable[tuple[Delivered, Profile]]") -> None:
        """Files that the trial did not read, as they are loaded already."""
        from saferplan.evidence.partners.read_file import read_file

        for delivered, profile in files:
            if delivered not in self._seen:
                with suppress(FileRefused):  # the trial has said why
                    self.take(read_file(delivered, profile, now=_local_now()))

    def take_list(self, delivered: "Delivered") -> "FileTables":
        """A list that nothing else is known of. Raises FileRefused where it is none."""
        from saferplan.evidence.partners.reading.tables import read_tables

        found = read_tables(delivered, [heading for profile in self.profiles for heading in profile.headings])
        self._take_columns(delivered, found)
        return found

    def _take_columns(self, delivered: "Delivered", found: "FileTables") -> None:
        from saferplan.web.evidence.proposing import columns_of

        self.columns = [asdict(one) for one in columns_of(delivered, found)]

    @cached_property
    def _small_areas(self) -> set[str] | None:
        return _small_areas_of(self.delivery.partnership, self.snapshot)


def is_by_itself(delivered: "Delivered") -> bool:
    """Not one of an archive's files: the mapping that a person makes is of the whole delivery."""
    return "!" not in Path(delivered.name).name


def _quality(read: "ReadFile", snapshot: Snapshot, area: set[str] | None) -> dict[str, Any]:
    from saferplan.evidence.partners.quality.of_file import quality_of_read
    from saferplan.evidence.partners.quality.report import as_record
    from saferplan.evidence.partners.standard import standard_profiles

    found, _ = quality_of_read(read, snapshot, now=_local_now(), area=area)
    is_ready_made = read.profile in standard_profiles()
    told = {"file": Path(found.file).name, "version": read.profile.version, "is_ready_made": is_ready_made}
    # References are the agency's own numbers of people's cases: lines say enough.
    mends = [vars(one) | {"reference": ""} for one in found.mends if one.line]
    return as_record(found) | told | {"rows_to_mend": mends[:MENDS_KEPT], "rows_to_mend_count": len(found.mends)}


def _local_now() -> datetime:
    from saferplan.evidence.partners.times import end_of_day

    return end_of_day(timezone.now())


def _small_areas_of(partnership: Partnership, snapshot: Snapshot) -> set[str] | None:
    """Where the partnership's places lie; None before there is a lookup of areas."""
    from saferplan.evidence.geography import Geography

    try:
        geography = Geography.of(snapshot)
        units = geography.area(partnership.area_code).units
        return {lsoa for unit in units for lsoa in geography.members("lsoa", unit)} or None
    except (NothingLoaded, SaferplanError):
        return None
