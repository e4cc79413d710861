"""A partnership's colours and logo: chosen by who may, readable by everyone, and unable to do harm."""

import io
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image as Picture

from parsed import parsed
from saferplan.documents.brand import DEFAULT_COLOURS, MAX_LOGO_BYTES
from saferplan.documents.images import Image
from saferplan.web.brands import actions
from saferplan.web.brands.addresses import Look, look_of
from saferplan.web.brands.contrast import SURFACE, faults
from saferplan.web.brands.models import Brand, Logo
from site_people import a_member

PLUM = {"brand": "#5b1a66", "on_brand": "#ffffff", "link": "#5b1a66"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>'


@pytest.fixture
def administrator(partnership):
    return a_member(partnership, "administrator")


def png(**options) -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (20, 10), "purple").save(out, "PNG", **options)
    return out.getvalue()


def colours_sent(version: int = 1, **changed: str) -> dict:
    return PLUM | {"version": str(version)} | changed


def test_colours_are_chosen_and_every_page_links_to_them(client, sign_in, administrator):
    sign_in(administrator)
    response = client.post("/partnerships/chalkshire/brand/", colours_sent(), follow=True)
    page = parsed(response.content.decode())
    assert "The partnership’s colours were saved" in page.text
    sheet = page.all("link", rel="stylesheet")[1]["href"]
    answer = client.get(sheet)
    assert answer.content.decode().strip() == (
        ":root{--govuk-brand-colour:#5b1a66;--saferplan-on-brand-colour:#ffffff;--govuk-link-colour:#5b1a66}"
    )
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert "immutable" in answer["Cache-Control"]


def test_how_a_page_looks_is_one_question(administrator, partnership, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert look_of(partnership) == Look()
    actions.choose_colours(partnership=partnership, colours=PLUM, based_on=1, by=administrator)
    actions.set_logo(partnership=partnership, image=Image(SVG, "image/svg+xml", 10, 10), by=administrator)
    with django_assert_num_queries(1):
        found = look_of(partnership)
    assert found.stylesheet == "/partnerships/chalkshire/brand/stylesheet/?v=2"
    assert found.logo.startswith("/partnerships/chalkshire/brand/logo/?v=")


def test_another_version_has_another_address(client, sign_in, administrator, partnership):
    sign_in(administrator)
    addresses = set()
    for version, link in ((1, "#5b1a66"), (2, "#1a5a8c")):
        response = client.post("/partnerships/chalkshire/brand/", colours_sent(version, link=link), follow=True)
        addresses.add(parsed(response.content.decode()).all("link", rel="stylesheet")[1]["href"])
    assert len(addresses) == 2


def test_a_partnership_that_has_chosen_nothing_looks_neutral(client, sign_in, member):
    page = parsed(sign_in(member).get("/partnerships/chalkshire/").content.decode())
    assert len(page.all("link", rel="stylesheet")) == 1


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"link": "#ffd700"}, "link", "Choose a darker colour: links on the page would have a contrast of 1.40 to 1"),
        ({"brand": "#ffd700"}, "brand", "Choose a darker colour: white letters on the main colour"),
        ({"on_brand": "#5b1a66"}, "on_brand", "Choose a lighter colour: letters on the main colour"),
        ({"link": "red"}, "link", "Enter a colour such as #123c5c"),
        ({"link": "#12345"}, "link", "Enter a colour such as #123c5c"),
        ({"link": "#123456}body{display:none"}, "link", ""),
        ({"link": "#123c5c\n"}, None, ""),
        ({"link": "dark green"}, "link", "Enter a colour such as #123c5c: a hash and six of 0 to 9 and a to f"),
        ({"link": ""}, "link", "Enter the colour of links"),
    ],
)
def test_colours_that_are_none_or_unreadable_are_refused(client, sign_in, administrator, changed, field, said):
    response = sign_in(administrator).post("/partnerships/chalkshire/brand/", colours_sent(**changed))
    if field is None:
        assert Brand.objects.get().link == "#123c5c"
        return
    assert response.status_code == 200
    page = parsed(response.content.decode())
    assert page.one("title").text.startswith("Error: ")
    assert said in page.one("p", id=f"id_{field}-error").text
    assert not Brand.objects.exists()


def test_links_are_read_on_the_navigation_s_ground_too():
    """#717171 passes on white with 4.88 to 1, and has 4.42 to 1 on the grey of the navigation."""
    assert [field for field, _ in faults(PLUM | {"link": "#717171"})] == ["link"]


def test_the_default_colours_are_readable():
    assert not list(faults(DEFAULT_COLOURS))


def test_the_ground_of_the_navigation_is_the_one_that_is_checked():
    styles = Path(__file__).parents[3] / "assets" / "styles" / "_foundation.scss"
    assert f'"surface-background": {SURFACE}' in styles.read_text()


def test_the_database_refuses_what_is_no_colour(partnership):
    with pytest.raises(IntegrityError, match="link_is_a_colour"), transaction.atomic():
        Brand.objects.create(partnership=partnership, link="}*{")


def test_two_people_who_save_at_once_see_both(client, sign_in, administrator, partnership):
    actions.choose_colours(partnership=partnership, colours=PLUM, based_on=1, by=administrator)
    response = sign_in(administrator).post("/partnerships/chalkshire/brand/", colours_sent(1, link="#123c5c"))
    assert response.status_code == 409
    page = parsed(response.content.decode())
    assert page.one("h1").text == "Someone else has saved this meanwhile"
    assert [one.text for one in page.one("tbody").all("td")] == ["#5b1a66", "#123c5c"]
    again = {
        one["name"]: one["value"] for one in page.all("input") if one.attributes.get("name") != "csrfmiddlewaretoken"
    }
    assert again["version"] == "2"
    client.post("/partnerships/chalkshire/brand/", again)
    assert Brand.objects.get().link == "#123c5c"


def test_a_logo_is_shown_in_the_header_and_served_as_what_it_is(client, sign_in, administrator):
    sign_in(administrator)
    response = client.post("/partnerships/chalkshire/brand/logo/change/", {"logo": a_file(png())}, follow=True)
    picture = parsed(response.content.decode()).all("img")[0]
    assert picture["alt"] == ""
    answer = client.get(picture["src"])
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Picture.open(io.BytesIO(answer.content)).size == (20, 10)


def test_a_logo_can_be_removed(client, sign_in, administrator, partnership):
    actions.set_logo(partnership=partnership, image=Image(SVG, "image/svg+xml", 10, 10), by=administrator)
    sign_in(administrator).post("/partnerships/chalkshire/brand/logo/remove/")
    assert not Logo.objects.exists()
    assert client.get("/partnerships/chalkshire/brand/logo/").status_code == 404


def test_what_tells_of_its_making_is_not_kept(client, sign_in, administrator):
    from PIL.PngImagePlugin import PngInfo

    secret = PngInfo()
    secret.add_text("Author", "A person's name")
    content = png(pnginfo=secret) + b"<script>after the end</script>"
    sign_in(administrator).post("/partnerships/chalkshire/brand/logo/change/", {"logo": a_file(content)})
    kept = bytes(Logo.objects.get().content)
    assert b"person" not in kept
    assert b"script" not in kept


def test_a_drawing_alone_may_do_nothing(client, sign_in, administrator, partnership):
    actions.set_logo(partnership=partnership, image=Image(SVG, "image/svg+xml", 10, 10), by=administrator)
    policy = sign_in(administrator).get("/partnerships/chalkshire/brand/logo/")["Content-Security-Policy"]
    assert set(policy.split("; ")) == {"default-src 'none'", "style-src 'unsafe-inline'", "sandbox"}


def a_file(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def svg(inside: str) -> bytes:
    return SVG.replace(b"</svg>", inside.encode() + b"</svg>")


def bomb() -> bytes:
    """A PNG that says it has four thousand million pixels."""
    head = b"\x89PNG\r\n\x1a\n"
    size = (60_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    body = b"".join(
        len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
        for name, data in ((b"IHDR", size), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )
    return head + body


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\0renamed executable", "neither PNG nor JPEG"),
        (b"GIF89a", "neither PNG nor JPEG"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (png()[:-20], "damaged"),
        (bomb(), "smaller size"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * MAX_LOGO_BYTES, "smaller than 1,000,000 bytes"),
        (svg("<script>alert(1)</script>"), "scripts or links"),
        (svg("<SCRIPT>alert(1)</SCRIPT>"), "scripts or links"),
        (svg("<x:script xmlns:x='http://www.w3.org/2000/svg'>1</x:script>"), "scripts or links"),
        (svg("<rect onload='alert(1)'/>"), "scripts or links"),
        (svg("<rect\nonclick = 'alert(1)'/>"), "scripts or links"),
        (svg("<a href='javascript:alert(1)'><rect/></a>"), "scripts or links"),
        (svg("<a xlink:href='&#106;avascript:alert(1)'><rect/></a>"), "scripts or links"),
        (svg("<image href='https://example.org/x.png'/>"), "scripts or links"),
        (svg("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"), "scripts or links"),
        (svg("<style>@import 'https://example.org/x.css';</style>"), "scripts or links"),
        (svg("<style>rect{fill:url(https://example.org)}</style>"), "scripts or links"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG, "scripts or links"),
        (SVG.decode().encode("utf-16"), "neither PNG nor JPEG"),
        (b"<svg></svg>", "no viewBox"),
        (b"<html><svg viewBox='0 0 1 1'><script>1</script></svg></html>", "scripts or links"),
    ],
)
def test_what_is_no_logo_or_a_harmful_one_is_refused(client, sign_in, administrator, content, said):
    response = sign_in(administrator).post("/partnerships/chalkshire/brand/logo/change/", {"logo": a_file(content)})
    assert response.status_code == 200
    assert said in parsed(response.content.decode()).one("p", id="id_logo-error").text
    assert not Logo.objects.exists()


def test_no_file_at_all_is_asked_for(client, sign_in, administrator):
    response = sign_in(administrator).post("/partnerships/chalkshire/brand/logo/change/", {"logo": ""})
    assert parsed(response.content.decode()).one("p", id="id_logo-error").text == "Error: Select logo"
