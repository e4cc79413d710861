"""Each page of a document, as a member sees it."""

import pytest
from django.urls import reverse


@pytest.fixture
def at(document):
    def address(name: str, **parts) -> str:
        return reverse(f"documents:{name}", kwargs={"partnership": "chalkshire", "document": document.slug} | parts)

    return address


def words(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_pages_open(sign_in, analyst, document, at, block):
    client = sign_in(analyst)

    for address in (
        reverse("documents:documents", kwargs={"partnership": "chalkshire"}),
        reverse("documents:begin", kwargs={"partnership": "chalkshire"}),
        at("document"),
        at("edit"),
        at("history"),
        at("pictures"),
        at("add-chapter"),
        at("chapter", chapter=block.chapter.slug),
        at("edit-chapter", chapter=block.chapter.slug),
        at("add-block", chapter=block.chapter.slug),
        at("block", block=block.pk),
        at("versions", block=block.pk),
        at("suggest", block=block.pk),
        at("comment", block=block.pk),
        at("figures", block=block.pk),
    ):
        words(client.get(address))
