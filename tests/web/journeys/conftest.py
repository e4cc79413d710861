"""The demo's site as real processes: server, worker and database, and people who come to it with a browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from person import DESK, Person

from saferplan.demo.building import build

DEMO = """
import sys
from pathlib import Path
from saferplan.demo.site import Shown, serve_site

home, lake, assessment, port = sys.argv[1:]
shown = Shown("buckinghamshire", "Buckinghamshire demo partnership", "E06000060", Path(lake), Path(assessment))
sys.exit(serve_site(Path(home), shown, int(port), lambda text: print(text, flush=True)))
"""


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. One for the run: journeys mind that others have walked before them."""
    folder = tmp_path_factory.mktemp("demo-site")
    lake, assessment = build(folder).root, folder / "assessment"
    assessment.mkdir()
    (assessment / "assessment.html").write_text("<h1>Strategic Assessment</h1>", encoding="utf-8")
    port = _free_port()
    words = [sys.executable, "-c", DEMO, *map(str, (folder / "home", lake, assessment, port))]
    log = folder / "log"
    # A file, and no pipe: one that nobody reads any more fills up with a line per page, and then the site stands still.
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(words, stdout=written, stderr=subprocess.STDOUT, env=_plain_environment())
        try:
            while "The site is at" not in (said := log.read_text(encoding="utf-8")):
                assert process.poll() is None, said
                time.sleep(0.2)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def someone(demo_site: str, chromium: Any) -> Iterator[Callable[..., Person]]:
    """`someone("chair")` has signed in as the demo's invented chair; `someone()` has not."""
    contexts = []

    def arrives(role: str = "", *, on: dict = DESK, **browser: Any) -> Person:
        contexts.append(chromium.new_context(viewport=on, **browser))
        person = Person(contexts[-1].new_page(), demo_site)
        person.opens("/")
        if role:
            person.page.locator(f"form[action='/demo/sign-in/{role}/'] button").click()
        return person

    yield arrives
    for context in contexts:
        context.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _plain_environment() -> dict[str, str]:
    """The demo tells its processes itself what an installation is told."""
    own = ("DATABASE_URL", "SAFERPLAN_SECRET", "SAFERPLAN_HOME", "SAFERPLAN_KEY", "DJANGO_SETTINGS_MODULE")
    own += ("DJANGO_ALLOW_ASYNC_UNSAFE",)
    return {name: value for name, value in os.environ.items() if name not in own} | {"PYTHONPATH": str(Path.cwd())}
