"""Pages with the site's own styles and scripts in a browser, without a server: what it asks for is given from here."""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from saferplan.web.design_system import specimens

BUILT = Path(specimens.__file__).parent / "static"
SITE = "https://site.example"


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of styles and scripts."""
    folder = BUILT / "saferplan"
    if not (folder / "site.css").is_file():
        pytest.skip("needs the site's styles and scripts: make assets")
    return folder


@pytest.fixture
def components_page(rf: RequestFactory) -> Callable[..., str]:
    """The page of components, as someone sees it who has not signed in."""

    def rendered(query: str = "") -> str:
        request = anybody(rf.get(f"/demo/components/{query}"))
        return render_to_string("design_system/components.html", specimens.specimens(request), request=request)

    return rendered


def anybody(request: HttpRequest) -> HttpRequest:
    request.user, request.member, request.partnership = AnonymousUser(), None, None
    return request


@pytest.fixture
def show(chromium: Any, built: Path) -> Iterator[Callable[..., Any]]:
    """`show(html, width=320, scripts=False)` opens it under the site's Content-Security-Policy."""
    contexts, complaints = [], []

    def shown(html: str, width: int = 1280, height: int = 900, *, scripts: bool = True) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", lambda route: route.fulfill(**_answer(route.request.url, html)))
        page.goto(f"{SITE}/")
        return page

    yield shown
    for context in contexts:
        context.close()
    assert not complaints


def _answer(address: str, html: str) -> dict[str, Any]:
    path = address.removeprefix(SITE).partition("?")[0]
    if path == "/":
        policy = build_policy(config=settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
        return {"body": html, "content_type": "text/html", "headers": {"Content-Security-Policy": policy}}
    file = BUILT / path.removeprefix(settings.STATIC_URL)
    return {"path": file, "content_type": mimetypes.guess_type(file.name)[0]} if file.is_file() else {"status": 404}
