"""Agreements as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from saferplan.web.agreements.access import Asked, Reader
from saferplan.web.agreements.models import Agreement, Terms
from saferplan.web.agreements.standing import Standing
from saferplan.web.agreements.vocabulary import categories, titles_of
from saferplan.web.partnerships.models import Agency

COLOURS = {
    Standing.DRAFT: "grey",
    Standing.SENT: "yellow",
    Standing.SIGNED: "blue",
    Standing.IN_FORCE: "green",
    Standing.SUSPENDED: "red",
    Standing.LAPSED: "orange",
    Standing.REPLACED: "grey",
    Standing.ENDED: "grey",
}


def tag(standing: Standing) -> dict[str, str]:
    return {"text": standing.label, "tag": COLOURS[standing]}


@dataclass(frozen=True)
class TermsShown:
    """One version as its page tells it."""

    terms: Terms
    on: date

    @property
    def standing(self) -> dict[str, str]:
        return tag(self.terms.standing(self.on))

    @property
    def purposes(self) -> list[dict[str, Any]]:
        return [{"title": str(one), "gateway": one.gateway_in_law} for one in self.terms.purposes.all()]

    @property
    def categories(self) -> list[Any]:
        return [one for word, one in categories().items() if word in self.terms.categories]

    @property
    def parties(self) -> list[dict[str, Any]]:
        return [
            {
                "agency": party.agency,
                "part": _part(party),
                "signature": party.signature if party.has_signed(self.on) else None,
            }
            for party in self.terms.parties.all()
        ]


def events(agreement: Agreement) -> list[dict[str, Any]]:
    """Newest first: what was done, and who signed."""
    done = [
        {
            "title": f"{record.get_status_display()} (version {record.terms.number})",
            "text": record.why,
            "when": record.at,
            "by": record.by.user.name,
        }
        for record in agreement.statuses.all()
    ]
    signed = [
        {
            "title": f"Signed for {party.agency} (version {terms.number})",
            "text": "",
            "when": party.signature.signed_at,
            "by": party.signature.signed_by.user.name,
        }
        for terms in agreement.terms.all()
        for party in terms.parties.all()
        if hasattr(party, "signature")
    ]
    return sorted(done + signed, key=lambda event: event["when"], reverse=True)


def may_see(reader: Reader, agencies: list[Agency], purpose: str) -> list[list[Any]]:
    """A row for what the reader may see of an agency, and one for what not, each with the reason."""
    return [
        [
            agency.name,
            _titles(words),
            _verdict(is_seen),
            " ".join(reader.decide(Asked(agency, words), purpose).reasons),
        ]
        for agency in agencies
        for is_seen, words in _seen_apart(reader, agency, purpose)
        if words
    ]


def _seen_apart(reader: Reader, agency: Agency, purpose: str) -> list[tuple[bool, list[str]]]:
    """Kinds of data that open, each taken alone, and those that do not."""
    opens = [word for word in categories() if reader.decide(Asked(agency, [word]), purpose).allowed]
    return [(True, opens), (False, [word for word in categories() if word not in opens])]


def _titles(words: list[str]) -> str:
    return "All kinds of data" if len(words) == len(categories()) else titles_of(words)


def _verdict(allowed: bool) -> dict[str, str]:
    return {"text": "Yes", "tag": "green"} if allowed else {"text": "No", "tag": "grey"}


def _part(party) -> str:
    if party.shares and party.reads:
        return "Shares and reads"
    return "Shares" if party.shares else "Reads"
