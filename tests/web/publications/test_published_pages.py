"""The pages for everyone: what they show, what they never show, and how long they are kept."""

import hashlib
import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from saferplan.web.documents.arranging import add_block
from saferplan.web.publications import actions
from saferplan.web.publications.files import files_of
from saferplan.web.publications.models import NoticeKind

GONE, NOT_CHANGED, NO_SUCH_PAGE = 410, 304, 404


def address(publication, file=""):
    parts = {"partnership": publication.partnership.slug, "document": publication.document.slug}
    parts |= {"edition": publication.edition}
    return (
        reverse("published:file", kwargs=parts | {"file": file}) if file else reverse("published:edition", kwargs=parts)
    )


def newest(publication):
    parts = {"partnership": publication.partnership.slug, "document": publication.document.slug}
    return reverse("published:newest", kwargs=parts)


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def publication(published, document):
    return published(document)


@pytest.fixture
def withdrawn(publication, officer):
    actions.give_notice(publication=publication, kind=NoticeKind.WITHDRAWAL, text="A count was wrong.", by=officer)
    return publication


@pytest.fixture
def second(publication, approved, document, officer):
    add_block(chapter=document.chapters.first(), text="And by scooter.", by=officer)
    approved(document)
    return actions.publish(document=document, what_changed="Scooters were added.", by=officer)[0]


def test_everyone_reads_the_page_and_the_document(client, publication):
    shown = client.get(address(publication)).content.decode()
    page = content(client.get(address(publication, "problem-profile.html"))).decode()

    assert "Burglary profile" in shown
    assert "Safer Chalkshire" in shown
    assert "Chair of the Board" in shown
    assert publication.sha256 in shown
    assert "Burglars came by bicycle." in page


def test_everyone_downloads_every_file_as_it_was_signed(client, publication):
    for name, file in files_of(publication).items():
        answer = client.get(address(publication, name))

        assert answer.status_code == 200
        assert content(answer) == file.path.read_bytes()
        assert answer["Content-Type"] == file.media_type


def test_the_page_is_found_by_search_engines(client, publication, monkeypatch):
    assert "noindex" not in client.get(address(publication)).content.decode()
    monkeypatch.setattr(settings, "DEMO", True)
    assert "noindex" in client.get(address(publication)).content.decode()


def test_the_pages_name_nobody(client, publication, officer, board_member, chair):
    shown = client.get(newest(publication)).content.decode() + client.get("/published/chalkshire/").content.decode()

    assert not [one.user.name for one in (officer, board_member, chair) if one.user.name in shown]


@pytest.mark.parametrize("page", ["/published/chalkshire/", "/published/chalkshire/burglary-profile/"])
def test_who_is_signed_in_gets_the_same_and_no_cookie(page, sign_in, publication, officer):
    told = sign_in(officer).get(page)
    stranger = Client().get(page)

    assert told.content == stranger.content
    for answer in (told, stranger):
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Vary" not in answer
        assert not answer.cookies


def test_a_file_that_a_cache_has_already_is_not_sent_again(client, publication):
    first = client.get(address(publication, "problem-profile.pdf"))
    again = client.get(address(publication, "problem-profile.pdf"), headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert first["ETag"] == f'"{files_of(publication)["problem-profile.pdf"].sha256}"'
    assert again.status_code == NOT_CHANGED


def test_the_page_runs_nothing_and_every_other_file_is_saved(client, publication):
    page = client.get(address(publication, "problem-profile.html"))
    data = client.get(address(publication, "problem-profile.json"))

    assert "script-src 'none'" in page["Content-Security-Policy"]
    assert data["Content-Disposition"].startswith("attachment")
    assert "sandbox" in data["Content-Security-Policy"]


@pytest.mark.parametrize(
    "file",
    ["evidence.json", "../frozen.json", "../source/01-what-happened.md", "nothing.pdf", "..%2f..%2f", "/etc/passwd"],
)
def test_nothing_but_the_files_can_be_asked_for(file, client, publication):
    assert client.get(f"{address(publication)}{file}").status_code == NO_SUCH_PAGE


@pytest.mark.parametrize(
    "page",
    [
        "/published/nowhere/",
        "/published/chalkshire/nothing/",
        "/published/chalkshire/burglary-profile/2/",
        "/published/fenmoor/burglary-profile/",
        "/published/fenmoor/",
    ],
)
def test_what_is_not_published_is_not_there(page, client, publication, other_partnership):
    assert client.get(page).status_code == NO_SUCH_PAGE


def test_a_document_that_is_only_approved_is_not_there(client, approved, document):
    approved(document)

    assert client.get("/published/chalkshire/burglary-profile/").status_code == NO_SUCH_PAGE


def test_the_newest_edition_is_at_the_documents_address_and_the_first_at_its_own(client, publication, second):
    assert "There is a newer edition" in client.get(address(publication)).content.decode()
    shown = client.get(newest(publication)).content.decode()

    assert "There is a newer edition" not in shown
    assert "Scooters were added." in shown
    assert second.sha256 in shown


def test_the_list_of_files_is_what_the_page_tells_the_hash_of(client, publication):
    told = content(client.get(address(publication, "frozen.json")))
    files = json.loads(told)["files"]
    pdf = content(client.get(address(publication, "problem-profile.pdf")))

    assert hashlib.sha256(told).hexdigest() == publication.sha256
    assert files["outputs/problem-profile.pdf"]["sha256"] == hashlib.sha256(pdf).hexdigest()


def test_who_comes_straight_to_the_document_is_told_of_a_correction_and_of_a_newer_edition(
    client, publication, approved, document, officer
):
    there = address(publication, "problem-profile.html")
    before = client.get(there)
    actions.give_notice(publication=publication, kind=NoticeKind.CORRECTION, text="Read <12> for 21.", by=officer)
    corrected = client.get(there)
    add_block(chapter=document.chapters.first(), text="And by scooter.", by=officer)
    approved(document)
    actions.publish(document=document, what_changed="Scooters were added.", by=officer)
    shown = content(client.get(there)).decode()

    assert "Read &lt;12&gt; for 21." in content(corrected).decode()
    assert corrected["ETag"] != before["ETag"]
    assert shown.count('class="banner"') == 1
    assert "There is a newer edition" in shown
    assert shown.index("There is a newer edition") < shown.index("<h1>")
    assert "script-src 'none'" in corrected["Content-Security-Policy"]


def test_a_correction_stands_on_the_page(client, publication, officer):
    actions.give_notice(publication=publication, kind=NoticeKind.CORRECTION, text="Read 12 for 21.", by=officer)

    assert "Read 12 for 21." in client.get(address(publication)).content.decode()
    assert client.get(address(publication, "problem-profile.pdf")).status_code == 200


def test_what_was_withdrawn_is_gone_and_its_address_says_why(client, withdrawn):
    page = client.get(address(withdrawn))
    files = [client.get(address(withdrawn, name)) for name in files_of(withdrawn)]

    assert page.status_code == 200
    assert "A count was wrong." in page.content.decode()
    assert "problem-profile.pdf" not in page.content.decode()
    assert {answer.status_code for answer in files} == {GONE}
    assert all("A count was wrong." in answer.content.decode() for answer in files)


def test_the_documents_address_leads_past_a_withdrawn_edition(client, second, publication, officer):
    actions.give_notice(publication=second, kind=NoticeKind.WITHDRAWAL, text="A count was wrong.", by=officer)

    assert publication.sha256 in client.get(newest(publication)).content.decode()


def test_the_list_has_every_document_once(client, second):
    shown = client.get("/published/chalkshire/").content.decode()

    assert shown.count("Burglary profile") == 1
    assert "Edition 2" in shown


def test_a_list_of_withdrawn_documents_says_so(client, withdrawn):
    assert "has been withdrawn" in client.get("/published/chalkshire/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_written_from_outside(method, client, publication):
    assert getattr(client, method)(address(publication)).status_code in {403, 405}


def test_the_page_asks_the_database_no_more_for_more_editions(client, second, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(newest(second))
