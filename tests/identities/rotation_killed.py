"""Rotates a key in a process of its own, and kills that process behind one step: URL LAKE STEP."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from restricted import OTHER_KEY, TEST_KEY
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.rotation import rotate

url, lake, fatal = sys.argv[1:]


def killed_there(step: str) -> None:
    if step == fatal:
        os.kill(os.getpid(), signal.SIGKILL)


rotate(
    url, PartnershipKey.of(TEST_KEY), PartnershipKey.of(OTHER_KEY), Path(lake), now=datetime.now(UTC), done=killed_there
)
