"""What becomes of a file that an agency sent: tried, decided, loaded or gone; nothing of it twice, or by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from sent_files import FILE, HEADINGS, OFFICER, TENANT, accepted, as_it_is, cases, last_trial, profile, sent

from police_files import csv_text, name_of, rows_in, street_rows
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners import read_file
from saferplan.evidence.partners.keeping import keep, kept_profiles
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.reading import tables
from saferplan.web.evidence import actions
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.models import Delivery, DeliveryState, Mapping, State, Trial
from saferplan.web.evidence.reports import read_report
from saferplan.web.evidence.work import end_what_waits_too_long, load_delivery, settle_what_has_stopped, try_delivery
from saferplan.web.files import places
from saferplan.web.files.actions import keep_file
from saferplan.web.files.checking import checked_bytes
from saferplan.web.jobs.running import Running
from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.partnerships.refused import Refused
from site_jobs import run_jobs
from site_people import a_member, an_agency
from site_uploads import archive_of, xlsx_bomb


def states(delivery: Delivery) -> list[str]:
    return list(delivery.states.values_list("state", flat=True))


def counting(monkeypatch, module, name) -> list[None]:
    """A list that grows with each call of the module's function, which does what it does."""
    calls, does = [], getattr(module, name)

    def counted(*given, **told):
        calls.append(None)
        return does(*given, **told)

    monkeypatch.setattr(module, name, counted)
    return calls


class TestTrying:
    def test_it_is_tried_when_it_is_sent_and_loaded_by_nobody(self, officer, partnership):
        delivery = sent(officer, csv_text(street_rows(3)), name_of())

        assert states(delivery) == [State.RECEIVED, State.TO_DECIDE]
        assert last_trial(delivery).rows_loaded == 3
        assert not lake_of(partnership).root.exists()
        assert delivery.agency == officer.agency

    def test_a_kept_profile_reads_it_and_its_quality_is_told(self, officer, kept):
        delivery = sent(officer, cases())

        assert delivery.state == State.TO_DECIDE, delivery.state_note
        told = read_report(last_trial(delivery))
        assert told["quality"][0]["feed"] == "harbour-homes-asb"
        assert last_trial(delivery).format == "harbour-homes-asb (profile, version 1)"

    @pytest.mark.parametrize("is_known", [True, False])
    def test_it_is_read_once_however_much_is_told_of_it(self, officer, partnership, monkeypatch, is_known):
        """A million rows take a minute to read: its quality and its columns are taken of one reading."""
        if is_known:
            keep(lake_of(partnership), read_profile(profile(), "test"))
        read, mapped = counting(monkeypatch, tables, "_of_text"), counting(monkeypatch, read_file, "map_tables")

        delivery = sent(officer, cases())

        told = read_report(last_trial(delivery))
        assert [one["heading"] for one in told["columns"]] == list(HEADINGS)
        assert bool(told["quality"]) == is_known
        assert (len(read), len(mapped)) == (1, int(is_known))

    def test_what_is_loaded_already_can_still_be_mapped_anew(self, officer, analyst, kept):
        accepted(sent(officer, cases()), analyst)

        told = read_report(last_trial(sent(officer, cases())))

        assert told["quality"]
        assert [one["heading"] for one in told["columns"]] == list(HEADINGS)

    def test_of_lists_in_an_archive_no_columns_are_offered(self, officer, kept):
        """A mapping is of the whole delivery: it cannot be of one of its files."""
        for name in (FILE, "unknown.csv"):
            told = read_report(last_trial(sent(officer, archive_of({name: cases().encode()}), "october.zip")))
            assert told["columns"] == []

    def test_what_nobody_knows_needs_a_mapping_and_gets_a_proposal(self, officer):
        delivery = sent(officer, cases())

        assert delivery.state == State.TO_MAP
        proposed = delivery.mappings.get()
        assert proposed.by is None
        assert 'agency = "Harbour Homes"' in proposed.text
        assert '"Case Ref"' in proposed.text

    def test_one_that_no_longer_fits_says_which_column_and_offers_the_nearest(self, officer, kept):
        headings = ("Case Reference Number", "Reported", "Case Type", "Officer", "Tenant")

        delivery = sent(officer, cases(headings=headings))

        assert delivery.state == State.TO_MAP
        assert "the column 'Case Ref' is not in it, the closest is 'Case Reference Number'" in delivery.state_note
        mended = delivery.mappings.get().text
        assert "version = 2" in mended
        assert 'reference" = "Case Reference Number"' in mended

    def test_one_of_which_nothing_would_be_loaded_is_not_offered_for_acceptance(self, officer, kept):
        delivery = sent(officer, cases().replace("/2025", "/2005"))

        assert delivery.state == State.FAULTY
        assert delivery.state_note.startswith("Nothing would be loaded")
        assert "Kept for no longer, and not loaded: 30 rows" in delivery.state_note

    def test_nobody_on_the_site_is_sent_to_the_command_line(self, officer, kept):
        headings = ("Case Reference Number", "Reported", "Case Type", "Officer", "Tenant")
        for text, name in ((cases(), "unknown.csv"), (cases(headings=headings), FILE), ("no list", "a.csv")):
            delivery = sent(officer, text, name)
            everything = f"{delivery.state_note} {read_report(last_trial(delivery))}"
            for command in ("saferplan profile", "saferplan fetch", "docs/reference", "--"):
                assert command not in everything, everything

    def test_a_damaged_file_of_a_publisher_is_faulty_and_nobody_is_asked_to_map_it(self, officer):
        text = csv_text(street_rows(3)).rsplit(",", 2)[0]

        delivery = sent(officer, text, name_of())

        assert delivery.state == State.FAULTY
        assert "cut off" in delivery.state_note
        assert not delivery.mappings.exists()

    def test_a_workbook_that_would_fill_the_memory_is_faulty_and_does_no_harm(self, officer):
        delivery = sent(officer, xlsx_bomb(), "list.xlsx")

        assert delivery.state == State.FAULTY
        assert "reaches too far" in delivery.state_note
        assert "Copy the list to a workbook of its own" in delivery.state_note

    @pytest.mark.parametrize("text", ["x", "no list at all", "\n\n\n", "a,b\n"])
    def test_what_is_no_list_is_told_so(self, officer, text):
        delivery = sent(officer, text)

        assert delivery.state in (State.FAULTY, State.TO_MAP)
        assert delivery.state_note

    def test_where_it_lay_meanwhile_is_told_to_nobody(self, officer, own_home):
        for text, name in ((cases(), FILE), (csv_text(street_rows(3)).rsplit(",", 2)[0], name_of())):
            delivery = sent(officer, text, name)
            everything = f"{delivery.state_note} {read_report(last_trial(delivery))}"
            assert "/tmp" not in everything
            assert str(own_home) not in everything

    def test_nobody_whom_it_names_is_told_of(self, officer):
        """Neither the report of the trial nor the proposed mapping says what a cell of a person says."""
        delivery = sent(officer, cases())

        everything = f"{read_report(last_trial(delivery))} {delivery.mappings.get().text} {delivery.state_note}"
        for name in (*OFFICER.split(), *TENANT.split()):
            assert name not in everything

    def test_what_is_loaded_already_is_told_so(self, officer, analyst):
        accepted(sent(officer, csv_text(street_rows(3)), name_of()), analyst)

        again = sent(officer, csv_text(street_rows(3)), name_of())

        assert again.state == State.FAULTY
        assert "Nothing in it is new" in again.state_note

    def test_a_trial_that_is_begun_again_is_told_once(self, officer):
        delivery = sent(officer, cases())
        job = try_delivery.ask(partnership=officer.partnership, by=officer, key="again", delivery=delivery.pk)

        try_delivery.do(Running(job, attempt=0), delivery=delivery.pk)

        assert delivery.trials.count() == 1

    def test_a_partnership_without_a_store_refuses_what_names_people(self, officer, partnership):
        named = profile() + 'victim.full_name = "Tenant"\n'
        keep(lake_of(partnership), read_profile(named, "test"))

        delivery = sent(officer, cases())

        assert delivery.state == State.FAULTY
        assert "who people are" in delivery.state_note


class TestDeciding:
    def test_accepted_it_is_loaded_and_the_file_goes(
        self, officer, analyst, partnership, django_capture_on_commit_callbacks
    ):
        delivery = sent(officer, csv_text(street_rows(3)), name_of())
        place = places.root() / delivery.file.place

        with django_capture_on_commit_callbacks(execute=True):
            delivery = accepted(delivery, analyst)

        assert states(delivery) == [State.RECEIVED, State.TO_DECIDE, State.ACCEPTED, State.LOADED]
        assert delivery.load == 1
        assert sum(rows_in(lake_of(partnership)).values()) == 3
        assert delivery.file is None
        assert not place.exists()

    def test_a_load_that_is_begun_again_changes_nothing(self, officer, analyst, partnership):
        delivery = sent(officer, csv_text(street_rows(3)), name_of())
        job = actions.accept_delivery(delivery=delivery, trial=last_trial(delivery).pk, by=analyst)
        load_delivery.do(Running(job, attempt=0), delivery=delivery.pk)
        first = rows_in(lake_of(partnership))

        run_jobs()

        assert rows_in(lake_of(partnership)) == first
        assert len(lake_of(partnership).loads()) == 1
        assert states(delivery).count(State.LOADED) == 1

    def test_two_who_accept_at_once_load_it_once(self, officer, analyst, partnership):
        delivery = sent(officer, csv_text(street_rows(3)), name_of())
        trial = last_trial(delivery).pk
        actions.accept_delivery(delivery=delivery, trial=trial, by=analyst)

        with pytest.raises(Refused, match="being loaded"):
            actions.accept_delivery(delivery=delivery, trial=trial, by=analyst)

    def test_nobody_accepts_what_they_have_not_seen(self, officer, analyst):
        delivery = sent(officer, csv_text(street_rows(3)), name_of())
        seen = last_trial(delivery).pk
        actions.try_again(delivery=delivery, by=analyst)
        run_jobs()

        with pytest.raises(Refused, match="tried again since"):
            actions.accept_delivery(delivery=delivery, trial=seen, by=analyst)

    def test_rejected_the_sender_hears_why_on_the_site_and_the_file_goes(
        self, officer, analyst, mailoutbox, django_capture_on_commit_callbacks
    ):
        delivery = sent(officer, cases())
        trial = last_trial(delivery)

        with django_capture_on_commit_callbacks(execute=True):
            actions.reject_delivery(delivery=delivery, why="It is of another month.", by=analyst)
        run_jobs()

        message = mailoutbox[0]
        assert message.to == [officer.user.email]
        assert FILE not in message.subject + message.body
        assert f"/evidence/deliveries/{delivery.pk}/" in message.body
        delivery = as_it_is(delivery)
        assert delivery.state_note == "It is of another month."
        assert delivery.file is None
        assert read_report(trial) == {}

    def test_withdrawn_by_its_agency_and_by_no_other(self, officer, partnership):
        delivery = sent(officer, cases())
        other = a_member(partnership, "agency-officer", agency=an_agency(partnership, AgencyKind.LANDLORD, "Red Homes"))

        with pytest.raises(Refused, match="Another agency"):
            actions.withdraw_delivery(delivery=delivery, by=other)
        actions.withdraw_delivery(delivery=delivery, by=officer)

        assert as_it_is(delivery).state == State.WITHDRAWN

    def test_what_could_not_be_loaded_after_all_waits_again_and_says_why(self, officer, analyst, partnership, kept):
        first = sent(officer, cases())
        self._newer_profile_of_the_name(first, analyst)
        keep(lake_of(partnership), read_profile(profile(2) + 'outcome = "Officer"\n', "test"))

        delivery = accepted(first, analyst)

        assert delivery.state == State.FAULTY
        assert "Version 2 of it is kept already" in delivery.state_note
        assert delivery.file is not None

    def _newer_profile_of_the_name(self, delivery, analyst):
        """Tried by a version that somebody else keeps meanwhile, with other words."""
        actions.propose_mapping(delivery=delivery, text=profile(2), based_on=0, by=analyst)
        run_jobs()

    def test_of_two_files_of_one_month_the_later_one_is_in_force_whichever_is_accepted_first(
        self, officer, analyst, partnership, kept
    ):
        early, late = (sent(officer, cases(rows)) for rows in (20, 25))
        for number, delivery in enumerate((early, late)):
            _made_at(delivery, hours=number)

        for delivery in (late, early):
            accepted(delivery, analyst)

        assert as_it_is(late).load
        assert as_it_is(early).state == State.LOADED
        assert as_it_is(early).load is None
        assert "Nothing in it was new" in as_it_is(early).state_note
        assert _rows(lake_of(partnership)) == 25


class TestMapping:
    def test_accepting_keeps_the_mapping_by_which_later_files_are_read(self, officer, analyst, partnership):
        delivery = sent(officer, cases())
        actions.propose_mapping(delivery=delivery, text=profile(), based_on=delivery.mappings.get().pk, by=analyst)
        run_jobs()
        assert not kept_profiles(lake_of(partnership).root), "only what is accepted is kept"

        delivery = accepted(as_it_is(delivery), analyst)

        assert delivery.state == State.LOADED, delivery.state_note
        assert [one.feed for one in kept_profiles(lake_of(partnership).root)] == ["harbour-homes-asb"]
        assert sent(officer, cases(month="11"), "harbour-homes-2025-11.csv").state == State.TO_DECIDE

    def test_two_who_map_at_once_do_not_undo_each_other(self, officer, analyst):
        delivery = sent(officer, cases())
        based_on = delivery.mappings.get().pk
        actions.propose_mapping(delivery=delivery, text=profile(), based_on=based_on, by=analyst)
        run_jobs()

        with pytest.raises(Refused, match="has changed this mapping meanwhile"):
            actions.propose_mapping(delivery=delivery, text=profile(), based_on=based_on, by=analyst)

    def test_every_mapping_stays_on_record(self, officer, analyst):
        delivery = sent(officer, cases())
        mapping = delivery.mappings.get()

        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            Mapping.objects.filter(pk=mapping.pk).update(text="nothing")


class TestWhatIsKept:
    def test_a_file_that_nobody_decides_about_is_not_kept_for_ever(self, officer, partnership):
        delivery = sent(officer, cases())
        with transaction.atomic():
            _rewrite(DeliveryState, delivery, at=timezone.now() - timedelta(days=31))

        end_what_waits_too_long(partnership)

        delivery = as_it_is(delivery)
        assert delivery.state == State.WITHDRAWN
        assert "within 30 days" in delivery.state_note
        assert delivery.file is None

    def test_one_that_waits_for_less_stays(self, officer, partnership, other_partnership):
        delivery = sent(officer, cases())

        for one in (partnership, other_partnership):
            end_what_waits_too_long(one)

        assert as_it_is(delivery).state == State.TO_MAP
        assert as_it_is(delivery).file is not None

    def test_files_of_other_purposes_stay(self, partnership, member):
        other = keep_file(checked_bytes("duty-evidence", "a.csv", b"A,B\n1,2\n"), partnership=partnership, by=member)

        end_what_waits_too_long(partnership)

        assert partnership.files.get() == other

    def test_one_whose_job_ended_without_a_word_waits_for_a_person(self, officer, partnership):
        delivery = sent(officer, cases())
        actions.try_again(delivery=delivery, by=officer)
        partnership.jobs.filter(finished_at=None).update(finished_at=timezone.now())

        settle_what_has_stopped(partnership)

        delivery = as_it_is(delivery)
        assert delivery.state == State.FAULTY
        assert "Try it again" in delivery.state_note

    def test_one_that_is_being_tried_is_left_alone(self, officer, partnership):
        delivery = sent(officer, cases())
        actions.try_again(delivery=delivery, by=officer)

        settle_what_has_stopped(partnership)

        assert as_it_is(delivery).state == State.RECEIVED


class TestWhatTheDatabaseHolds:
    @pytest.mark.parametrize(
        ("state", "given", "rule"),
        [
            ("eaten", {}, "delivery_state_is_known"),
            (State.REJECTED, {"note": ""}, "rejected_says_why"),
            (State.ACCEPTED, {"load": 3}, "only_loaded_names_a_load"),
        ],
    )
    def test_states(self, officer, partnership, state, given, rule):
        delivery = sent(officer, cases())

        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            DeliveryState.objects.create(partnership=partnership, delivery=delivery, state=state, **given)

    @pytest.mark.parametrize(("given", "rule"), [({"size": 0}, "is_not_empty"), ({"sha256": "x"}, "has_a_digest")])
    def test_deliveries(self, officer, given, rule):
        delivery = sent(officer, cases())

        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**given)

    def test_trials_count_every_row(self, officer, partnership):
        delivery = sent(officer, cases())

        with pytest.raises(IntegrityError, match="trial_counts_every_row"), transaction.atomic():
            Trial.objects.create(partnership=partnership, delivery=delivery, rows_read=1, rows_loaded=2)

    def test_mappings_say_something(self, officer, partnership):
        delivery = sent(officer, cases())

        with pytest.raises(IntegrityError, match="mapping_says_something"), transaction.atomic():
            Mapping.objects.create(partnership=partnership, delivery=delivery, text="")


def _rows(lake: Lake) -> int:
    extracts = lake.snapshot().extracts
    return sum(one["rows_loaded"] for one in extracts if one["dataset"] == "partner_incidents")


def _made_at(delivery: Delivery, *, hours: int) -> None:
    """The file's own time, as it arrived."""
    import os

    at = timezone.now().timestamp() - 36_000 + hours * 3_600
    os.utime(places.root() / delivery.file.place, (at, at))


def _rewrite(model, delivery, **told) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    model.objects.filter(delivery=delivery).update(**told)
