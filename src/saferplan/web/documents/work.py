"""What is done for documents outside a request: their figures are worked out."""

from django.urls import reverse

from saferplan.errors import LakeError
from saferplan.web.documents.keeping_figures import keep_figures, key_of
from saferplan.web.documents.models import Document
from saferplan.web.jobs.models import Job
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.people.models import Member


@work("documents.figures", title="Work out a document’s figures", one_at_a_time="figures", retry_on=(LakeError,))
def work_out_figures(job: Running, *, document: int) -> str:
    found = job.partnership.documents.get(pk=document)
    job.progress(message=found.title)
    keep_figures(found)
    return reverse("documents:document", kwargs={"partnership": job.partnership.slug, "document": found.slug})


def ask_for_figures(document: Document, load: int, *, by: Member | None, again: bool = False) -> Job:
    """Once for each load, however many pages wait for it; `again` after it failed."""
    key = f"{key_of(document)}-{load}"
    jobs = document.partnership.jobs.with_state()
    asked = jobs.of_kind(work_out_figures.kind).filter(key=key).first()
    if asked and not again:
        return asked
    return jobs.get(pk=work_out_figures.ask(partnership=document.partnership, by=by, key=key, document=document.pk).pk)
