"""The pages on which members check, build, approve and publish, as people use them."""

from shutil import rmtree

import pytest
from django.urls import reverse

from parsed import parsed
from saferplan.web.documents.arranging import add_block, set_audience
from saferplan.web.documents.models import Audience
from saferplan.web.documents.saving import save_text
from saferplan.web.groups.models import SeatRole
from saferplan.web.publications import actions
from saferplan.web.publications.files import place_of
from saferplan.web.publications.models import (
    ApprovalStep,
    Build,
    Notice,
    NoticeKind,
    Outcome,
    Publication,
    Submission,
    Verdict,
)
from site_jobs import run_jobs
from site_people import a_member

NOT_PERMITTED, NO_SUCH_PAGE = 403, 404
OF_A_DOCUMENT = ["check", "builds", "approval", "editions"]


def address(name, document, **parts):
    known = {"partnership": document.partnership.slug, "document": document.slug}
    return reverse(f"publications:{name}", kwargs=known | parts)


def of_partnership(name, partnership, **parts):
    return reverse(f"publications:{name}", kwargs={"partnership": partnership.slug} | parts)


def page(answer):
    return answer.content.decode()


def in_words(answer):
    from html import unescape

    return unescape(page(answer))


@pytest.mark.parametrize("name", OF_A_DOCUMENT)
def test_every_member_opens_every_page_of_a_document_before_anything_was_done(name, sign_in, member, document):
    answer = sign_in(member).get(address(name, document))

    assert answer.status_code == 200
    assert "Burglary profile" in page(answer)
    here = [one.text for one in parsed(page(answer)).all("a", **{"aria-current": "true"})]
    assert here == ["Documents"]


@pytest.mark.parametrize("name", OF_A_DOCUMENT)
def test_and_after_everything_was_done(name, sign_in, officer, published, with_exempt, checked):
    published(with_exempt)
    checked(with_exempt)

    assert sign_in(officer).get(address(name, with_exempt)).status_code == 200


def test_the_list_of_documents_says_how_each_stands(
    sign_in, officer, board_member, chair, a_document, built, order, partnership, django_assert_max_num_queries
):
    for title in ("Being written", "Sent", "Published"):
        a_document(title=title)
    sent, published = (partnership.documents.get(title=title) for title in ("Sent", "Published"))
    for document in (sent, published):
        submission = actions.send_for_approval(build=built(document), by=officer)
    for member in (board_member, chair):
        actions.approve(submission=submission, digest=submission.build.digest, verdict=Verdict.APPROVED, by=member)
    publication = actions.publish(document=published, by=officer)[0]
    client, there = sign_in(officer), reverse("documents:documents", kwargs={"partnership": partnership.slug})

    def stands() -> list[str]:
        rows = parsed(page(client.get(there))).one("tbody").all("tr")
        return [row.all("td")[-1].text for row in rows]

    assert stands() == ["Edition 1 published", "Waits for approval", "Being written"]
    actions.give_notice(publication=publication, kind=NoticeKind.WITHDRAWAL, text="Wrong.", by=officer)
    with django_assert_max_num_queries(14):
        assert stands()[0] == "Being written"


class TestCheckList:
    def test_a_writer_checks_and_is_led_to_the_passage(self, sign_in, officer, lake, a_document):
        document = a_document({"One": 'Much. {{ to_write("What was done?") }}'})
        client = sign_in(officer)

        client.post(address("begin-check", document))
        run_jobs()
        shown = in_words(client.get(address("check", document)))

        block = document.chapters.first().blocks.last()
        there = {"partnership": document.partnership.slug, "document": document.slug, "block": block.pk}
        assert "1 to mend" in shown
        assert "What was done?" in shown
        assert reverse("documents:block", kwargs=there) in shown

    def test_a_change_since_the_check_is_told(self, sign_in, officer, checked, document):
        checked(document)
        assert "The text was changed since" not in page(sign_in(officer).get(address("check", document)))

        add_block(chapter=document.chapters.first(), text="More.", by=officer)

        assert "The text was changed since" in page(sign_in(officer).get(address("check", document)))

    def test_matters_of_the_regulations_are_answered_or_not(self, sign_in, officer, checked, document):
        type(document).objects.filter(pk=document.pk).update(kind="strategic-assessment-full", measure="")
        chapter = document.chapters.first()
        type(chapter).objects.filter(pk=chapter.pk).update(answers=["levels"])
        document.refresh_from_db()
        checked(document)

        shown = in_words(sign_in(officer).get(address("check", document)))

        assert "Matters that the regulations require: 1 of 6 answered" in shown
        assert "Not yet answered" in shown

    def test_what_the_public_version_alone_lacks_is_told_apart(self, sign_in, officer, checked, a_document):
        document = a_document({"One": "As {{ ref('burglary') }} shows."})
        add_block(
            chapter=document.chapters.first(),
            text='{{ exhibit("issue-months") }}',
            audience=Audience.EXEMPT,
            by=officer,
        )
        checked(document)

        remarks = document.checks.first().remarks
        assert remarks.exists()

    def test_who_may_not_read_what_is_exempt_is_not_told_of_it(self, sign_in, member, officer, checked, with_exempt):
        secret = 'Quibblethwaite knew. {{ to_write("What did Quibblethwaite know?") }}'
        add_block(chapter=with_exempt.chapters.first(), text=secret, audience=Audience.EXEMPT, by=officer)
        checked(with_exempt)

        assert "Quibblethwaite" in page(sign_in(officer).get(address("check", with_exempt)))
        assert "Quibblethwaite" not in page(sign_in(member).get(address("check", with_exempt)))

    def test_what_was_said_of_a_block_while_it_was_exempt_stays_exempt(
        self, sign_in, member, officer, checked, with_exempt
    ):
        secret = 'Quibblethwaite knew. {{ to_write("What did Quibblethwaite know?") }}'
        block = add_block(chapter=with_exempt.chapters.first(), text=secret, audience=Audience.EXEMPT, by=officer)
        checked(with_exempt)
        save_text(block=block, text="Somebody knew.", based_on=1, by=officer)
        set_audience(block=block, audience=Audience.PUBLIC, by=officer)

        assert "Quibblethwaite" in page(sign_in(officer).get(address("check", with_exempt)))
        assert "Quibblethwaite" not in page(sign_in(member).get(address("check", with_exempt)))

    def test_nor_of_a_fault_that_has_no_place_in_a_block(self, sign_in, member, officer, checked, with_exempt):
        """A picture that is not there is told of with its name and its chapter, and without a line."""
        secret = "![A house](quibblethwaite.png)"
        add_block(chapter=with_exempt.chapters.first(), text=secret, audience=Audience.EXEMPT, by=officer)
        checked(with_exempt)

        assert "quibblethwaite" in page(sign_in(officer).get(address("check", with_exempt)))
        assert "quibblethwaite" not in page(sign_in(member).get(address("check", with_exempt)))


class TestBuilds:
    @pytest.mark.parametrize(("button", "is_final"), [("draft", False), ("final", True)])
    def test_a_writer_builds_and_downloads(self, button, is_final, sign_in, officer, lake, document):
        client = sign_in(officer)

        client.post(address("begin-build", document), {button: "yes"})
        run_jobs()
        build = Build.objects.get()
        shown = page(client.get(address("build", document, build=build.pk)))
        parts = {"build": build.pk, "audience": "public", "file": "problem-profile.docx"}
        answer = client.get(address("build-file", document, **parts))

        assert build.is_final is is_final
        assert "Word document (DOCX)" in shown
        assert b"".join(answer.streaming_content).startswith(b"PK")
        assert "no-store" in answer["Cache-Control"]

    def test_asked_for_twice_it_is_built_once(self, sign_in, officer, lake, document):
        client = sign_in(officer)

        for _ in range(2):
            client.post(address("begin-build", document), {"draft": "yes"})
        run_jobs()

        assert Build.objects.count() == 1

    def test_what_is_exempt_is_for_those_who_may_read_it(
        self, sign_in, member, officer, board_member, built, with_exempt
    ):
        build = built(with_exempt)
        parts = {"build": build.pk, "audience": "exempt", "file": "problem-profile.html"}

        for reader, status in ((officer, 200), (board_member, 200), (member, NO_SUCH_PAGE)):
            assert sign_in(reader).get(address("build-file", with_exempt, **parts)).status_code == status
        assert "exempt" not in page(sign_in(member).get(address("build", with_exempt, build=build.pk)))

    def test_who_is_to_sign_by_their_seat_reads_what_is_exempt(
        self, sign_in, member, built, with_exempt, seated, officer
    ):
        build = built(with_exempt)
        actions.send_for_approval(build=build, by=officer)
        parts = {"build": build.pk, "audience": "exempt", "file": "problem-profile.html"}

        assert sign_in(member).get(address("build-file", with_exempt, **parts)).status_code == 200

    @pytest.mark.parametrize(
        "wrong",
        [{"file": "evidence.json"}, {"file": "../frozen.json"}, {"audience": "private"}, {"build": 999_999}],
    )
    def test_nothing_else_can_be_asked_for(self, wrong, sign_in, officer, built, document):
        parts = {"build": built(document).pk, "audience": "public", "file": "problem-profile.html"} | wrong

        assert sign_in(officer).get(address("build-file", document, **parts)).status_code == NO_SUCH_PAGE

    def test_who_may_not_write_may_not_build(self, sign_in, member, document):
        assert sign_in(member).post(address("begin-build", document)).status_code == NOT_PERMITTED

    def test_the_list_asks_the_database_no_more_for_more_builds(
        self, sign_in, officer, document, django_assert_max_num_queries
    ):
        for number in range(9):
            Build.objects.create(
                partnership=document.partnership,
                document=document,
                job=number + 1,
                is_final=False,
                text_digest="0" * 64,
                load=1,
                by=a_member(document.partnership),
            )
        client = sign_in(officer)

        with django_assert_max_num_queries(16):
            client.get(address("builds", document))


@pytest.fixture
def seated(partnership, member, administrator):
    """A member who holds no role and chairs the Board, which approves alone."""
    from saferplan.web.groups.models import Group, GroupKind, Seat, Sitting

    board = Group.objects.create(partnership=partnership, name="Board", kind=GroupKind.BOARD)
    seat = Seat.objects.create(partnership=partnership, group=board, agency=member.agency, role=SeatRole.CHAIR)
    Sitting.objects.create(partnership=partnership, seat=seat, member=member)
    actions.add_step(partnership=partnership, as_whom="Chair", group=board, seat=SeatRole.CHAIR, by=administrator)


class TestApproval:
    def test_from_the_final_version_to_the_last_signature(
        self, sign_in, officer, board_member, chair, built, order, document
    ):
        built(document)

        sent = sign_in(officer).post(address("send", document), {"note": "The table is new."}, follow=True)
        assert "Waiting" in page(sent)
        for member in (board_member, chair):
            client = sign_in(member)
            form = page(client.get(address("decide", document)))
            digest = Submission.objects.get().build.digest
            assert digest in form
            client.post(address("decide", document), {"digest": digest, "verdict": "approved"})

        assert Submission.objects.get().outcome == Outcome.APPROVED
        assert "Publish it" in page(sign_in(officer).get(address("approval", document)))

    def test_without_a_final_version_there_is_nothing_to_send(self, sign_in, officer, order, document):
        answer = sign_in(officer).get(address("send", document), follow=True)

        assert "Build the final version of the text first" in page(answer)

    def test_who_is_not_next_is_shown_who_is(self, sign_in, chair, sent, document):
        sent(document)

        answer = sign_in(chair).get(address("decide", document), follow=True)

        assert "Bo Member" in page(answer)
        assert "Read it and decide" not in page(answer)

    def test_sending_back_without_a_word_is_refused(self, sign_in, board_member, sent, document):
        told = {"digest": sent(document).build.digest, "verdict": "returned"}

        answer = sign_in(board_member).post(address("decide", document), told)

        assert "Say what is to be changed" in page(answer)
        assert "<title>Error: " in page(answer)

    def test_a_decision_on_another_version_is_refused(self, sign_in, board_member, sent, document):
        sent(document)

        answer = sign_in(board_member).post(address("decide", document), {"digest": "0" * 64, "verdict": "approved"})

        assert "Another version was sent" in page(answer)

    def test_a_change_of_the_text_is_told_to_who_reads(self, sign_in, board_member, officer, sent, document):
        sent(document)
        add_block(chapter=document.chapters.first(), text="More.", by=officer)

        assert "The text was changed after" in page(sign_in(board_member).get(address("approval", document)))
        assert "no longer approved" in page(sign_in(board_member).get(address("decide", document)))

    def test_the_writer_takes_it_back(self, sign_in, officer, sent, document):
        sent(document)

        answer = sign_in(officer).post(address("take-back", document), {"note": "A table is missing"}, follow=True)

        assert "A table is missing" in page(answer)
        assert Submission.objects.get().outcome == Outcome.TAKEN_BACK


class TestOrder:
    @pytest.mark.parametrize("told", [{"by": "role", "role": "chair"}, {"by": "seat"}])
    def test_an_administrator_sets_it(self, told, sign_in, administrator, partnership, seated):
        ApprovalStep.objects.all().delete()
        board = partnership.groups.get()
        told = {"as_whom": "Board", "group": board.pk, "seat": "chair", "role": "chair"} | told
        client = sign_in(administrator)

        client.post(of_partnership("add-step", partnership), told)

        step = ApprovalStep.objects.get()
        assert (bool(step.role), bool(step.group)) == ((True, False) if told["by"] == "role" else (False, True))
        client.post(of_partnership("remove-step", partnership, step=step.pk))
        assert not ApprovalStep.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"as_whom": ""}, "Enter the post or body"),
            ({"by": ""}, "Select who approves"),
            ({"role": ""}, "Choose a role"),
            ({"role": "councillor"}, "Select a valid choice"),
            ({"by": "seat"}, "Choose a group"),
        ],
    )
    def test_a_step_that_makes_no_sense_is_refused(self, wrong, said, sign_in, administrator, partnership):
        told = {"as_whom": "Board", "by": "role", "role": "chair"} | wrong

        answer = sign_in(administrator).post(of_partnership("add-step", partnership), told)

        assert said in page(answer)
        assert not ApprovalStep.objects.exists()

    def test_a_group_of_another_partnership_is_no_choice(self, sign_in, administrator, partnership, other_partnership):
        from saferplan.web.groups.models import Group, GroupKind

        theirs = Group.objects.create(partnership=other_partnership, name="Board", kind=GroupKind.BOARD)
        told = {"as_whom": "Board", "by": "seat", "group": theirs.pk, "seat": "chair"}

        answer = sign_in(administrator).post(of_partnership("add-step", partnership), told)

        assert "Select a valid choice" in page(answer)

    def test_a_kind_is_given_an_order_of_its_own(self, sign_in, administrator, partnership, order):
        client = sign_in(administrator)
        before = page(client.get(of_partnership("order", partnership)))
        assert "<h2" not in before

        told = {"kind": "problem-profile", "as_whom": "The chair alone", "by": "role", "role": "chair"}
        answer = client.post(of_partnership("add-step", partnership), told, follow=True)

        shown = page(answer)
        headings = [one.text for one in parsed(shown).all("h2", **{"class": "govuk-heading-m"})]
        assert headings == [
            "All other documents",
            "Problem profile",
        ]
        assert shown.index("Chair of the Board") < shown.index("The chair alone")

    def test_an_order_is_for_a_kind_that_there_is(self, sign_in, administrator, partnership):
        told = {"kind": "novel", "as_whom": "Board", "by": "role", "role": "chair"}

        assert "Select a valid choice" in page(
            sign_in(administrator).post(of_partnership("add-step", partnership), told)
        )

    def test_who_sends_sees_the_order_of_the_kind(self, sign_in, officer, administrator, partnership, order, document):
        actions.add_step(
            partnership=partnership, kind=document.kind, as_whom="The chair alone", role="chair", by=administrator
        )

        shown = page(sign_in(officer).get(address("approval", document)))

        assert "The chair alone" in shown
        assert "Board member" not in shown

    def test_who_publishes_does_not_set_it(self, sign_in, officer, partnership, order):
        assert sign_in(officer).get(of_partnership("order", partnership)).status_code == 200
        assert sign_in(officer).post(of_partnership("add-step", partnership)).status_code == NOT_PERMITTED


class TestEditions:
    def test_an_officer_publishes_and_everyone_can_read(self, sign_in, client, officer, approved, document):
        approved(document)
        officers = sign_in(officer)
        assert "/published/" not in page(officers.get(address("editions", document)))

        answer = officers.post(address("publish", document), {"is_sure": "on"}, follow=True)

        assert "/published/chalkshire/burglary-profile/1/" in page(answer)
        assert Publication.objects.get().by == officer

    def test_nobody_publishes_without_saying_so(self, sign_in, officer, approved, document):
        approved(document)

        answer = sign_in(officer).post(address("publish", document), {"what_changed": ""})

        assert "Confirm that this is what everyone is to read" in page(answer)
        assert not Publication.objects.exists()

    def test_what_is_not_approved_has_nothing_to_publish(self, sign_in, officer, document):
        answer = sign_in(officer).get(address("publish", document), follow=True)

        assert "There is nothing to publish" in page(answer)

    def test_a_later_edition_asks_what_changed(self, sign_in, officer, published, approved, document):
        published(document)
        add_block(chapter=document.chapters.first(), text="And by scooter.", by=officer)
        approved(document)
        client = sign_in(officer)

        client.post(address("publish", document), {"is_sure": "on"})
        assert Publication.objects.count() == 1
        client.post(address("publish", document), {"is_sure": "on", "what_changed": "Scooters"})
        assert Publication.objects.first().what_changed == "Scooters"

    @pytest.mark.parametrize("kind", ["correction", "withdrawal"])
    def test_an_officer_gives_notice(self, kind, sign_in, officer, published, document):
        published(document)
        client = sign_in(officer)

        answer = client.post(
            address("notice", document, edition=1), {"kind": kind, "text": "A count was wrong."}, follow=True
        )

        assert "A count was wrong." in page(answer)
        assert Notice.objects.get().kind == kind

    def test_a_notice_says_something_and_is_of_an_edition(self, sign_in, officer, published, document):
        published(document)
        client = sign_in(officer)

        assert "Error: " in page(
            client.post(address("notice", document, edition=1), {"kind": "correction", "text": " "})
        )
        assert client.get(address("notice", document, edition=2)).status_code == NO_SUCH_PAGE

    def test_who_may_not_publish_does_neither(self, sign_in, board_member, published, document):
        published(document)
        client = sign_in(board_member)

        assert client.post(address("publish", document)).status_code == NOT_PERMITTED
        assert client.post(address("notice", document, edition=1)).status_code == NOT_PERMITTED


def test_a_document_of_another_partnership_is_not_there(sign_in, officer, published, document, other_partnership):
    published(document)
    outsider = a_member(other_partnership, "community-safety-officer")
    client = sign_in(outsider)

    for name in (*OF_A_DOCUMENT, "send", "decide", "publish"):
        there = reverse(
            f"publications:{name}", kwargs={"partnership": other_partnership.slug, "document": document.slug}
        )
        assert client.get(there).status_code == NO_SUCH_PAGE


def changes_told(answer) -> str:
    """The section of a page that says what changed; empty without one."""
    sections = parsed(page(answer)).all("section", **{"aria-labelledby": "what-changed"})
    return " ".join(sections[0].text.split()).replace(" ]", "]") if sections else ""


def test_who_approves_is_told_what_changed_since_what_they_sent_back(
    sign_in, officer, board_member, chair, sent, document
):
    first = sent(document)
    actions.approve(
        submission=first, digest=first.build.digest, verdict=Verdict.RETURNED, note="By what way?", by=board_member
    )
    block = document.chapters.first().blocks.last()
    save_text(block=block, text="Burglars came by tandem bicycle.", based_on=1, by=officer)
    second = sent(document)

    told = changes_told(sign_in(board_member).get(address("decide", document)))
    assert "since the version you last decided on" in told
    assert "that you sent back on" in told
    assert "What happened: 1 changed" in told
    assert "by [added: tandem] bicycle" in told

    actions.approve(submission=second, digest=second.build.digest, verdict=Verdict.APPROVED, by=board_member)
    told = changes_told(sign_in(chair).get(address("decide", document)))
    assert "since the version last decided on" in told
    assert "that was sent back (Board) on" in told


def test_the_same_version_that_is_sent_again_says_so(sign_in, officer, board_member, sent, document):
    first = sent(document)
    actions.approve(
        submission=first, digest=first.build.digest, verdict=Verdict.RETURNED, note="No", by=board_member
    )  # fmt: skip
    actions.send_for_approval(build=first.build, by=officer)

    told = changes_told(sign_in(board_member).get(address("decide", document)))

    assert "This is the same version" in told


def test_of_the_first_version_nothing_is_told(sign_in, board_member, sent, document):
    sent(document)

    assert changes_told(sign_in(board_member).get(address("decide", document))) == ""


def test_an_edition_and_whoever_publishes_it_see_what_changed_since_the_one_before(
    sign_in, officer, published, approved, document
):
    first = published(document).version.build
    add_block(chapter=document.chapters.first(), text="They left on foot.", by=officer)
    second = approved(document).build
    client = sign_in(officer)

    assert changes_told(client.get(address("build", document, build=first.pk))) == ""
    told = changes_told(client.get(address("publish", document)))
    assert "What changed since edition 1" in told
    assert "[added: They left on foot.]" in told
    actions.publish(document=document, what_changed="How they left", by=officer)
    assert changes_told(client.get(address("build", document, build=second.pk))) == told
    assert page(client.get(address("editions", document))).count("and what changed</a>") == 1


def test_what_changed_in_exempt_passages_is_for_who_may_read_them(
    sign_in, officer, member, board_member, sent, with_exempt
):
    """Neither their words, nor the words of what was public until it was made exempt."""
    chapter = with_exempt.chapters.first()
    hushed = add_block(chapter=chapter, text="Drizzelmont was seen.", by=officer)
    first = sent(with_exempt)
    actions.approve(
        submission=first, digest=first.build.digest, verdict=Verdict.RETURNED, note="Hush", by=board_member
    )  # fmt: skip
    set_audience(block=hushed, audience=Audience.EXEMPT, by=officer)
    exempt = chapter.blocks.filter(audience=Audience.EXEMPT).first()
    save_text(block=exempt, text=f"{exempt.versions.get().text} Then Fritzlebaum left.", based_on=1, by=officer)
    build = sent(with_exempt).build

    there = address("build", with_exempt, build=build.pk)
    for reader in (officer, board_member):
        told = changes_told(sign_in(reader).get(there))
        assert "Made exempt Exempt Drizzelmont was seen." in told
        assert "[added: Then Fritzlebaum left.]" in told
    told = page(sign_in(member).get(there))
    assert "1 taken out" in told
    assert "The words are not shown" in told
    assert not [word for word in ("Drizzelmont", "Fritzlebaum", "Quibblethwaite", "Made exempt") if word in told]


def test_a_version_whose_files_are_gone_does_not_stop_who_approves(sign_in, officer, board_member, sent, document):
    first = sent(document)
    actions.approve(
        submission=first, digest=first.build.digest, verdict=Verdict.RETURNED, note="No", by=board_member
    )  # fmt: skip
    add_block(chapter=document.chapters.first(), text="They left on foot.", by=officer)
    sent(document)
    rmtree(place_of(first.build.public))

    answer = sign_in(board_member).get(address("decide", document))

    assert answer.status_code == 200
    assert "cannot be read" in changes_told(answer)
