"""What was approved is published as it was signed, edition by edition, and notices are added."""

import pytest
from django.db import IntegrityError, transaction

from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.models import Audience
from saferplan.web.partnerships.refused import Refused
from saferplan.web.publications import actions
from saferplan.web.publications.files import files_of, place_of
from saferplan.web.publications.models import NoticeKind, Publication


def publish(document, by, what_changed=""):
    return actions.publish(document=document, what_changed=what_changed, by=by)


def test_the_first_edition_is_the_version_that_was_signed(approved, document, officer):
    submission = approved(document)

    (publication,) = publish(document, officer)

    assert publication.edition == 1
    assert publication.version == submission.build.public
    assert publication.sha256 == submission.build.public.sha256


def test_both_versions_are_published_and_only_one_to_all(approved, with_exempt, officer, partnership):
    approved(with_exempt)

    publish(with_exempt, officer)

    assert {one.audience for one in Publication.objects.all()} == {Audience.PUBLIC, Audience.EXEMPT}
    assert [one.audience for one in partnership.publications.open_to_all()] == [Audience.PUBLIC]


def test_what_is_not_approved_is_not_published(sent, document, officer):
    with pytest.raises(Refused, match="not approved"):
        publish(document, officer)
    sent(document)
    with pytest.raises(Refused, match="not approved"):
        publish(document, officer)


def test_a_text_that_was_changed_after_approval_is_not_published(approved, document, officer):
    approved(document)
    add_block(chapter=document.chapters.first(), text="And by scooter.", by=officer)

    with pytest.raises(Refused, match="text was changed after it was approved"):
        publish(document, officer)


def test_what_was_approved_is_published_once(published, document, officer):
    published(document)

    with pytest.raises(Refused, match="published already"):
        publish(document, officer, "Nothing")


def test_a_later_edition_says_what_changed(published, approved, document, officer):
    published(document)
    add_block(chapter=document.chapters.first(), text="And by scooter.", by=officer)
    approved(document)

    with pytest.raises(Refused, match="Say what changed"):
        publish(document, officer)
    (second,) = publish(document, officer, "Scooters were added.")

    assert second.edition == 2
    assert Publication.objects.count() == 2


def test_files_that_were_touched_since_they_were_signed_are_not_published(approved, document, officer):
    submission = approved(document)
    page = files_of(submission.build.public)["problem-profile.html"].path
    page.chmod(0o644)
    page.write_text("Something else")

    with pytest.raises(Refused, match="damaged"):
        publish(document, officer)


def test_files_that_are_gone_are_not_published(approved, document, officer):
    submission = approved(document)
    (place_of(submission.build.public) / "frozen.json").unlink()

    with pytest.raises(Refused, match="damaged"):
        publish(document, officer)


def test_an_edition_is_withdrawn_once_and_for_good(published, document, officer):
    publication = published(document)
    actions.give_notice(publication=publication, kind=NoticeKind.CORRECTION, text="A typing error", by=officer)
    actions.give_notice(publication=publication, kind=NoticeKind.WITHDRAWAL, text="It was wrong", by=officer)

    for kind in NoticeKind:
        with pytest.raises(Refused, match="withdrawn already"):
            actions.give_notice(publication=publication, kind=kind, text="Again", by=officer)
    known = Publication.objects.get(pk=publication.pk)
    assert known.is_withdrawn
    assert [one.text for one in known.corrections] == ["A typing error"]


@pytest.mark.parametrize("table", ["publications", "publication_notices", "builds", "build_versions"])
def test_what_was_published_is_never_rewritten(table, published, document, partnership, officer):
    publication = published(document)
    actions.give_notice(publication=publication, kind=NoticeKind.CORRECTION, text="A typing error", by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        getattr(partnership, table).update(partnership=partnership)


@pytest.mark.parametrize("wrong", [{"edition": 0}, {"edition": 2}, {"audience": "all"}, {"sha256": "short"}])
def test_a_publication_that_makes_no_sense_is_refused_by_the_database(wrong, approved, document, officer):
    submission = approved(document)
    told = {"edition": 1, "audience": Audience.PUBLIC, "sha256": submission.build.public.sha256} | wrong

    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            partnership=document.partnership,
            document=document,
            version=submission.build.public,
            submission=submission,
            by=officer,
            **told,
        )
