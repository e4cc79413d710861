"""What trying a delivery found, in full: a file of its own for each trial, beside the lakes.

It names lines, columns and faults, and what columns look like. No cell of the delivered file is in it, but for
categories that many rows share.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from saferplan.evidence.access import OWN_FILE, OWN_FOLDER
from saferplan.web.evidence.models import Trial

TRIALS = "trials"


def write_report(trial: Trial, told: dict[str, Any]) -> None:
    """Whole or not at all, and readable to the site alone."""
    place = _place(trial)
    place.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    beside = place.with_suffix(".part")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWN_FILE), "w", encoding="utf-8") as stream:  # noqa: PTH123
        json.dump(told, stream)
    beside.rename(place)


def read_report(trial: Trial | None) -> dict[str, Any]:
    """Empty before the first trial, and where it is gone, as after a backup was restored: one can try again."""
    try:
        return json.loads(_place(trial).read_text(encoding="utf-8")) if trial else {}
    except FileNotFoundError:
        return {}


def remove_report(trial: Trial) -> None:
    _place(trial).unlink(missing_ok=True)


def _place(trial: Trial) -> Path:
    return Path(settings.HOME) / TRIALS / trial.delivery.partnership.slug / f"{trial.pk}.json"
