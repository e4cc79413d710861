"""Own areas are counted outside requests where the lake is large: by each load's job, and when a page finds one new."""

from saferplan.web.evidence.summaries import keep
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.own_areas.kept import WORK


@work(WORK, title="Count the partnership’s own areas", one_at_a_time="own-areas")
def count_own_areas(job: Running) -> None:
    keep(job.partnership)
