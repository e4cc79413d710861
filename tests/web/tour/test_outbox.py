"""What the demo would have sent stands on a page, and nothing leaves the machine."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client

from saferplan.web.tour.outbox import letters


@pytest.fixture
def outbox(tmp_path: Path, settings) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    return settings.EMAIL_FILE_PATH


def send(folder: Path, subject: str, text: str = "Hello") -> None:
    EmailBackend(file_path=str(folder)).send_messages(
        [EmailMessage(subject, text, "a@demo.example", ["b@demo.example"])]
    )


def test_nothing_was_sent(outbox: Path, visitor: Client, db):
    assert "None yet" in visitor.get("/demo/outbox/").content.decode()


def test_every_letter_is_read_as_it_was_written(outbox: Path):
    send(outbox, "Café — one", "Ärger\nin two lines")
    send(outbox, "Two")

    found = {letter.subject: letter for letter in letters(outbox)}

    assert found.keys() == {"Café — one", "Two"}
    assert found["Café — one"].text.splitlines() == ["Ärger", "in two lines"]
    assert found["Two"].to == "b@demo.example"


def test_one_connection_may_send_several(outbox: Path):
    written = [EmailMessage(f"No. {number}", "Hello", "a@demo.example", ["b@demo.example"]) for number in range(3)]
    EmailBackend(file_path=str(outbox)).send_messages(written)

    assert {letter.subject for letter in letters(outbox)} == {"No. 0", "No. 1", "No. 2"}


def test_a_letter_is_text_and_nothing_else(outbox: Path, visitor: Client, db):
    send(outbox, "<script>alert(1)</script>", "<img src=x onerror=alert(1)> https://example.org/a")

    text = visitor.get("/demo/outbox/").content.decode()

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert '<a href="https://example.org/a"' in text
