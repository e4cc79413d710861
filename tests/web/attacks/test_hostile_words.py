"""Words that are programs, hosts and addresses that are somebody else's, files that are something else."""

import csv
import io
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from furnished import World, attacking
from known import examples, looked_at
from reading_pages import Form

import site_uploads as uploads
from saferplan.evidence.formulas import FORMULA_STARTS
from saferplan.web.files.models import StoredFile

SCRIPT = "<script>canary(1)</script>'\"><img src=x onerror=canary(2)>[x](javascript:canary(3))"
FORMULA = '=HYPERLINK("//evil.example","canary")'
TYPED = ("text", "textarea", "search")
EVIL = ("https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "https:evil.example",
        "javascript:alert(1)", "/\\evil.example", "http://localhost@evil.example/",
        "\thttps://evil.example/")  # fmt: skip


def typed(form: Form) -> list[str]:
    return [one.name for one in form.fields.values() if one.kind in TYPED and not one.name.endswith(DATE_PARTS)]


DATE_PARTS = ("_day", "_month", "_year")
TODAY = {"_day": "22", "_month": "11", "_year": "2026"}


def with_words(form: Form, words: str, *names: str) -> dict[str, str]:
    """As somebody fills it in, with the words in the fields named."""
    told = {one.name: "Words" for one in form.fields.values() if one.kind in TYPED} | form.filled()
    dates = {one: TODAY[end] for one in form.fields for end in DATE_PARTS if one.endswith(end)}
    return (
        told | {one: value for one, value in dates.items() if not form.fields[one].value} | dict.fromkeys(names, words)
    )


def planted(client: Client, world: World, words: str) -> int:
    """The words sent through every field of every form, all at once and one by one; how many forms took them."""
    taken = 0
    for form in world.known.posts():
        names = typed(form)
        for chosen in [names, *([one] for one in names)] if names else []:
            with transaction.atomic():
                answer = client.post(form.action, with_words(form, words, *chosen))
                connection.check_constraints()
            assert answer.status_code < 500, form.action
            taken += answer.status_code == 302
    return taken


class Harm(HTMLParser):
    """Whatever of the words would run in a browser."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes) -> None:
        self._in_script = tag == "script"
        for name, value in attributes:
            plain = "".join((value or "").split()).lower()
            if name.startswith("on") or (
                name in ("href", "src", "action") and plain.startswith(("javascript:", "data:text"))
            ):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def test_no_words_that_somebody_wrote_ever_run_on_a_page(world: World, attack: Client):
    assert planted(attack, world, SCRIPT) > 15

    known = looked_at(attack, world.own)

    harm = {address: found for address, text in known.texts.items() if (found := Harm(text).found)}
    assert harm == {}
    assert sum("canary" in text for text in known.texts.values()) > 10


def test_words_that_are_formulas_are_text_in_every_file_for_spreadsheets(world: World, attack: Client):
    planted(attack, world, FORMULA)
    files = 0
    for found in world.known.addresses.values():
        for address in found[:2]:
            for question in ("", "?purpose=anti-social-behaviour"):
                answer = attack.get(address + question)
                if not answer.get("Content-Type", "").startswith("text/csv"):
                    continue
                files += 1
                text = b"".join(answer).decode("utf-8-sig")
                cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
                assert not [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA_STARTS)], address

    assert files >= 2


OUTSIDE = (
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "second_factor",
    "mfa_authenticate",
    "tour:start",
)
WAYS_BACK = ("next", "back", "return", "redirect")


@pytest.fixture(scope="module")
def followers(made_world: World) -> list[str]:
    """Where a way back is of any consequence: on the other pages one that is harmless leaves no mark."""
    mark = harmless(made_world)
    known = [found[0] for found in made_world.known.addresses.values() if found]
    marked = [one for one in known if any(leads_to(mark, answer) for answer in asked(one, mark, made_world))]
    return [*map(reverse, OUTSIDE), *marked]


def harmless(world: World) -> str:
    return reverse("partnerships:overview", kwargs={"partnership": world.own.slug}) + "?canary"


def asked(address: str, back: str, world: World) -> list[Any]:
    """What the attacker and a stranger are answered."""
    return [client.get(address, dict.fromkeys(WAYS_BACK, back)) for client in (attacking(world), Client())]


def leads_to(address: str, answer: Any) -> bool:
    return answer.get("Location") == address or (not answer.streaming and address.encode() in answer.content)


def test_a_page_that_leads_back_is_known_by_its_mark(world: World):
    mark = harmless(world)

    assert any(leads_to(mark, answer) for answer in asked(reverse("account_login"), mark, world))


@pytest.mark.parametrize("evil", EVIL)
def test_nobody_is_led_away_from_the_site(evil: str, world: World, followers: list[str]):
    for address in followers:
        for answer in asked(address, evil, world):
            assert is_local(answer.get("Location", "")), address
            assert "evil.example" not in links_in(answer), address


def links_in(answer) -> str:
    if answer.streaming or "text/html" not in answer.get("Content-Type", ""):
        return ""
    page = Links(answer.content.decode())
    return " ".join(link for link in page.found if not is_local(link))


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes) -> None:
        self.found += [value or "" for name, value in attributes if name in ("href", "action", "src")]


def is_local(address: str) -> bool:
    plain = address.strip().replace("\\", "/")
    return not urlsplit(plain).netloc and not plain.startswith("//") and not urlsplit(plain).scheme


@pytest.mark.parametrize("evil", EVIL)
def test_signing_in_leads_nowhere_else(evil: str, world: World):
    user = world.attacker.user
    user.set_password("correct horse battery staple")
    user.save()
    client = Client()

    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": "correct horse battery staple", "next": evil}
    )

    assert answer.status_code == 302
    assert is_local(answer["Location"])


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "a b"])
def test_a_site_of_another_name_is_not_this_one(host: str, world: World):
    for address in ("/", reverse("account_login"), world.known.addresses["partnerships:overview"][0]):
        assert Client().get(address, headers={"host": host}).status_code == 400


def test_what_a_proxy_was_told_is_not_believed(world: World, attack: Client):
    address = world.known.addresses["partnerships:overview"][0]

    answer = attack.get(address, headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})

    assert "evil.example" not in answer.content.decode()


def test_a_session_that_was_there_before_is_not_the_one_behind_signing_in(world: World):
    user = world.attacker.user
    user.set_password("correct horse battery staple")
    user.save()
    client = Client()
    client.session.save()
    client.cookies["saferplan"] = fixed = client.session.session_key or "a" * 32

    client.post(reverse("account_login"), {"login": user.email, "password": "correct horse battery staple"})

    assert client.session.session_key != fixed
    assert Client(headers={"cookie": f"saferplan={fixed}"}).get(reverse("own_account")).status_code == 302


HOSTILE_FILES = {
    "a program": ("minutes.pdf", uploads.EXECUTABLE),
    "a drawing with a script": ("logo.svg", uploads.SVG),
    "a drawing called a picture": ("logo.png", uploads.SVG),
    "a page": ("minutes.pdf", b"<html><script>canary(1)</script></html>"),
    "a workbook that unpacks without end": ("list.xlsx", uploads.zip_bomb(uploads.xlsx())),
    "a document with macros": ("a.docx", uploads.docx(**{"word/vbaProject.bin": b"x"})),
    "nothing": ("a.pdf", b""),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_no_form_takes_a_hostile_file(name: str, content: bytes, world: World, attack: Client):
    stood, forms = StoredFile.objects.count(), 0
    for form in world.known.posts():
        for one in form.fields.values():
            if one.kind == "file":
                forms += 1
                told = with_words(form, "Words") | {one.name: SimpleUploadedFile(name, content)}
                answer = attack.post(form.action, told)
                assert answer.status_code in (200, 409, 422), (form.action, answer.status_code)

    assert forms >= 3
    assert StoredFile.objects.count() == stood


OF_NEW_RECORDS = {"agreements:draft", "cases:add-person", "cases:open", "duties:add", "duties:adopt"}


def test_whoever_saves_second_is_told_and_overwrites_nothing(world: World, attack: Client):
    """Every form of a record that is there says on which version it is based; it is sent twice."""
    forms = [form for form in world.known.posts() if "version" in form.fields and form.route not in OF_NEW_RECORDS]
    answered = {}
    for form in forms:
        told = with_words(form, "Words")
        if attack.post(form.action, told).status_code == 302:
            answered[form.route] = attack.post(form.action, told).status_code

    assert len(answered) >= 5, answered
    assert {name: status for name, status in answered.items() if status != 409} == {}


def test_addresses_say_nothing_of_anybody(world: World):
    """No name, e-mail address or date of birth ever stands in an address."""
    addresses = " ".join(address for found in world.known.addresses.values() for address in found)

    assert "@" not in addresses
    assert "ann" not in addresses.lower().replace("/plan", "")
    assert list(examples("people:member", world.own, world.known.records))
