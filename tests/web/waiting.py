"""Waiting for what another process does."""

import time
from collections.abc import Callable

PATIENCE = 120  # seconds, and far more than is needed: it is the machine that may be slow


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
