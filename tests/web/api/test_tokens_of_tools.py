"""Tokens of agencies' tools: issued once, kept as digests, scoped, ended at once, and every use written down."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from saferplan.web.access.table import rules
from saferplan.web.api.models import Token
from saferplan.web.api.scopes import scopes, scopes_for
from saferplan.web.api.tokens import BEGINS, digest_of, revoke_token, token_told
from saferplan.web.audit.models import Entry, Operation
from saferplan.web.duties.actions import add_duty
from saferplan.web.maps.work import keep_if_changed
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import MemberRole
from site_people import a_member

TODAY = timezone.localdate()


@pytest.fixture
def a_duty(partnership, issuer):
    return add_duty(partnership=partnership, title="Publish the review", due=TODAY, owner=issuer, by=issuer)


class TestWhatTheyReach:
    def test_without_one_only_what_is_open(self, ask, partnership):
        for rest in ("duties", "loads"):
            answer = ask(rest)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"] == 'Bearer realm="saferplan"'

    @pytest.mark.parametrize("name", sorted(name for name, rule in rules().items() if rule.scope))
    def test_no_address_that_wants_one_is_open_without(self, name, client, partnership):
        assert client.get(reverse(name, args=[partnership.slug])).status_code == 401

    def test_with_its_scope_what_a_member_reads(self, ask, a_token, a_duty):
        (told,) = ask("duties", a_token("duties")).json()

        assert (told["title"], told["due"], told["agency"]) == (
            "Publish the review",
            TODAY.isoformat(),
            a_duty.owner.agency.name,
        )
        assert "Ines" not in str(told)

    def test_nothing_of_another_scope(self, ask, a_token, a_duty):
        assert ask("duties", a_token("evidence")).status_code == 403
        assert ask("duties", a_token()).status_code == 403

    def test_loads_with_the_scope_for_evidence(self, ask, a_token, anyshires):
        told = ask("loads", a_token("evidence")).json()

        assert [one["number"] for one in told] == sorted((one["number"] for one in told), reverse=True)
        assert told

    def test_nothing_of_another_partnership_not_even_that_it_is_there(self, ask, a_token, other_partnership):
        token = a_token("duties", "evidence")

        there, not_there = ask("duties", token, slug="fenmoor"), ask("duties", token, slug="nowhere")
        assert (there.status_code, there.content) == (not_there.status_code, not_there.content) == (404, there.content)
        assert ask(token=token, slug="fenmoor").status_code == 200, "what is open to all is open with a token too"

    def test_own_areas_are_there_with_a_token_alone(self, ask, a_token, an_own_area):
        for token in ("", a_token("duties")):
            answer = ask("figures", token, area=an_own_area.code, measure="asb")
            assert answer.status_code == 404
            assert "Harbour estate" not in answer.content.decode()
            assert "Harbour estate" not in ask("figures", token, area="Harbour estat").content.decode()

        (told,) = ask("figures", a_token("evidence"), area=an_own_area.code, measure="asb").json()["figures"]
        assert (told["area_name"], told["area_kind"]) == ("Harbour estate", "own")

    def test_what_is_given_for_a_token_is_kept_by_nobody(self, ask, a_token, anyshires):
        assert ask("figures", a_token(), measure="asb")["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "header",
        ["Bearer", "Bearer ", "Bearer saferplan_", "Bearer saferplan_" + "x" * 43, "Basic eDp5", "x", "Bearer \x00é"],
    )
    def test_what_is_no_token_opens_nothing_even_of_what_is_open(self, client, partnership, header):
        answer = client.get("/api/v1/measures", headers={"Authorization": header})

        assert answer.status_code == 401
        assert answer.json()["problem"] == "the token is not known, has expired or was revoked"


class TestHowTheyEnd:
    @pytest.fixture
    def token(self, a_token):
        return a_token("duties")

    @pytest.fixture
    def record(self, token):
        return Token.objects.get()

    def test_revoked(self, ask, token, record, issuer):
        assert ask("duties", token).status_code == 200
        revoke_token(token=record, by=issuer)
        assert ask("duties", token).status_code == 401

    def test_after_its_last_day(self, ask, token, record):
        Token.objects.update(issued_at=timezone.now() - timedelta(days=9), expires_on=TODAY)
        assert ask("duties", token).status_code == 200
        Token.objects.update(expires_on=TODAY - timedelta(days=1))
        assert ask("duties", token).status_code == 401

    def test_with_the_role_of_whoever_issued_it(self, ask, token, issuer):
        MemberRole.objects.filter(member=issuer).update(until=TODAY)
        assert ask("duties", token).status_code == 401

    def test_with_the_membership_of_whoever_issued_it(self, ask, token, issuer):
        type(issuer).objects.filter(pk=issuer.pk).update(until=TODAY)
        assert ask("duties", token).status_code == 401

    def test_with_the_agency(self, ask, token, record):
        agency = type(record.agency).objects.filter(pk=record.agency_id)
        agency.update(until=TODAY)
        assert ask("duties", token).status_code == 401


class TestIssuing:
    def test_it_is_told_once_and_kept_as_a_digest(self, a_token):
        token = a_token("duties")

        assert token.startswith(BEGINS)
        assert Token.objects.get().token_hash == digest_of(token)
        assert token not in str(list(Token.objects.values()))
        assert token not in str(list(Entry.objects.values()))
        assert digest_of(token) not in str(list(Entry.objects.values()))
        assert token_told(token) == Token.objects.get()

    @pytest.mark.parametrize("days", [-1, 0, 367, 4000])
    def test_for_a_year_at_most(self, a_token, days):
        with pytest.raises(Refused, match="within the next year"):
            a_token(days=days)

    def test_with_no_scope_that_there_is_not(self, a_token):
        with pytest.raises(Refused, match="what you may not read yourself"):
            a_token("people")

    def test_every_scope_can_be_given_by_somebody_who_issues(self, partnership):
        assert {one.word for one in scopes_for(a_member(partnership, "analyst"))} == set(scopes())


def test_every_scope_opens_something_and_no_address_wants_another():
    assert {rule.scope for rule in rules().values() if rule.scope} == set(scopes())


class TestWhatIsWrittenDown:
    def test_each_use_with_the_token_and_what_for(self, ask, a_token, partnership):
        token = a_token("duties")
        ask("duties", token)
        ask("documents", token)

        used = Entry.objects.filter(operation=Operation.READ, table_name="api_token").order_by("pk")
        record = Token.objects.get()
        assert [(one.actor, one.partnership, one.record, one.after) for one in used] == [
            (f"token: {record.pk}", partnership, str(record.pk), {"what": "api:duties"}),
            (f"token: {record.pk}", partnership, str(record.pk), {"what": "api:documents"}),
        ]

    def test_open_reads_of_nobody_are_not(self, ask, partnership):
        before = Entry.objects.count()
        ask("documents")
        assert Entry.objects.count() == before

    def test_what_it_may_not_read_is_not_written_as_read(self, ask, a_token):
        token = a_token("evidence")
        ask("duties", token)
        assert not Entry.objects.filter(operation=Operation.READ).exists()


class TestHowOften:
    def test_without_a_token_an_address_is_slowed_down(self, client, partnership, monkeypatch):
        monkeypatch.setattr(settings, "API_LIMITS", {"open": "2/m/ip", "token": "600/m/key"})
        answers = [client.get("/api/v1/measures") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1]["Retry-After"] == "60"
        assert answers[-1].json()["remedy"] == "Wait a minute."

    def test_each_token_has_its_own_count(self, ask, a_token, monkeypatch):
        monkeypatch.setattr(settings, "API_LIMITS", {"open": "1/m/ip", "token": "1/m/key"})
        one, other = a_token(), a_token()

        assert [ask("documents", token).status_code for token in (one, one, other, "", "")] == [200, 429, 200, 200, 429]

    def test_who_tries_tokens_is_slowed_down_like_an_address(self, client, db, monkeypatch):
        monkeypatch.setattr(settings, "API_LIMITS", {"open": "2/m/ip", "token": "600/m/key"})
        tried = [client.get("/api/v1/measures", headers={"Authorization": f"Bearer {BEGINS}{n}"}) for n in range(3)]

        assert [answer.status_code for answer in tried] == [401, 401, 429]


class TestPages:
    def test_members_find_the_addresses_for_their_tools(self, sign_in, member, partnership):
        text = sign_in(member).get(reverse("tokens:data", args=[partnership.slug])).content.decode()

        assert f"{settings.BASE_URL}/api/v1/partnerships/chalkshire/figures.csv?measure=all-crime&amp;by=ward" in text
        assert "Issue a token" not in text

    def test_a_token_is_shown_when_it_is_issued_and_never_again(self, sign_in, issuer, partnership, client):
        sign_in(issuer)
        page = client.post(
            reverse("tokens:issue", args=[partnership.slug]),
            given(issuer, name="Power BI of the Board", scopes=["duties"]),
        )
        (token,) = [
            word for word in page.content.decode().replace("<", " ").replace(">", " ").split() if BEGINS in word
        ]

        assert page["Cache-Control"] == "private, no-store"
        assert "In Power BI: Get data › Web › Advanced" in page.content.decode()
        assert token_told(token).name == "Power BI of the Board"
        listed = client.get(reverse("tokens:data", args=[partnership.slug])).content.decode()
        assert "Power BI of the Board" in listed
        assert "Open data, The forward plan" in listed
        assert BEGINS not in listed

    def test_a_day_too_far_away_is_refused_on_the_page(self, sign_in, issuer, partnership, client):
        sign_in(issuer)
        page = client.post(reverse("tokens:issue", args=[partnership.slug]), given(issuer, expires_on_year="2199"))

        assert "A token holds until a day within the next year." in page.content.decode()
        assert not Token.objects.exists()

    def test_an_agency_of_another_partnership_cannot_be_chosen(
        self, sign_in, issuer, partnership, other_partnership, client
    ):
        sign_in(issuer)
        other = other_partnership.agencies.first().pk
        client.post(reverse("tokens:issue", args=[partnership.slug]), given(issuer, agency=other))

        assert not Token.objects.exists()

    def test_it_is_revoked_with_one_click_by_whoever_may_issue(self, sign_in, a_token, partnership, client, member):
        a_token()
        address = reverse("tokens:revoke", args=[partnership.slug, Token.objects.get().pk])
        assert sign_in(member).post(address).status_code == 403

        colleague = a_member(partnership, "analyst")
        sign_in(colleague).post(address)
        client.post(address)

        record = Token.objects.get()
        assert record.revoked_by == colleague
        assert "Revoked" in client.get(reverse("tokens:data", args=[partnership.slug])).content.decode()


def given(issuer, **other):
    last = TODAY + timedelta(days=30)
    day = {"expires_on_day": last.day, "expires_on_month": last.month, "expires_on_year": last.year}
    return {"name": "A tool", "agency": issuer.agency_id} | day | other


class TestWhatTheDatabaseKeeps:
    @pytest.mark.parametrize(
        "changed",
        [{"token_hash": "not a digest"}, {"revoked_at": timezone.now()}, {"expires_on": TODAY - timedelta(days=2)}],
    )
    def test_a_token_is_whole(self, a_token, changed):
        a_token()
        with pytest.raises(IntegrityError), transaction.atomic():
            Token.objects.update(**changed)

    def test_a_token_is_of_an_agency_of_its_partnership(self, a_token, other_partnership):
        a_token()
        with pytest.raises(IntegrityError), transaction.atomic():
            move_to(other_partnership.agencies.first())


def move_to(agency):
    Token.objects.update(agency=agency)
    connection.check_constraints()


class TestAddressesForQgis:
    """Hexagons that stand for wards lie nowhere on Earth, so that QGIS gets an error in place of them."""

    UNTIL = "No boundaries of wards are loaded yet"

    def page(self, partnership, sign_in):
        client = sign_in(a_member(partnership, "analyst"))
        return client.get(reverse("tokens:data", args=[partnership.slug])).content.decode()

    def test_the_page_says_that_there_are_none_yet(self, anyshires, sign_in):
        keep_if_changed(anyshires)
        assert self.UNTIL in self.page(anyshires, sign_in)

    def test_and_nothing_of_it_once_they_are_loaded(self, gridhams, sign_in):
        assert self.UNTIL not in self.page(gridhams, sign_in)
