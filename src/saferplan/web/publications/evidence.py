"""What a document may say: the words of its vocabulary, on the partnership's lake as its last load left it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from saferplan.web.documents.models import Document
from saferplan.web.evidence.lake import lake_of

if TYPE_CHECKING:
    from saferplan.documents.folder import Folder
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.snapshot import LoadRecord, Snapshot


@dataclass(frozen=True)
class Evidence:
    tables: "AssessmentTables"
    today: date

    @property
    def snapshot(self) -> "Snapshot":
        return self.tables.scope.basis.snapshot

    @property
    def load(self) -> "LoadRecord":
        return self.snapshot.load

    def words(self, folder: "Folder") -> Mapping[str, Any]:
        from saferplan.documents.strategic_assessment.build import words_of

        return words_of(folder, self.tables, today=self.today)


@contextmanager
def evidence_for(document: Document, *, today: date) -> Iterator[Evidence]:
    """For a job: the lake is read. What is worked out is kept for the next. Raises NothingLoaded, UnknownName."""
    from saferplan.evidence.assessment.keeping import kept_tables
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis
    from saferplan.web.documents.keeping_figures import scope_of

    scope = scope_of(document, Basis(lake_of(document.partnership).snapshot()))
    with kept_tables(AssessmentTables(scope)) as tables:
        yield Evidence(tables, today)
