"""What the public page of an edition shows: nothing of who wrote, approved or published it but the posts."""

from django.template.loader import render_to_string

from saferplan.web.publications.files import files_of
from saferplan.web.publications.models import Publication, Verdict


def notices_of(publication: Publication, editions: list[Publication]) -> str:
    """HTML for the top of the document's own page, for who comes straight to it; empty for nothing to say."""
    newer = _newer(publication, editions)
    if not publication.corrections and newer is None:
        return ""
    told = {"of": publication.partnership, "corrections": publication.corrections, "newer": newer}
    return render_to_string("published/_notices.html", told)


def page_of(publication: Publication, editions: list[Publication]) -> dict:
    files = list(files_of(publication).values())
    documents = [one for one in files if not one.is_of_an_exhibit]
    return {
        "of": publication.partnership,
        "publication": publication,
        "title": publication.version.title,
        "subtitle": publication.version.subtitle,
        "is_newest": publication == next((one for one in editions if not one.is_withdrawn), editions[0]),
        "newer": _newer(publication, editions),
        "editions": editions,
        "page": next((one for one in documents if one.is_page), None),
        "documents": documents,
        "tables": [one for one in files if one.is_of_an_exhibit and one.name.endswith(".csv")],
        "approved": _approved(publication),
    }


def _newer(publication: Publication, editions: list[Publication]) -> Publication | None:
    newest = next((one for one in editions if not one.is_withdrawn), None)
    return newest if newest and newest.edition > publication.edition else None


def _approved(publication: Publication) -> list[dict]:
    """By post, never by name."""
    steps = publication.submission.steps.select_related("approval")
    signed = [step for step in steps if step.approval.verdict == Verdict.APPROVED]
    return [{"as_whom": step.as_whom, "on": step.approval.at} for step in signed]
