"""How long to wait: what the publisher asks for, else longer after every failure, a little at random."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
# A publisher that asks for more than this is told to the user, who can come back; nobody watches a silent terminal.
LONGEST_ASKED_SECONDS = 600.0


@dataclass(frozen=True)
class Pace:
    """Sleeping, the time and chance: given from outside, so that tests neither sleep nor guess."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    chance: Callable[[], float] = random.random

    def backoff(self, failures: int) -> float:
        """Seconds to wait after the `failures`-th failure in a row: doubled each time, at least half of it kept."""
        whole = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (failures - 1))
        return whole * (0.5 + 0.5 * self.chance())

    def asked(self, retry_after: str | None) -> float | None:
        """Seconds that a Retry-After header asks for (a number or a date), None where it says nothing readable."""
        if retry_after is None:
            return None
        text = retry_after.strip()
        if text.isdecimal():
            return float(text)
        try:
            return max(0.0, (parsedate_to_datetime(text) - self.now()).total_seconds())
        except (TypeError, ValueError):  # no date, or one without a zone
            return None
