"""Doubtful pairs on screen: who sees them, what is shown and why, what is kept, and what each look leaves behind."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from web_linkage import decided, pairs_in_doubt

from partners import NOW
from restricted import TEST_KEY
from saferplan.evidence.access import COMMAND, FOR_WHOM
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.linkage.decisions import Verdict
from saferplan.identities.linkage.sittings import answer, name_of, waiting
from saferplan.identities.purpose_records import withdraw
from saferplan.identities.store import opened
from saferplan.web.audit.models import Entry, Operation
from saferplan.web.linkage.actions import begin_sitting
from saferplan.web.linkage.models import Answer, Said, Sitting
from saferplan.web.partnerships.actions import change_agency
from site_people import a_member
from stored import PURPOSE


def address(name, partnership, **parts):
    return reverse(f"linkage:{name}", kwargs={"partnership": partnership.slug} | parts)


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def pair_on(response) -> str:
    return re.search(r'name="pair" value="([0-9a-f]{32})"', response.content.decode())[1]


@pytest.fixture
def at_work(people, reviewer, sitting, sign_in):
    """The reviewer's client, and how to open and answer the pair that the sitting has come to."""
    return AtWork(sign_in(reviewer), sitting)


class AtWork:
    def __init__(self, client, sitting):
        self.client, self.sitting = client, sitting

    def at(self, name):
        return address(name, self.sitting.partnership, sitting=self.sitting.pk)

    def looks(self):
        return self.client.get(self.at("pair"))

    def says(self, said, pair=None, why=""):
        pair = pair or pair_on(self.looks())
        return self.client.post(self.at("answer"), {"said": said, "pair": pair, "why": why}, follow=True)

    def undoes(self):
        return self.client.post(self.at("undo"), follow=True)


class TestBeginning:
    def test_purposes_say_how_many_pairs_wait(self, people, reviewer, sign_in, partnership):
        text = words_of(sign_in(reviewer).get(address("purposes", partnership)))

        assert "Who is victimised again, and by whom it is known" in text
        assert f"{pairs_in_doubt(people)} wait" in text

    def test_a_sitting_begins(self, people, reviewer, sign_in, partnership):
        given = {"purpose": PURPOSE, "why": "By the list of March", "by_keys": "on"}
        response = sign_in(reviewer).post(address("purposes", partnership), given)

        made = Sitting.objects.get()
        assert response.url == address("pair", partnership, sitting=made.pk)
        assert (made.member, made.purpose, made.why, made.by_keys) == (reviewer, PURPOSE, "By the list of March", True)

    def test_one_that_is_open_ends_when_another_begins(self, people, reviewer, sitting):
        another = begin_sitting(purpose=PURPOSE, why="", by_keys=False, by=reviewer)

        assert list(Sitting.objects.open()) == [another]

    def test_a_purpose_that_has_ended_cannot_be_chosen_and_says_so(self, people, reviewer, sign_in, partnership):
        withdraw(people.connection, PURPOSE, by="tester", why="the study is over", now=NOW)
        client = sign_in(reviewer)

        text = words_of(client.get(address("purposes", partnership)))
        client.post(address("purposes", partnership), {"purpose": PURPOSE})

        assert "the study is over" in text
        assert "Begin a sitting" not in text
        assert not Sitting.objects.exists()

    def test_without_a_store_there_is_nothing_to_review(self, reviewer, sign_in, partnership):
        response = sign_in(reviewer).get(address("purposes", partnership))

        assert response.status_code == 409
        assert "This partnership has no restricted store" in words_of(response)

    def test_a_store_that_does_not_answer_names_no_password(self, reviewer, sign_in, partnership, monkeypatch):
        monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
        monkeypatch.setenv("SAFERPLAN_STORE_CHALKSHIRE", "postgresql://saferplan:hunter2@127.0.0.1:9/nowhere")
        response = sign_in(reviewer).get(address("purposes", partnership))

        assert response.status_code == 503
        assert "PostgreSQL cannot be reached" in words_of(response)
        assert "hunter2" not in response.content.decode()


class TestLooking:
    def test_both_records_stand_side_by_side_with_the_reasons(self, at_work):
        text = words_of(at_work.looks())

        assert text.count("Smith") == 2
        assert "Agency Harbour Homes" in text
        assert "Forenames David David Same" in text
        assert re.search(r"(Not known \S+|\S+ Not known) In one only", text)
        assert "The same forename One person +" in text
        assert "Of 100 pairs that agree and differ like these two, about" in text

    def test_every_look_is_written_down_twice_with_member_and_purpose(self, at_work, people, reviewer, partnership):
        reads = "SELECT read_by, command, purpose, persons FROM reads ORDER BY read_id"
        before = people.connection.execute(reads).fetchall()

        pair = pair_on(at_work.looks())

        ((by, command, purpose, persons),) = people.connection.execute(reads).fetchall()[len(before) :]
        assert by.endswith(f" for member {reviewer.pk} of {partnership.slug}")
        assert (command, purpose, persons) == ("site: clerical review", PURPOSE, 2)
        entry = Entry.objects.get(operation=Operation.READ)
        assert (entry.member, entry.purpose, entry.table_name) == (reviewer, PURPOSE, "linkage_sitting")
        assert entry.after == {"what": f"doubtful pair {pair}"}

    def test_after_the_request_nobody_is_named_any_more(self, at_work):
        before = COMMAND.get()
        at_work.looks()
        assert (COMMAND.get(), FOR_WHOM.get()) == (before, "")

    def test_no_persons_key_is_on_the_page_or_in_the_sites_database(self, at_work, people):
        keys = [key for (key,) in people.connection.execute("SELECT person_key FROM persons").fetchall()]
        page = at_work.looks().content.decode()
        at_work.says("same")
        at_work.undoes()

        kept = str([list(Answer.objects.values()), list(Sitting.objects.values()), list(Entry.objects.values())])
        assert not [key for key in keys if key in page or key in kept]

    def test_when_the_purpose_lapses_in_the_midst_nothing_more_is_shown(self, at_work, people):
        pair = pair_on(at_work.looks())
        withdraw(people.connection, PURPOSE, by="tester", why="ended", now=NOW)

        for response in (at_work.looks(), at_work.says("same", pair), at_work.undoes()):
            assert response.status_code == 403
            assert "The purpose no longer allows this" in words_of(response)
            assert "Smith" not in response.content.decode()
        assert decided(people) == []

    def test_the_sitting_of_another_member_is_not_there(self, at_work, partnership, sign_in):
        other = sign_in(a_member(partnership, "linkage-reviewer"))
        for name in ("pair", "ended"):
            assert other.get(at_work.at(name)).status_code == 404
        for name in ("answer", "undo", "keys", "end"):
            assert other.post(at_work.at(name), {"said": "same"}).status_code == 404

    def test_only_who_reviews_links_may_look(self, at_work, partnership, sign_in):
        for role in ("analyst", "administrator", "data-protection-officer"):
            assert sign_in(a_member(partnership, role)).get(at_work.at("pair")).status_code == 403

    def test_whose_agency_is_no_party_to_the_agreement_sees_why_and_nobody(self, people, partnership, sign_in):
        fire = a_member(partnership, "linkage-reviewer", agency=partnership.agencies.get(kind="fire"))
        other = AtWork(sign_in(fire), begin_sitting(purpose=PURPOSE, why="", by_keys=True, by=fire))
        reads = "SELECT count(*) FROM reads"
        before = people.connection.execute(reads).fetchone()
        pair = name_of(people, waiting(people, PURPOSE, (), now=NOW).pair)

        for response in (other.looks(), other.says("same", pair), other.undoes()):
            assert response.status_code == 403
            assert f"{fire.agency.name} is no party to its agreement" in words_of(response)
            assert "Smith" not in response.content.decode()
        text = words_of(other.client.get(address("purposes", partnership)))

        assert f"{fire.agency.name} is no party to its agreement" in text
        assert "Begin a sitting" not in text
        assert decided(people) == []
        assert not Answer.objects.exists()
        assert people.connection.execute(reads).fetchone() == before, "nobody was opened"

    def test_whose_agency_was_renamed_goes_on_reviewing(self, at_work, reviewer):
        agency = reviewer.agency
        agency.since = timezone.localdate() - timedelta(days=1)
        told = {"name": "Anyshire Unitary", "standing": agency.standing, "based_on": agency.version}
        change_agency(agency=agency, on=timezone.localdate(), by=reviewer, **told)
        assert at_work.looks().status_code == 200

    def test_another_program_of_the_partnerships_key_is_refused(self, at_work, monkeypatch):
        monkeypatch.delenv("SAFERPLAN_KEY")
        assert at_work.looks().status_code == 503


class TestAnswering:
    @pytest.mark.parametrize("said", ["same", "different"])
    def test_an_answer_is_kept_in_the_store_by_whom(self, at_work, people, reviewer, said):
        before = pairs_in_doubt(people)
        at_work.says(said)

        ((verdict, why, by, number),) = decided(people)
        assert (verdict, why) == (said, "both records seen side by side")
        assert by.endswith(f"member {reviewer.pk} of {reviewer.partnership.slug}")
        assert Answer.objects.get().decision == number
        assert pairs_in_doubt(people) == before - 1

    def test_the_sittings_reason_goes_with_it_unless_the_pair_has_its_own(self, people, reviewer, sign_in):
        work = AtWork(sign_in(reviewer), begin_sitting(purpose=PURPOSE, why="By the list", by_keys=True, by=reviewer))
        work.says("same")
        work.says("same", why="The landlord knows both")

        assert [why for _, why, _, _ in decided(people)] == ["By the list", "The landlord knows both"]

    def test_a_reason_that_names_one_of_the_two_is_refused_on_the_page(self, at_work, people):
        response = at_work.says("same", why="Mr Smith says so")

        assert "Error: Are these one person?" in words_of(response)
        assert "The reason names one of the two. Reasons are kept in the clear: leave names out." in words_of(response)
        assert decided(people) == []

    def test_what_was_skipped_comes_no_more_in_this_sitting_and_again_in_the_next(self, at_work, people, reviewer):
        first = pair_on(at_work.looks())
        at_work.says("skipped")
        assert pair_on(at_work.looks()) != first
        while b'name="pair"' in at_work.looks().content:
            at_work.says("skipped")

        text = words_of(at_work.looks())
        assert f"The {pairs_in_doubt(people)} pairs that still wait you have skipped" in text
        assert decided(people) == []
        at_work.sitting = begin_sitting(purpose=PURPOSE, why="", by_keys=True, by=reviewer)
        assert pair_on(at_work.looks()) == first

    def test_two_answers_to_one_pair_are_one(self, at_work, people):
        pair = pair_on(at_work.looks())
        at_work.says("same", pair)
        text = words_of(at_work.says("different", pair))

        assert "This pair was decided meanwhile" in text
        assert [row[0] for row in decided(people)] == ["same"]

    def test_a_pair_that_a_colleague_decided_meanwhile_is_told(self, at_work, people, store_url):
        pair = pair_on(at_work.looks())
        with opened(store_url, PartnershipKey.of(TEST_KEY)) as store:
            answer(store, PURPOSE, pair, Verdict.DIFFERENT, "", now=NOW)

        assert "decided meanwhile" in words_of(at_work.says("same", pair))
        assert [row[0] for row in decided(people)] == ["different"]

    @pytest.mark.parametrize(
        "given", [{}, {"said": "back"}, {"said": "same"}, {"said": "same", "pair": "0" * 31}, {"pair": "0" * 32}]
    )
    def test_what_the_buttons_do_not_send_changes_nothing(self, at_work, people, given):
        assert at_work.client.post(at_work.at("answer"), given, follow=True).status_code == 200
        assert decided(people) == []
        assert not Answer.objects.exists()

    def test_a_pair_that_there_is_not_changes_nothing(self, at_work, people):
        assert "decided meanwhile" in words_of(at_work.says("same", "0" * 32))
        assert decided(people) == []


class TestTakingBack:
    def test_the_last_answer_is_taken_back_and_the_pair_comes_again(self, at_work, people):
        pair = pair_on(at_work.looks())
        at_work.says("different")
        response = at_work.undoes()

        assert "Taken back: two people" in words_of(response)
        assert pair_on(response) == pair
        assert [row[0] for row in decided(people)] == ["different", "withdrawn"]

    def test_one_after_the_other_also_what_was_skipped(self, at_work):
        first = pair_on(at_work.looks())
        at_work.says("same")
        second = pair_on(at_work.looks())
        at_work.says("skipped")

        assert pair_on(at_work.undoes()) == second
        assert pair_on(at_work.undoes()) == first
        assert "There is nothing to take back" in words_of(at_work.undoes())
        assert [one.said for one in Answer.objects.all()] == ["same", "skipped", "back", "back"]

    def test_it_survives_signing_out(self, at_work, reviewer, sign_in):
        pair = pair_on(at_work.looks())
        at_work.says("same")
        at_work.client.logout()
        at_work.client = sign_in(reviewer)

        assert pair_on(at_work.undoes()) == pair

    def test_where_the_store_refuses_the_answer_stands(self, at_work, people):
        at_work.says("same")
        people.connection.execute(
            "INSERT INTO link_decisions (person_a, person_b, verdict, decided_at, decided_by, why, purpose,"
            " purpose_number) SELECT person_a, person_b, 'different', now(), 'a colleague', 'seen', purpose,"
            " purpose_number FROM link_decisions"
        )

        assert "decided anew meanwhile" in words_of(at_work.undoes())
        assert [one.said for one in Answer.objects.standing()] == ["same"]


class TestTheSitting:
    def test_it_counts_what_stands(self, at_work):
        at_work.says("same")
        at_work.says("skipped")
        at_work.undoes()

        response = at_work.client.post(at_work.at("end"), follow=True)

        assert "One person 1 Two people 0 Skipped 0" in words_of(response)
        assert at_work.client.get(at_work.at("pair")).url == at_work.at("ended")

    def test_an_ended_one_takes_no_answer(self, at_work, people):
        pair = pair_on(at_work.looks())
        at_work.client.post(at_work.at("end"))
        at_work.says("same", pair)
        at_work.undoes()

        assert decided(people) == []

    def test_single_keys_can_be_turned_off(self, at_work):
        """WCAG 2.2, 2.1.4: who speaks to the computer would press them by accident."""
        assert 'data-key="s"' in at_work.looks().content.decode()
        at_work.client.post(at_work.at("keys"))
        assert "data-key" not in at_work.looks().content.decode()

    def test_looking_takes_few_queries(self, at_work, django_assert_max_num_queries):
        at_work.looks()
        with django_assert_max_num_queries(20):
            at_work.looks()


class TestWhatTheDatabaseKeeps:
    def test_a_member_has_one_open_sitting_for_a_purpose(self, sitting):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sitting.objects.create(partnership=sitting.partnership, member=sitting.member, purpose=PURPOSE)

    @pytest.mark.parametrize(
        "given",
        [
            {"said": Said.SAME},
            {"said": Said.SKIPPED, "decision": 1},
            {"said": Said.BACK},
        ],
    )
    def test_an_answer_is_whole(self, sitting, given):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(partnership=sitting.partnership, sitting=sitting, pair="0" * 32, **given)

    def test_an_answer_is_taken_back_once(self, sitting):
        given = {"partnership": sitting.partnership, "sitting": sitting, "pair": "0" * 32}
        said = Answer.objects.create(**given, said=Said.SKIPPED)
        Answer.objects.create(**given, said=Said.BACK, takes_back=said)
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(**given, said=Said.BACK, takes_back=said)

    def test_answers_are_never_rewritten(self, sitting):
        said = Answer.objects.create(partnership=sitting.partnership, sitting=sitting, pair="0" * 32, said=Said.SKIPPED)
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=said.pk).update(said=Said.SAME, decision=1)


def test_names_of_pairs_agree_with_the_stores(at_work, people):
    assert pair_on(at_work.looks()) == name_of(people, waiting(people, PURPOSE, (), now=NOW).pair)
