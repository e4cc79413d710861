"""How soon a browser shows what was chosen on Explore, map included, beside opening the page of that choice anew."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bench import site
from bench.browser import WINDOW, browser
from bench.measuring import Runner, Sample, in_turn, ratios, spread
from bench.report import Section, met, seconds, span, table

MOST_SECONDS = 0.3
PATIENCE = 20_000  # milliseconds
LONGEST = 5_000  # milliseconds of a choice that is waited for
REACTION = 300  # milliseconds from coming to a list until something in it is chosen
HERE = "E06000060"
FIGURES = f"?area={HERE}&period=FY2021&measure="


class Choice(NamedTuple):
    title: str
    before: str
    field: str
    value: str


FIRST_MAP = Choice("The first map of a page", f"{FIGURES}burglary&by=month", "by", "ward")
CHOICES = (
    Choice("Months, another measure", f"{FIGURES}all-crime&by=month", "measure", "burglary"),
    Choice("Crime types, as counts", f"{FIGURES}all-crime&by=crime_type", "show", "count"),
    Choice("Wards, another measure", f"{FIGURES}all-crime&by=ward", "measure", "burglary"),
    Choice("Wards, beside the police force's area", f"{FIGURES}burglary&by=ward", "beside", "force"),
    Choice("Small areas, another measure", f"{FIGURES}all-crime&by=lsoa", "measure", "burglary"),
    FIRST_MAP,
)

# Both ends by the browser's clock: from the choice to the first paint after what it brought, map included.
CHOOSE = """([field, value, longest]) => new Promise((done) => {
  const select = document.querySelector(`#choices [name=${field}]`);
  const drawn = () => performance.getEntriesByName("saferplan-map-drawn").length;
  const [began, before] = [performance.now(), drawn()];
  const painted = (then) => requestAnimationFrame(() => setTimeout(then, 0));
  const ended = () => painted(() => done((performance.now() - began) / 1000));
  const look = () => {
    const waits = document.querySelector("#figures [data-module=saferplan-map]") && drawn() === before;
    if (waits && performance.now() - began < longest) setTimeout(look, 5); else ended();
  };
  document.addEventListener("htmx:after:swap", () => painted(look), { once: true });
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
})"""
OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"
DRAWN = "performance.getEntriesByName('saferplan-map-drawn')[0].startTime / 1000"


@dataclass(frozen=True)
class Size:
    rounds: int = 7


def measure(runner: Runner, size: Size) -> Section:
    return site.on_a_server(measured, runner.work / "site-choice", size)


def measured(home: Path, database: str, size: Size) -> Section:
    environment = site.environment(home, database)
    site.seeded(home, environment, "bench.site_choice_seed")
    with site.served(home, environment) as port, browser() as started:
        explore = f"http://localhost:{port}/partnerships/chalkshire/evidence/explore/"
        page = _signed_in(started, home, explore)
        jobs = {}
        for choice in CHOICES:
            jobs[choice.title] = partial(_chosen, page, explore, choice)
            jobs[anew(choice)] = partial(_opened, page, explore, choice)
        found = in_turn(jobs, size.rounds)
    return Section("site-choice", "A choice on Explore", told(found, size))


def anew(choice: Choice) -> str:
    return f"{choice.title}: anew"


def _signed_in(started: Any, home: Path, site_address: str) -> Any:
    name, value = json.loads((home / site.SESSIONS).read_text(encoding="utf-8"))[0]["cookie"].split("=", 1)
    context = started.new_context(viewport=WINDOW)
    context.add_cookies([{"name": name, "value": value, "url": site_address}])
    return context.new_page()


def _chosen(page: Any, explore: str, choice: Choice) -> Sample:
    _open(page, explore + choice.before)
    page.locator(f"#choices [name={choice.field}]").focus()
    page.wait_for_timeout(REACTION)
    return _sample(page.evaluate(CHOOSE, [choice.field, choice.value, LONGEST]))


def _opened(page: Any, explore: str, choice: Choice) -> Sample:
    has_map = _open(page, f"{explore}{choice.before}&{choice.field}={choice.value}")
    return _sample(page.evaluate(DRAWN if has_map else OPENED))


def _open(page: Any, address: str) -> bool:
    """Whether a map was drawn on it."""
    page.goto(address)
    has_map = bool(page.locator("#figures [data-module=saferplan-map]").count())
    if has_map:
        page.locator(".saferplan-map__frame[data-drawn]").wait_for(state="attached", timeout=PATIENCE)
    return has_map


def _sample(taken: float) -> Sample:
    return Sample(taken, taken, 0, 0, 0)


def told(found: dict[str, list[Sample]], size: Size) -> Sequence[str]:
    rows = [
        (one.title, seconds(spread(found[one.title])), span(ratios(found[one.title], found[anew(one)]), ".2f"))
        for one in CHOICES
    ]
    slowest = max(spread(found[one.title]).median for one in CHOICES if one is not FIRST_MAP)
    verdict = met(slowest <= MOST_SECONDS, judged=size == Size())
    return [
        "The demo's lake, one person, two server processes, headless Chromium without a graphics card. Seconds from a"
        " choice to the paint of its figures and map, beside opening the page of that choice anew, its scripts and"
        " outlines kept.",
        table(("Choice", "Seconds", "Times opening it anew"), rows),
        f"At most {MOST_SECONDS} s were asked for a chart or a map to change, here of the median of each choice but the"
        f" first map's, which starts the map library: {verdict}.",
    ]
