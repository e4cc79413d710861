"""Whatever agreements there are: lists, decisions and a slow, obvious rule say the same."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from saferplan.web.agreements.access import Reader
from saferplan.web.agreements.models import (
    Agreement,
    AgreementStatus,
    CoveredPurpose,
    Party,
    Signature,
    Terms,
)
from saferplan.web.agreements.standing import Recorded
from saferplan.web.cases.models import Case
from site_agreements import BEGINS
from site_people import a_member

FIRST = BEGINS
DAYS = range(6)  # of signing, beginning, ending, halting and reading
DATA = ("account", "special")
GATEWAYS = {"anti-social-behaviour": "cda-1998-s115", "hate": "cda-1998-s115", "exploitation": "cda-1998-s17a"}
"""The last is a gateway that covers no personal data, and does not serve that purpose."""
AGENCIES = 3


@dataclass(frozen=True)
class Version:
    """`signed`: for each party the day, or None. Agencies are 0, 1 and 2."""

    shares: frozenset[int]
    reads: frozenset[int]
    purpose: str
    data: frozenset[str]
    begins: int
    until: int
    is_sent: bool
    signed: tuple[int | None, ...]

    @property
    def parties(self) -> frozenset[int]:
        return self.shares | self.reads


@dataclass(frozen=True)
class History:
    versions: tuple[Version, ...]
    halts: tuple[tuple[int, Recorded], ...]


versions = st.builds(
    Version,
    shares=st.frozensets(st.integers(0, AGENCIES - 1), min_size=1),
    reads=st.frozensets(st.integers(0, AGENCIES - 1), min_size=1),
    purpose=st.sampled_from(sorted(GATEWAYS)),
    data=st.frozensets(st.sampled_from(DATA), min_size=1),
    begins=st.sampled_from(DAYS),
    until=st.sampled_from(DAYS),
    is_sent=st.booleans() | st.just(True),
    signed=st.tuples(*[st.sampled_from([0, 0, *DAYS, None])] * AGENCIES),
).filter(lambda version: version.begins <= version.until)
halts = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from([Recorded.SUSPENDED, Recorded.RESUMED, Recorded.ENDED])),
    max_size=2,
).map(lambda found: tuple(sorted(found, key=lambda halt: halt[0])))
histories = st.builds(History, versions=st.lists(versions, min_size=1, max_size=3).map(tuple), halts=halts)


def allowed_by_one(history: History, reader: int, holder: int, purpose: str, data: frozenset[str], on: int) -> bool:
    """The rule, word by word: of all versions that were sent, signed by all and begun, the last alone counts."""
    counts = None
    for version in history.versions:
        signed_by_all = all(
            version.signed[party] is not None and version.signed[party] <= on for party in version.parties
        )
        if version.is_sent and signed_by_all and version.begins <= on:
            counts = version
    if counts is None or on > counts.until:
        return False
    stopped = [status for day, status in history.halts if day <= on]
    if stopped and stopped[-1] is not Recorded.RESUMED:
        return False
    if holder not in counts.shares or reader not in counts.reads:
        return False
    if purpose != counts.purpose or GATEWAYS[purpose] != "cda-1998-s115":
        return False
    return data <= counts.data


def allowed(told: list[History], reader: int, holder: int, purpose: str, data: frozenset[str], on: int) -> bool:
    return reader == holder or any(allowed_by_one(one, reader, holder, purpose, data, on) for one in told)


@pytest.fixture
def world(partnership):
    """Three agencies, somebody of each who reads cases, and a case of each for every mixture of data."""
    agencies = list(partnership.agencies.all()[:AGENCIES])
    with freeze_time("2025-12-01"):
        readers = [a_member(partnership, "caseworker", agency=agency) for agency in agencies]
    mixtures = [frozenset(), frozenset(["account"]), frozenset(["special"]), frozenset(DATA)]
    cases = {}
    for holder, agency in enumerate(agencies):
        for data in mixtures:
            cases[holder, data] = Case.objects.create(
                partnership=partnership,
                number=len(cases) + 1,
                kind="asb",
                holder=agency,
                owner=readers[holder],
                categories=sorted(data),
            )
    return partnership, agencies, readers, cases


ONE = Version(frozenset([0]), frozenset([1]), "hate", frozenset(DATA), 0, 5, True, (0, 0, 0))
NARROWER = Version(frozenset([0]), frozenset([1]), "hate", frozenset(["account"]), 1, 2, True, (1, 1, 1))


@given(told=st.lists(histories, max_size=2), on=st.sampled_from(DAYS))
@example(told=[History((ONE, NARROWER), ())], on=4)
@example(told=[History((ONE,), ((1, Recorded.SUSPENDED), (1, Recorded.RESUMED)))], on=1)
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_lists_decisions_and_the_obvious_rule_agree(world, told, on):
    """Nothing is shrunk: an example takes a second, and is small as it is."""
    partnership, agencies, readers, cases = world
    with transaction.atomic():
        for number, history in enumerate(told):
            write(partnership, agencies, readers, history, number)
        for place, member in enumerate(readers):
            reader = Reader.of(member, day(on))
            for purpose in GATEWAYS:
                expected = {
                    case for (holder, data), case in cases.items() if allowed(told, place, holder, purpose, data, on)
                }
                listed = set(partnership.cases.filter(reader.readable(purpose)))
                decided = {case for case in cases.values() if reader.decide(case, purpose).allowed}
                assert listed == decided == expected, f"{told!r}, {place} for {purpose} on {on}"
        transaction.set_rollback(True)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def noon(number: int):
    return timezone.make_aware(timezone.datetime.combine(day(number), timezone.datetime.min.time())) + timedelta(
        hours=12
    )


def write(partnership, agencies, readers, history: History, number: int) -> None:
    """Straight into the tables: histories that no action would make are judged as well."""
    whole = {"partnership": partnership}
    agreement = Agreement.objects.create(**whole, title=f"Agreement {number}", owner=readers[0])
    for place, version in enumerate(history.versions, start=1):
        terms = Terms.objects.create(
            **whole,
            agreement=agreement,
            number=place,
            what_for="x",
            categories=sorted(version.data),
            begins=day(version.begins),
            until=day(version.until),
            review_by=day(version.until),
        )
        CoveredPurpose.objects.create(**whole, terms=terms, purpose=version.purpose, gateway=GATEWAYS[version.purpose])
        parties = {
            agency: Party.objects.create(
                **whole,
                terms=terms,
                agency=agencies[agency],
                shares=agency in version.shares,
                reads=agency in version.reads,
            )
            for agency in version.parties
        }
        if version.is_sent:
            AgreementStatus.objects.create(
                **whole, agreement=agreement, terms=terms, status=Recorded.SENT, at=noon(0), by=readers[0]
            )
        for agency, party in parties.items():
            if version.signed[agency] is not None:
                Signature.objects.create(
                    **whole, party=party, signed_by=readers[agency], signed_at=noon(version.signed[agency])
                )
    for when, status in history.halts:
        AgreementStatus.objects.create(
            **whole, agreement=agreement, terms=agreement.terms.first(), status=status, at=noon(when), by=readers[0]
        )
