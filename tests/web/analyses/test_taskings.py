"""What a meeting decides about a place that stands out, who answers for it, and what the next meeting is told."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

import gridham
from gridham import GRIDHAM
from pdf_reading import opened, pages, squeezed
from saferplan.documents.tasking.build import EARLIER_SHOWN
from saferplan.web.analyses import answers, work
from saferplan.web.analyses.actions import add_result, add_tasking, correct_tasking
from saferplan.web.analyses.models import Tasking, TaskingBefore, TaskingResult
from saferplan.web.analyses.work import told_before
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people import ownership
from site_jobs import run_jobs
from site_people import a_member

QUARTER = {"place": GRIDHAM, "first": "2025-01", "last": "2025-03", "against": "1"}
ENDS = date(2099, 1, 31)
OTHERWISE = {"problem": "Fights inside", "decision": "A door staff rota", "why": "Minutes were wrong"}


@pytest.fixture
def asked(analyst, gridhams, address):
    analyst.post(address("hotspots/"), QUARTER)
    run_jobs()
    return gridhams.analyses.with_outcome().get()


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "community-safety-officer", name="Ola Officer")


@pytest.fixture
def tasking(asked, officer) -> Tasking:
    return add_tasking(
        analysis=asked,
        place="A",
        where="East Gridham",
        problem="Fights outside the market at closing time.",
        decision="Lights, and a taxi rank that is staffed.",
        owner=officer,
        ends_on=ENDS,
        by=officer,
    )


def told(officer, **more):
    return {
        "place": "A", "problem": "Fights", "decision": "Lights", "owner": officer.pk,
        "ends_on_day": "31", "ends_on_month": "1", "ends_on_year": "2099",
    } | more  # fmt: skip


class TestRecording:
    def test_from_the_place_to_the_next_meeting(self, analyst, asked, officer, sign_in, address, words):
        form = address(f"results/{asked.pk}/taskings/add/")
        assert form in analyst.get(address(f"results/{asked.pk}/")).content.decode()
        assert "A: East Gridham" in words(analyst.get(form))

        assert analyst.post(form, told(officer)).url == address(f"results/{asked.pk}/")

        assert "Fights" in words(analyst.get(address(f"results/{asked.pk}/")))
        tasking = Tasking.objects.get()
        assert (tasking.owner, tasking.ends_on, tasking.where) == (officer, ENDS, "East Gridham")
        assert tasking.decided_on == timezone.localdate()

        owner = sign_in(officer)
        page = address(f"taskings/{tasking.pk}/")
        assert "Record a result" in words(owner.get(page))
        owner.post(f"{page}result/", {"text": "The rank is staffed.", "is_last": "on"})
        assert "The tasking ended with this" in words(owner.get(page))
        assert "Record a result" not in words(owner.get(page))

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"place": "Z"}, "Select a valid choice"),
            ({"problem": ""}, "Enter problem"),
            ({"ends_on_year": "1999"}, "The last day must be after today"),
            ({"owner": "0"}, "Select a valid choice"),
        ],
    )
    def test_nonsense_is_said_and_nothing_kept(self, analyst, asked, officer, address, words, wrong, said):
        answer = analyst.post(address(f"results/{asked.pk}/taskings/add/"), told(officer, **wrong))
        assert said in words(answer)
        assert not Tasking.objects.exists()

    def test_only_an_answer_with_places_takes_a_tasking(self, analyst, gridhams, asked, address):
        analyst.post(address("season/"), {"place": GRIDHAM})
        season = gridhams.analyses.get(kind="season")
        assert analyst.get(address(f"results/{season.pk}/taskings/add/")).status_code == 404
        run_jobs()
        assert analyst.get(address(f"results/{season.pk}/taskings/add/")).status_code == 404

    def test_a_reader_reads_and_records_nothing(self, tasking, asked, partnership, sign_in, address, words):
        reader = sign_in(a_member(partnership, "councillor"))
        page = address(f"taskings/{tasking.pk}/")
        assert "Record a result" not in words(reader.get(page))
        assert reader.post(f"{page}result/", {"text": "No"}).status_code == 403
        assert reader.get(address(f"results/{asked.pk}/taskings/add/")).status_code == 403

    def test_the_register_tells_what_is_for_the_next_meeting_and_what_is_past_its_day(
        self, analyst, tasking, officer, address, words
    ):
        assert "For the next meeting" in words(analyst.get(address("taskings/")))
        Tasking.objects.filter(pk=tasking.pk).update(
            decided_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
        )
        assert "Its last day has passed" in words(analyst.get(address("taskings/")))

    def test_what_people_wrote_is_text(self, analyst, tasking, address):
        Tasking.objects.filter(pk=tasking.pk).update(problem="<script>alert(1)</script>")
        for page in ("taskings/", f"taskings/{tasking.pk}/"):
            assert "<script>alert" not in analyst.get(address(page)).content.decode()


class TestCorrecting:
    """A tasking is never rewritten unseen: what it said stays beside it, with who corrected it and why."""

    def test_the_page_says_what_holds_and_what_it_said_before(self, analyst, tasking, partnership, address, words):
        page = address(f"taskings/{tasking.pk}/")
        assert "Correct this tasking" in words(analyst.get(page))
        form = words(analyst.get(f"{page}correct/"))
        assert "Fights outside the market at closing time." in form
        assert "31" in form
        to = a_member(partnership, "analyst", name="Nia Next")

        assert analyst.post(f"{page}correct/", told(to, **OTHERWISE, ends_on_year="2098")).url == page

        text = words(analyst.get(page))
        now, before = text.split("What it said before")
        for new in ("Fights inside", "A door staff rota", "Nia Next", "31 January 2098"):
            assert new in now
        for old in ("Fights outside the market", "taxi rank", "Ola Officer", "31 January 2099", "Minutes were wrong"):
            assert old in before
        tasking.refresh_from_db()
        assert (tasking.place, tasking.decided_on) == ("A", timezone.localdate()), "what a correction does not touch"

    def test_it_is_on_the_sheet(self, analyst, asked, tasking, officer, address):
        analyst.post(address(f"taskings/{tasking.pk}/correct/"), told(officer, **OTHERWISE))
        run_jobs()
        sheet = opened((answers.folder_of(asked) / answers.SHEET).read_bytes())
        assert squeezed("A door staff rota") in pages(sheet)[1]
        assert squeezed("taxi rank") not in pages(sheet)[1]

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"why": ""}, "Enter why it is corrected"),
            ({"why": "x" * 301}, "300 characters or less"),
            ({"decision": " "}, "Enter decision"),
            ({"owner": "0"}, "Select a valid choice"),
            ({"ends_on_year": "1999"}, "The last day must be after the day of the decision"),
        ],
    )
    def test_nonsense_is_said_and_nothing_changed(self, analyst, tasking, officer, address, words, wrong, said):
        response = analyst.post(address(f"taskings/{tasking.pk}/correct/"), told(officer, **OTHERWISE | wrong))
        assert said in words(response)
        tasking.refresh_from_db()
        assert tasking.problem.startswith("Fights outside")
        assert not TaskingBefore.objects.exists()

    def test_an_ended_one_stays_as_it_ended(self, analyst, tasking, officer, address, words):
        add_result(tasking=tasking, text="Done", is_last=True, by=officer)
        page = address(f"taskings/{tasking.pk}/")

        assert "Correct this tasking" not in words(analyst.get(page))
        assert analyst.post(f"{page}correct/", told(officer, **OTHERWISE)).url == page
        with pytest.raises(Refused, match="ended already"):
            correct_tasking(tasking=tasking, owner=officer, ends_on=ENDS, by=officer, **OTHERWISE)
        assert not TaskingBefore.objects.exists()

    def test_its_owner_records_results_and_corrects_nothing(self, tasking, partnership, sign_in, address, words):
        owner = a_member(partnership, "councillor")
        Tasking.objects.update(owner=owner)
        client, page = sign_in(owner), address(f"taskings/{tasking.pk}/")
        assert "Record a result" in words(client.get(page))
        assert "Correct this tasking" not in words(client.get(page))
        assert client.post(f"{page}correct/", told(owner, **OTHERWISE)).status_code == 403

    def test_what_it_said_is_never_rewritten(self, tasking, officer):
        correct_tasking(tasking=tasking, owner=officer, ends_on=ENDS, by=officer, **OTHERWISE)
        with pytest.raises(IntegrityError), transaction.atomic():
            TaskingBefore.objects.update(decision="Otherwise")

    def test_it_is_not_corrected_without_a_reason(self, tasking, officer):
        with pytest.raises(ValidationError):
            correct_tasking(tasking=tasking, owner=officer, ends_on=ENDS, by=officer, **OTHERWISE | {"why": ""})


class TestTheSheet:
    def test_it_has_two_sides_with_room_to_write_and_then_what_was_decided(self, asked, tasking, officer):
        before = opened((answers.folder_of(asked) / answers.SHEET).read_bytes())
        assert len(before.pages) == 2
        assert squeezed("What will be done, by whom.") in pages(before)[1]
        assert squeezed("Who, of which agency") in pages(before)[1], "lines for a pen"

        run_jobs()

        after = opened((answers.folder_of(asked) / answers.SHEET).read_bytes())
        assert len(after.pages) == 2
        assert squeezed("Lights, and a taxi rank that is staffed.") in pages(after)[1]
        assert squeezed("Ola Officer") in pages(after)[1]
        assert squeezed("Who, of which agency") not in pages(after)[1], "what was decided stands in their place"
        assert squeezed("Options other than enforcement") in pages(after)[1]

    def test_it_speaks_of_crimes_and_of_the_wards_and_map_points_of_a_place(self, asked):
        side = pages(opened((answers.folder_of(asked) / answers.SHEET).read_bytes()))[0]
        for told in ("crimes that have a place", "Crimes by hexagon", "East Gridham", "Wards", "Most at", "Road "):
            assert squeezed(told) in side
        for unsaid in ("Events", "cells", "not available"):
            assert squeezed(unsaid) not in side

    def test_wards_of_which_nothing_is_known_take_no_room(self, analyst, partnership, address):
        gridham.gridham(lake_of(partnership).root, without=["boundaries"])
        partnership.area_code = GRIDHAM
        partnership.save()
        analyst.post(address("hotspots/"), QUARTER)
        run_jobs()

        side = pages(opened((answers.folder_of(partnership.analyses.get()) / answers.SHEET).read_bytes()))[0]
        assert squeezed("Most at") in side
        assert squeezed("In which wards the places lie is not known: no boundaries of wards are loaded.") in side
        for unsaid in ("Wards", "not available"):
            assert squeezed(unsaid) not in side

    def test_until_it_holds_what_was_decided_the_page_says_so(self, analyst, asked, tasking, address, words):
        page, behind = address(f"results/{asked.pk}/"), "The tasking sheet is being made anew"
        assert behind in words(analyst.get(page))
        run_jobs()
        assert behind not in words(analyst.get(page))

    def test_a_result_is_on_the_next_one(self, asked, tasking, officer):
        add_result(tasking=tasking, text="Nobody was hurt there in May.", is_last=False, by=officer)
        run_jobs()
        sheet = opened((answers.folder_of(asked) / answers.SHEET).read_bytes())
        assert squeezed("Nobody was hurt there in May.") in pages(sheet)[1]

    def test_the_next_sheet_tells_what_was_decided_before_and_what_came_of_it(
        self, analyst, asked, tasking, officer, address
    ):
        """By where it lies: Place A of this sheet need not be Place A of the last."""
        analyst.post(address("hotspots/"), QUARTER | {"first": "2024-10", "last": "2024-12"})
        run_jobs()
        newer = asked.partnership.analyses.latest("pk")
        add_result(tasking=tasking, text="Nobody was hurt there in May.", is_last=False, by=officer)
        run_jobs()

        second = pages(opened((answers.folder_of(newer) / answers.SHEET).read_bytes()))[1]
        for said in ("What was decided before", "East Gridham", "a taxi rank that is staffed", "Ola Officer"):
            assert squeezed(said) in second
        assert squeezed("Nobody was hurt there in May.") in second
        assert squeezed("What will be done, by whom") in second, "room for what this meeting decides"
        first_sheet = pages(opened((answers.folder_of(asked) / answers.SHEET).read_bytes()))[1]
        assert squeezed("What was decided before") not in first_sheet

    def test_what_has_no_room_on_it_is_counted_and_two_sides_stay_two(self, analyst, asked, officer, address):
        said = {"problem": "Fights outside at closing time. " * 3, "decision": "Lights, and a taxi rank. " * 3}
        for number in range(EARLIER_SHOWN + 2):
            day = ENDS + timedelta(days=number)
            street = f"Street {number}"
            add_tasking(analysis=asked, place="A", where=street, owner=officer, ends_on=day, by=officer, **said)
        analyst.post(address("hotspots/"), QUARTER | {"first": "2024-10", "last": "2024-12"})
        run_jobs()

        newer = asked.partnership.analyses.latest("pk")
        sides = pages(opened((answers.folder_of(newer) / answers.SHEET).read_bytes()))
        assert len(sides) == 2
        assert squeezed(f"Street {EARLIER_SHOWN - 1}") in sides[1], "the most urgent first"
        assert squeezed(f"Street {EARLIER_SHOWN}") not in sides[1]
        assert squeezed("2 more are in the register of taskings.") in sides[1]

    def test_what_ended_long_ago_is_left_to_the_register(self, asked, tasking, officer, monkeypatch):
        newer = SimpleNamespace(partnership=asked.partnership, pk=asked.pk + 1)
        assert told_before(newer) == [tasking]
        add_result(tasking=tasking, text="Done", is_last=True, by=officer)
        assert told_before(newer) == [tasking]
        monkeypatch.setattr(work, "ENDED_LATELY", -1)
        assert told_before(newer) == []

    def test_markup_and_formulas_are_words_on_it(self, asked, officer):
        add_tasking(
            analysis=asked, place="A", where="", problem="#panic() *x* {{ 1 }} <b>", decision="=1+1",
            owner=officer, ends_on=ENDS, by=officer,
        )  # fmt: skip
        run_jobs()
        sheet = opened((answers.folder_of(asked) / answers.SHEET).read_bytes())
        assert squeezed("#panic() *x* {{ 1 }} <b>") in pages(sheet)[1]


class TestRules:
    def test_a_tasking_ends_once(self, tasking, officer):
        add_result(tasking=tasking, text="Done", is_last=True, by=officer)
        with pytest.raises(Refused, match="ended already"):
            add_result(tasking=tasking, text="Done again", is_last=True, by=officer)

    def test_it_ends_after_it_begins(self, tasking, officer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tasking.objects.filter(pk=tasking.pk).update(ends_on=tasking.decided_on)
        with pytest.raises(Refused):
            add_tasking(
                analysis=tasking.analysis, place="A", where="", problem="x", decision="y", owner=officer,
                ends_on=timezone.localdate(), by=officer,
            )  # fmt: skip

    def test_it_wants_a_problem_and_a_decision(self, tasking, officer):
        with pytest.raises(ValidationError):
            add_tasking(
                analysis=tasking.analysis, place="A", where="", problem="", decision="y", owner=officer,
                ends_on=ENDS, by=officer,
            )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Tasking.objects.filter(pk=tasking.pk).update(decision="")

    def test_results_are_never_rewritten(self, tasking, officer):
        add_result(tasking=tasking, text="Once", is_last=False, by=officer)
        with pytest.raises(IntegrityError), transaction.atomic():
            TaskingResult.objects.update(text="Otherwise")

    def test_a_leavers_taskings_go_to_a_successor(self, tasking, officer, partnership):
        to = a_member(partnership, "analyst")
        held = {kind.word: holdings for kind, holdings in ownership.held_by(officer)}["taskings"]
        assert [one.key for one in held] == [str(tasking.pk)]
        ownership.kind("taskings").hand_over(key=held[0].key, leaver=officer, to=to, by=None)
        tasking.refresh_from_db()
        assert tasking.owner == to

    def test_it_waits_on_its_owners_first_page(self, tasking, officer, sign_in, partnership, words):
        text = words(sign_in(officer).get(f"/partnerships/{partnership.slug}/"))
        assert "Taskings" in text
        assert "Lights, and a taxi rank" in text
