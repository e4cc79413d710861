"""What the public page of an edition shows: nothing of who wrote, approved or published it but the posts."""

from saferplan.web.publications.files import files_of
from saferplan.web.publications.models import Publication, Verdict


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
