"""Recorded purposes of linkage, and the agreement behind them, as TOML: invented, like everything here."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from saferplan.synth.partnership.feeds import FeedOf

# So long that files of past years can be tried at any time; a real agreement runs for two or three years.
YEARS = 15
KEPT_MONTHS = 12

COUNTS = """name = "repeat-victims"
title = "Who is victimised again, and how many only one agency knows"
what_for = "Counts of repeat victims and of agencies that know them, for the synthetic strategic assessment"
gateway = "cda-1998-s115"
result = "counts"
groups = ["adult-victims", "child-victims"]
"""
CASEWORK = """name = "asb-case-review"
title = "Cases in which the threshold of an ASB Case Review is reached or nearly so"
what_for = "Case owners explain the review to victims who may ask for one"
gateway = "asbcpa-2014-sch4"
result = "casework"
groups = ["adult-victims", "child-victims"]
"""


def purposes(naming: Sequence[FeedOf], first_month: str) -> dict[str, str]:
    """The TOML of each purpose, by its name. `naming`: the feeds that name people."""
    of_asb = [feed for feed in naming if feed.kind == "asb"]
    return {
        "repeat-victims": COUNTS + _rest(naming, first_month),
        "asb-case-review": CASEWORK + _rest(of_asb, first_month),
    }


def _rest(feeds: Sequence[FeedOf], first_month: str) -> str:
    begins = date.fromisoformat(f"{first_month}-01")
    until = begins.replace(year=begins.year + YEARS)
    parties = dict.fromkeys(feed.agency for feed in feeds)
    return f"""feeds = {_listed(feed.name for feed in feeds)}
retention_months = {KEPT_MONTHS}
dpia = "Synthetic assessment 1"
decided_by = "Chair of the synthetic data group"

[agreement]
name = "Synthetic information sharing agreement"
parties = {_listed(parties)}
signed = {begins}
from = {begins}
until = {until}
review = {until}
"""


def _listed(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), indent=2, ensure_ascii=False)
