"""Deliveries as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from saferplan.evidence.partners.quality.report import percent
from saferplan.evidence.periods import month_title
from saferplan.web.evidence.field_words import in_words
from saferplan.web.evidence.models import TRIED, Delivery, State, Trial
from saferplan.web.evidence.reports import read_report
from saferplan.web.evidence.telling import address
from saferplan.web.jobs.presenters import ShownJob
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

ROWS_SHOWN = 50
COLOURS = {
    State.RECEIVED: "blue",
    State.TO_DECIDE: "yellow",
    State.TO_MAP: "yellow",
    State.FAULTY: "red",
    State.ACCEPTED: "blue",
    State.LOADED: "green",
    State.REJECTED: "grey",
    State.WITHDRAWN: "grey",
}
UNDER_WAY = (State.RECEIVED, State.ACCEPTED)
FILE_TAGS = {"loaded": ("Would be loaded", "green"), "refused": ("Refused", "red"), "superseded": ("Older", "yellow")}
STANDS_OUT = ("below all earlier", "above all earlier")


def rows_of(deliveries: Iterable[Delivery]) -> list[list[Any]]:
    """Rows of a table: file, agency, when, how it stands."""
    return [
        [
            {"text": one.name, "href": address(one)},
            one.agency.name,
            {"text": one.sent_at, "sort": one.sent_at.isoformat()},
            tag_of(State(one.state)),
        ]
        for one in deliveries
    ]


def tag_of(state: State) -> dict[str, str]:
    return {"text": state.label, "tag": COLOURS[state]}


@dataclass(frozen=True)
class ShownDelivery:
    """Of a delivery with its state. `trial`, `job`: the newest of each."""

    delivery: Delivery
    member: Member
    trial: Trial | None
    job: ShownJob | None

    @cached_property
    def told(self) -> dict[str, Any]:
        """What the trial found; not while it is being tried or loaded, for then it may be otherwise."""
        return {} if self.is_under_way else read_report(self.trial)

    @property
    def state(self) -> State:
        return State(self.delivery.state)

    @property
    def tag(self) -> dict[str, str]:
        return tag_of(self.state)

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY and self.job is not None and self.job.is_under_way

    @property
    def has_stopped(self) -> bool:
        """Its job ended without a word, as where the server was stopped again and again."""
        return self.state in UNDER_WAY and not self.is_under_way

    @property
    def is_waiting(self) -> bool:
        """For a person."""
        return self.state in TRIED

    @property
    def waits_for_others(self) -> bool:
        return self.is_waiting and not self.may_decide

    @property
    def may_decide(self) -> bool:
        return self.is_waiting and self.member.may(Permission.ACCEPT_EVIDENCE)

    @property
    def may_accept(self) -> bool:
        return self.state == State.TO_DECIDE and self.may_decide

    @property
    def may_map(self) -> bool:
        return self.may_decide and bool(self.told.get("columns"))

    @property
    def may_withdraw(self) -> bool:
        return self.state in (State.RECEIVED, *TRIED) and self.delivery.agency_id == self.member.agency_id

    @property
    def facts(self) -> list[dict[str, Any]]:
        delivery = self.delivery
        told = {
            "Sent by": f"{delivery.sent_by.user.name}, {delivery.agency.name}",
            "Size": size_of(delivery.size),
            "What is in it": delivery.note,
            "Read as": self.trial.format if self.trial else "",
        }
        return [{"key": {"text": key}, "value": {"text": value}} for key, value in told.items() if value]

    @property
    def load_address(self) -> str:
        if not self.delivery.load:
            return ""
        return reverse(
            "evidence:loaded", kwargs={"partnership": self.delivery.partnership.slug, "load": self.delivery.load}
        )

    @property
    def files(self) -> list[list[Any]]:
        return [_file_row(one) for one in self.told.get("files", [])]

    @property
    def has_findings(self) -> bool:
        """Of one file that could not be read at all, how it stands says all there is."""
        return len(self.files) > 1 or (bool(self.files) and self.trial is not None and self.trial.rows_read > 0)

    @property
    def rejected(self) -> list[list[Any]]:
        return [
            [*([row["file"]] if self._are_several else []), _line(row), row["field"], row["reason"]]
            for row in self.told.get("rejected", [])
        ]

    @property
    def rejected_columns(self) -> list[dict[str, Any]]:
        columns = [{"text": "Line"}, {"text": "Column"}, {"text": "Why"}]
        return [{"text": "File"}, *columns] if self._are_several else columns

    @cached_property
    def _are_several(self) -> bool:
        """Whether rows of more than one file would be rejected."""
        return len({row["file"] for row in self.told.get("rejected", [])}) > 1

    @property
    def events(self) -> list[dict[str, Any]]:
        return [
            {
                "title": one.get_state_display(),
                "text": one.note,
                "when": one.at,
                "by": one.by.user.name if one.by else "",
            }
            for one in self.delivery.states.select_related("by__user").order_by("-pk")
        ]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {"text": f"{row['line']:,}" if row["line"] else "Not told", "sort": row["line"]}


def _file_row(file: dict[str, Any]) -> list[Any]:
    text, colour = FILE_TAGS.get(file["status"], (file["status"].capitalize(), "grey"))
    if file["status"] == "loaded" and not file["rows_loaded"]:
        text, colour = "Nothing would be loaded", "red"
    return [
        file["path"].rsplit("/", 1)[-1],
        file["format"],
        {"text": text, "tag": colour},
        *({"text": f"{file[name]:,}", "sort": file[name]} for name in ("rows_loaded", "rows_rejected")),
        file["message"],
    ]


def size_of(size: int) -> str:
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000)):,} kB"
    return f"{size / 1_000_000:,.1f} MB"


@dataclass(frozen=True)
class ShownQuality:
    """The quality of one extract, as `partners.quality.report.as_record` tells it."""

    told: dict[str, Any]

    @property
    def fields(self) -> list[list[Any]]:
        return [
            [
                one["heading"],
                in_words(one["field"]),
                {"text": percent(one["share"]) or "None", "sort": one["share"]},
                {"text": f"{one['not_understood']:,}", "sort": one["not_understood"]},
                *self._beside(one),
            ]
            for one in self.told["fields"]
        ]

    @property
    def months(self) -> list[list[Any]]:
        return [
            [
                {"text": month_title(one["month"]), "sort": one["month"]},
                {"text": f"{one['incidents']:,}", "sort": one["incidents"]},
                *self._beside(one),
            ]
            for one in self.told["months"]
        ]

    def _beside(self, one: dict[str, Any]) -> list[str]:
        """A cell, where there is anything to compare with."""
        if not self.told["earlier_extracts"]:
            return []
        if one["standing"] not in STANDS_OUT:
            return ["As usual" if one["standing"] == "as usual" else ""]
        return [one["standing"].capitalize()]

    def beside(self, what: str) -> list[dict[str, str]]:
        """The head of these cells."""
        return [{"text": f"Beside earlier {what}"}] if self.told["earlier_extracts"] else []

    @property
    def compared(self) -> str:
        count = self.told["earlier_extracts"]
        if not count:
            return "There is no earlier extract to compare it with."
        return f"Compared with {count} earlier {'extract' if count == 1 else 'extracts'}."

    @property
    def mends(self) -> list[list[Any]]:
        return [
            [_line(one), one["heading"], one["wrong"], one["wanted"]] for one in self.told["rows_to_mend"][:ROWS_SHOWN]
        ]


def warnings_of(delivery: Delivery, told: dict[str, Any]) -> list[dict[str, str]]:
    """What whoever decides should know beside: text, and the address of what it speaks of."""
    others = delivery.partnership.deliveries.unfinished().exclude(pk=delivery.pk)
    found = [
        {"text": "The very same file was sent twice, and this one waits as well", "href": address(one)}
        for one in others.filter(sha256=delivery.sha256)
    ]
    formats = {one["format"] for one in told.get("files", []) if one["format"]}
    rivals = others.filter(state=State.TO_DECIDE, trials__format__in=formats).exclude(sha256=delivery.sha256).distinct()
    found += [
        {
            "text": "Another file of the same kind waits. Of a month that both hold, the one sent later is kept,"
            " whichever is accepted first",
            "href": address(one),
        }
        for one in rivals
    ]
    # A ready-made mapping is of every agency of its kind.
    agencies = {one["agency"] for one in told.get("quality", []) if not one["is_ready_made"]} - {delivery.agency.name}
    found += [
        {"text": f"It is read by a mapping of {name}, and {delivery.agency.name} sent it. Is that right?", "href": ""}
        for name in sorted(agencies)
    ]
    return found
