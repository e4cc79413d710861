"""Addresses of the demo: a press signs in as an invented person, and the assessment that was built is shown."""

from pathlib import Path

import pytest
from django.test import Client

from saferplan.web.tour.cycle import personas, steps

ON_THE_SITE = [step for step in steps() if step.is_on_the_site]


@pytest.fixture
def assessment(own_home: Path) -> Path:
    folder = own_home / "demo" / "assessment"
    (folder / "exhibits").mkdir(parents=True)
    (folder / "assessment.html").write_text("<h1>Pages</h1>", encoding="utf-8")
    (folder / "exhibits" / "one.csv").write_text("a,b\n", encoding="utf-8")
    (own_home / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "assessment.pdf").symlink_to(own_home / "secret.html")
    return folder


@pytest.mark.parametrize("address", ["/demo/sign-in/chair/", "/demo/assessment/assessment.html"])
def test_outside_the_demo_there_is_no_such_address(address, client: Client, db):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("role", personas())
def test_one_press_signs_in(role, demo, visitor: Client):
    text = visitor.post(f"/demo/sign-in/{role}/", follow=True).content.decode()

    assert demo.name in text
    assert personas()[role].name in text


@pytest.mark.parametrize("step", ON_THE_SITE, ids=lambda step: step.word)
def test_a_stop_opens_its_page(step, demo, visitor: Client):
    answer = visitor.post(f"/demo/sign-in/{step.role.word}/", {"stop": step.word}, follow=True)

    assert answer.status_code == 200
    assert answer.resolver_match.view_name == step.address


def test_signing_in_takes_a_press_and_not_a_link(demo, visitor: Client):
    assert visitor.get("/demo/sign-in/chair/").status_code == 405


def test_the_way_on_cannot_lead_elsewhere(demo, visitor: Client):
    answer = visitor.post("/demo/sign-in/chair/", {"stop": "https://elsewhere.example", "next": "//elsewhere.example"})

    assert answer.url.startswith(f"/partnerships/{demo.slug}/")


def test_nobody_of_that_role(demo, visitor: Client):
    assert visitor.post("/demo/sign-in/sheriff/").status_code == 404


def test_the_page_and_what_belongs_to_it(visitor: Client, assessment: Path):
    page = visitor.get("/demo/assessment/assessment.html")

    assert b"".join(page.streaming_content) == b"<h1>Pages</h1>"
    assert "script-src 'none'" in page["Content-Security-Policy"]
    assert b"".join(visitor.get("/demo/assessment/exhibits/one.csv").streaming_content) == b"a,b\n"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.html",
        "assessment.pdf",  # a link that leads out of the folder
        "exhibits/",
        "exhibits/../../../secret.html",
        "exhibits/%2e%2e/%2e%2e/%2e%2e/secret.html",
        "..%2f..%2fsecret.html",
        "exhibits/.hidden",
    ],
)
def test_nothing_else(name: str, visitor: Client, assessment: Path):
    assert visitor.get(f"/demo/assessment/{name}").status_code == 404


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.word)
def test_each_stop_offers_what_the_demo_has(step, visitor: Client, db):
    text = visitor.get(f"/tour/{step.word}/").content.decode()

    assert (f"/demo/sign-in/{step.role.word}/" in text) == step.is_on_the_site
    assert ("/demo/assessment/assessment.html" in text) == step.shows_assessment


@pytest.mark.usefixtures("demo")
def test_who_signs_in_with_one_press_sees_where_they_are_signed_in(visitor):
    visitor.post("/demo/sign-in/chair/")

    assert "This browser" in visitor.get("/account/sessions/").content.decode()
