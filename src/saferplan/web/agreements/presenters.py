"""Agreements as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from saferplan.web.agreements.access import Asked, Reader
from saferplan.web.agreements.models import Agreement, Terms
from saferplan.web.agreements.standing import Standing
from saferplan.web.agreements.vocabulary import categories
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
                "role": _role(party),
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


def may_see(reader: Reader, agencies: list[Agency], purpose: str) -> list[dict[str, Any]]:
    """For each agency and each kind of data: whether the reader may see it, and why."""
    return [
        {
            "agency": agency,
            "rows": [
                [one.title, _verdict(decision.allowed), " ".join(decision.reasons)]
                for word, one in categories().items()
                for decision in [reader.decide(Asked(agency, [word]), purpose)]
            ],
        }
        for agency in agencies
    ]


def _verdict(allowed: bool) -> dict[str, str]:
    return {"text": "Yes", "tag": "green"} if allowed else {"text": "No", "tag": "grey"}


def _role(party) -> str:
    if party.shares and party.reads:
        return "Shares and reads"
    return "Shares" if party.shares else "Reads"
