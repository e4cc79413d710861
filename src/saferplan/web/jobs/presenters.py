"""A job as its pages show it."""

from dataclasses import dataclass

from saferplan.web.jobs.models import Job, State
from saferplan.web.jobs.work import works

COLOURS = {
    State.WAITING: "grey",
    State.RUNNING: "blue",
    State.TRYING_AGAIN: "yellow",
    State.DONE: "green",
    State.FAILED: "red",
}
MEANWHILE = {
    State.WAITING: "It waits for its turn",
    State.RUNNING: "It is under way",
    State.TRYING_AGAIN: "It did not work, and will be tried again within minutes",
}
SITE_ITSELF = "saferplan, by itself"


@dataclass(frozen=True)
class ShownJob:
    """Of a job with its state (`JobQuerySet.with_state`)."""

    job: Job

    @property
    def title(self) -> str:
        work = works().get(self.job.kind)
        return work.title if work else self.job.kind

    @property
    def state(self) -> State:
        return State(self.job.state)

    @property
    def tag(self) -> dict[str, str]:
        return {"text": self.state.label, "tag": COLOURS[self.state]}

    @property
    def is_under_way(self) -> bool:
        return self.job.finished_at is None

    @property
    def asked_by(self) -> str:
        return str(self.job.asked_by) if self.job.asked_by else SITE_ITSELF

    @property
    def how_far(self) -> str:
        """Such as "3 of 10: reading the police's file"; empty where the job has told nothing."""
        told = self.job.progress
        count = f"{told.done:,} of {told.total:,}" if told.total else ""
        return ": ".join(part for part in (count, told.message) if part)

    @property
    def meanwhile(self) -> str:
        """For whoever waits for it: what it is at, and how it stands where it has not told that."""
        told = self.job.progress.message if self.state == State.RUNNING else ""
        return told[:1].upper() + told[1:] or MEANWHILE[self.state]
