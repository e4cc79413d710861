"""The demo has a document that is being written, with something of everything to look at."""

from saferplan.web.documents.demo import make_demo
from saferplan.web.documents.models import Audience
from saferplan.web.documents.writing_out import written_chapters
from site_people import a_member


def test_it_is_there(partnership, analyst):
    people = {"analyst": analyst, "agency-officer": a_member(partnership, "agency-officer")}

    make_demo(partnership, people)

    profile = partnership.documents.get(kind="problem-profile")
    assert partnership.documents.count() == 2
    assert partnership.document_comments.open().count() == partnership.document_suggestions.open().count() == 1
    public, exempt = (" ".join(c.text for c in written_chapters(profile, audience=one)) for one in Audience)
    assert "operation that is under way" in exempt
    assert "operation that is under way" not in public
