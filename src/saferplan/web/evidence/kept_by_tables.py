"""What is worked out of some tables of a lake, once for each state of them, and kept in files for pages to read.

A load that leaves these tables as they were leaves what is kept as it was. A state's folder is put in its place whole;
the state before stays until the next, for pages that are being read.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.snapshot import Snapshot
from saferplan.web.evidence.in_force import in_force
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.models import Job, State
from saferplan.web.jobs.work import Work
from saferplan.web.partnerships.models import Partnership

STATES_KEPT = 2
# What failed for want of room or memory may go well later, and nobody should have to ask for it.
AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class KeptByTables:
    """`name` of the folder under the site's home; `form` of the files: another number has them written anew."""

    name: str
    tables: tuple[str, ...]
    form: int = 1

    def state(self, partnership: Partnership, snapshot: Snapshot) -> str:
        """A word for the tables as the snapshot has them, and for the partnership's area."""
        states = [(table, snapshot.versions.get(table), snapshot.load.generation(table)) for table in self.tables]
        told = json.dumps([self.form, partnership.area_code, states])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def folder(self, partnership: Partnership, state: str) -> Path:
        return self._home(partnership) / state

    def has(self, partnership: Partnership) -> bool:
        """Whether the state that is in force is kept."""
        return self.folder(partnership, self._now(partnership)).is_dir()

    def newest(self, partnership: Partnership) -> str:
        """The state in force if it is kept, else the one before; empty where there is none."""
        now = self._now(partnership)
        if self.folder(partnership, now).is_dir():
            return now
        kept = self._by_age(partnership)
        return kept[-1].name if kept else ""

    def ask(self, work: Work, partnership: Partnership) -> None:
        """Asks for the job that keeps the state in force. One that ended without is asked for an hour later, and not by
        every page anew.
        """
        state = self._now(partnership)
        if self.folder(partnership, state).is_dir():
            return
        tried = partnership.jobs.of_kind(work.kind).filter(key=state)
        if not tried.exclude(finished_at__lt=timezone.now() - AGAIN_AFTER).exists():
            work.ask(partnership=partnership, by=None, key=state)

    def waited_for(self, work: Work, partnership: Partnership) -> Job | None:
        """The job that is to keep the state in force, with its state, as long as it has not ended."""
        jobs = partnership.jobs.of_kind(work.kind).unfinished().with_state()
        return jobs.filter(key=self._now(partnership)).first()

    def fault(self, work: Work, partnership: Partnership) -> str:
        """Why the state in force is not kept, in words; '' where nothing went wrong, or it is tried again."""
        last = partnership.jobs.of_kind(work.kind).filter(key=self._now(partnership)).with_state().first()
        return last.explanation if last and last.state == State.FAILED else ""

    @contextmanager
    def keeping(self, partnership: Partnership, snapshot: Snapshot) -> Iterator[Path]:
        """A folder to write into, which is in its place when all went well."""
        place = self.folder(partnership, self.state(partnership, snapshot))
        place.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        begun = Path(tempfile.mkdtemp(prefix=".", dir=place.parent))
        try:
            yield begun
            shutil.rmtree(place, ignore_errors=True)
            begun.rename(place)
        finally:
            shutil.rmtree(begun, ignore_errors=True)
        for old in [one for one in self._by_age(partnership) if one != place][: 1 - STATES_KEPT or None]:
            shutil.rmtree(old, ignore_errors=True)

    def _now(self, partnership: Partnership) -> str:
        return self.state(partnership, in_force(lake_of(partnership)).snapshot)

    def _by_age(self, partnership: Partnership) -> list[Path]:
        home = self._home(partnership)
        kept = [one for one in home.iterdir() if not one.name.startswith(".")] if home.is_dir() else []
        return sorted(kept, key=lambda one: one.stat().st_mtime)

    def _home(self, partnership: Partnership) -> Path:
        return Path(settings.HOME) / self.name / partnership.slug
