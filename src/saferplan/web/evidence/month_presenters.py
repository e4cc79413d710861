"""Which month of which list there is, as its page shows it: twelve months at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from saferplan.evidence.feed_months import MONTHS_TO_COME, FeedMonths, Standing, twelve_to
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.periods import is_month, month_number, month_of, month_title
from saferplan.web.evidence.models import Delivery
from saferplan.web.evidence.telling import address

POLICE = "Crime recorded by the police"
WAITS = "Waits"
# What a cell says, the colour of its tag, and what it means.
SAID = {
    Standing.LOADED: ("Loaded", "green", "The month is in the evidence."),
    Standing.PART: ("In part", "yellow", "More than one row in a hundred could not be read. No figure is of it."),
    Standing.LOW: ("Low", "yellow", "Fewer than half as many rows as the months around it. The file may be cut off."),
    Standing.NONE: ("None", "green", "The list came, and has nothing in this month."),
    Standing.MISSING: ("Missing", "red", "It has not come, though later months have. Ask the agency for it."),
    Standing.LATE: ("Late", "red", f"It has not come, {MONTHS_TO_COME} months after its end. Ask the agency for it."),
    Standing.DUE: ("Due", "grey", "It has not come yet, and there is time."),
    Standing.BEFORE: ("", "", ""),
}
MEANING_OF_WAITS = "A file with this month was sent, and waits for a decision."


@dataclass(frozen=True)
class ShownMonths:
    """`asked`: the last month that somebody wants to see; the last that is over, where that is none.

    `waiting`: for the key of each feed and its months, the delivery that holds them. `profiles`: those kept, of feeds
    that came and of others.
    """

    feeds: list[FeedMonths]
    asked: str
    today: date
    waiting: Mapping[tuple[str, str], Delivery]
    profiles: Sequence[Profile]

    @property
    def _this_month(self) -> str:
        return f"{self.today:%Y-%m}"

    @property
    def _over(self) -> str:
        """The last month that is."""
        return month_of(month_number(self._this_month) - 1)

    @property
    def _first(self) -> str:
        return min((month for feed in self.feeds for month in feed.known), default=self._over)

    @property
    def _last(self) -> str:
        return min(max(self.asked, self._first), self._over) if is_month(self.asked) else self._over

    @property
    def months(self) -> tuple[str, ...]:
        return twelve_to(self._last)

    @property
    def title(self) -> str:
        return f"{month_title(self.months[0])} to {month_title(self.months[-1])}"

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The latest month first: how late a list is stands beside its name."""
        return [{"text": name, "sort": False} for name in ("List", *map(_short, self.months[::-1]))]

    @property
    def rows(self) -> list[list[Any]]:
        titles = {one.feed: one.title for one in self.profiles}
        return [
            [titles.get(feed.feed) or _name(feed), *(self._cell(feed, one) for one in self.months[::-1])]
            for feed in self.feeds
        ]

    @property
    def never(self) -> list[str]:
        """The lists of which a mapping is kept and nothing was ever loaded."""
        loaded = {feed.feed for feed in self.feeds}
        return sorted(one.title for one in self.profiles if one.feed not in loaded)

    def _cell(self, feed: FeedMonths, month: str) -> dict[str, Any] | str:
        delivery = self.waiting.get((feed.key, month))
        if delivery and month not in feed.known:
            return {"text": WAITS, "href": address(delivery)}
        text, tag, _ = SAID[feed.standing(month, self._this_month)]
        return {"text": text, "tag": tag} if text else ""

    @property
    def meanings(self) -> list[dict[str, Any]]:
        """Of the words that the table has, in the order of SAID."""
        shown = {cell["text"] for row in self.rows for cell in row[1:] if cell}
        told = [(text, meaning) for text, _, meaning in SAID.values()] + [(WAITS, MEANING_OF_WAITS)]
        return [{"key": {"text": text}, "value": {"text": meaning}} for text, meaning in told if text in shown]

    @property
    def earlier(self) -> str:
        """The last of the twelve months before; '' where there are none."""
        return month_of(month_number(self.months[0]) - 1) if self._first < self.months[0] else ""

    @property
    def later(self) -> str:
        return min(month_of(month_number(self._last) + 12), self._over) if self._last < self._over else ""


def _short(month: str) -> str:
    """'Oct 2025': twelve columns are to stand side by side."""
    name, year = month_title(month).split()
    return f"{name[:3]} {year}"


def _name(feed: FeedMonths) -> str:
    """Of a list without a kept mapping: 'Harbour Homes: fire' of the feed harbour-homes-fire."""
    own = feed.feed.removeprefix(slugify(feed.agency)).strip("-").replace("-", " ") if feed.feed else "crime"
    return f"{feed.agency}: {own}" if own else feed.agency


def waiting_of(told: Iterable[tuple[Delivery, Mapping[str, Any]]]) -> dict[tuple[str, str], Delivery]:
    """`told`: deliveries with the reports of their trials. Of two with one month, the one sent first."""
    found: dict[tuple[str, str], Delivery] = {}
    for delivery, report in told:
        for key in _held(report):
            found[key] = delivery
    return found


def _held(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each feed by its key, and each of its months."""
    for one in report.get("quality", []):
        for month in one["months"]:
            yield one["feed"], month["month"]
    for one in report.get("police", []):
        yield one["force"], one["month"]
