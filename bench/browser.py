"""The headless Chromium of benchmarks: without a graphics card, with nothing kept from before."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WINDOW = {"width": 1280, "height": 900}


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    found = os.environ.get("SAFERPLAN_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()
