"""What is kept of an answer, as whoever shows it reads it. Nothing here needs what worked it out."""

import json
from pathlib import Path
from typing import Any

ANSWER, CELLS = "answer.json", "cells.geojson"
Shown = dict[str, Any]


def read_answer(folder: Path) -> Shown | None:
    """What `keeping.write_answer` kept; None where it is gone."""
    try:
        return json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
