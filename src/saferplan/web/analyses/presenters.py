"""Analyses and taskings as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from saferplan.documents.analyses.kept import CELLS, Shown
from saferplan.documents.analyses.kinds import Kind
from saferplan.web.analyses import answers
from saferplan.web.analyses.models import Analysis, Tasking

COLUMNS_OF_TASKINGS = (
    {"text": "Place"},
    {"text": "Problem", "sort": False},
    {"text": "Decision", "sort": False},
    {"text": "Owner"},
    {"text": "Last day"},
    {"text": "Result", "sort": False},
)


@dataclass(frozen=True)
class ShownExhibit:
    """An exhibit that was kept, with the addresses of its files."""

    told: Shown
    analysis: Analysis

    def __getattr__(self, name: str) -> Any:
        try:
            return self.told[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [{"text": one["text"], "numeric": one["is_number"]} for one in self.told["columns"]]

    @property
    def data(self) -> str:
        return address_of_file(self.analysis, f"{self.told['id']}.csv")

    @property
    def wide(self) -> str:
        return address_of_file(self.analysis, f"{self.told['id']}-wide.svg")

    @property
    def narrow(self) -> str:
        return address_of_file(self.analysis, f"{self.told['id']}-narrow.svg")

    @property
    def tables(self) -> str:
        """'incidents (version 3), population (version 1)'."""
        return ", ".join(f"{name} (version {version})" for name, version in self.told["provenance"]["tables"].items())


def exhibits_of(answer: Shown, analysis: Analysis) -> list[ShownExhibit]:
    return [ShownExhibit(one, analysis) for one in answer["exhibits"]]


def files_of(analysis: Analysis) -> list[tuple[str, str]]:
    """Name and address of what is taken away beside the data of each exhibit."""
    offered = ((answers.SHEET, "Tasking sheet (PDF)"), (CELLS, "Cells for a geographic information system (GeoJSON)"))
    return [(words, address_of_file(analysis, name)) for name, words in offered if answers.has_file(analysis, name)]


def question_of(analysis: Analysis) -> list[tuple[str, str]]:
    """What was asked, as the rows of a summary."""
    told = [("Area", analysis.area_name)]
    told += [("Period", analysis.period.title)] if analysis.kind != "season" else []
    told += [("What is counted", analysis.measure_title)] if analysis.measures else []
    told += [("Compared with", analysis.against.title)] if analysis.against else []
    return [*told, ("Worked out from", f"load {analysis.load}")]


def rows_of_analyses(analyses: Iterable[Analysis], *, with_kind: bool = False) -> list[list[Any]]:
    return [
        [
            {"text": _title(one) if not with_kind else str(one), "href": address_of(one)},
            one.finding or one.why_not or "Being worked out",
            {"text": f"Load {one.load}", "sort": one.load},
        ]
        for one in analyses
    ]


def _title(analysis: Analysis) -> str:
    what = f"{analysis.measure_title}, " if analysis.measures else ""
    where = "" if analysis.area_code == analysis.partnership.area_code else f"{analysis.area_name}, "
    return f"{where}{what}{analysis.period.title}"


def rows_of_taskings(taskings: Iterable[Tasking]) -> list[list[Any]]:
    return [
        [
            {"text": f"{one.place}: {one.where}" if one.where else one.place, "href": address_of_tasking(one)},
            one.problem,
            one.decision,
            one.owner.user.name,
            {"text": _in_words(one.ends_on), "sort": one.ends_on.isoformat()},
            one.result or _waits(one),
        ]
        for one in taskings
    ]


def _waits(tasking: Tasking) -> dict[str, str]:
    if tasking.ends_on < timezone.localdate():
        return {"text": "Its last day has passed", "tag": "red"}
    return {"text": "Open", "tag": "blue"}


def _in_words(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def latest_of_each(kinds: Iterable[Kind], analyses: Iterable[Analysis]) -> list[tuple[Kind, Analysis | None]]:
    """Each kind with the newest of its analyses that has an outcome. `analyses`: newest first."""
    found: dict[str, Analysis] = {}
    for one in analyses:
        found.setdefault(one.kind, one)
    return [(kind, found.get(kind.word)) for kind in kinds]


def in_a_sentence(problem: str) -> str:
    return f"{problem[:1].upper()}{problem[1:].rstrip('.')}."


def address_of(analysis: Analysis) -> str:
    return reverse("analyses:result", kwargs={"partnership": analysis.partnership.slug, "analysis": analysis.pk})


def address_of_file(analysis: Analysis, name: str) -> str:
    parts = {"partnership": analysis.partnership.slug, "analysis": analysis.pk, "name": name}
    return reverse("analyses:file", kwargs=parts)


def address_of_tasking(tasking: Tasking) -> str:
    return reverse("analyses:tasking", kwargs={"partnership": tasking.partnership.slug, "tasking": tasking.pk})
