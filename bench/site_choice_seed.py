"""A partnership with the demo's lake, its figures and outlines kept as the job of a load keeps them, and an analyst."""

# ruff: noqa: E402 models are there once Django is set up
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from bench.site_evidence_seed import sessions
from saferplan.demo.building import generate, load_whole
from saferplan.demo.partnership import make_partnership
from saferplan.evidence.basis import Basis
from saferplan.synth.figures import AREA
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.maps import kept
from saferplan.web.partnerships.models import Partnership

SLUG = "chalkshire"


def seed() -> dict[str, object]:
    make_partnership(SLUG, "Safer Chalkshire", AREA)
    partnership = Partnership.objects.get(slug=SLUG)
    lake = lake_of(partnership)
    with TemporaryDirectory() as folder:
        load_whole(generate(Path(folder)), lake)
    summaries.keep(partnership)
    kept.keep(partnership, Basis(lake.snapshot()))
    return {"sessions": sessions(1)}


if __name__ == "__main__":
    print(json.dumps(seed()))
