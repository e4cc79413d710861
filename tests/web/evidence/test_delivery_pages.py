"""Deliveries on screen: an agency's officer sends, the analyst decides, and neither is shown a person of the file."""

import csv
import io
import re

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from sent_files import FILE, OFFICER, TENANT, accepted, as_it_is, cases, last_trial, sent, upload

from police_files import csv_text, name_of, street_row, street_rows
from saferplan.evidence.tables import SUPPRESSED
from saferplan.web.evidence import actions
from saferplan.web.evidence.demo import READY, UNMAPPED, make_demo
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.models import Delivery, State
from saferplan.web.evidence.reports import remove_report
from saferplan.web.evidence.work import FOLDERS
from saferplan.web.files.checking import checked_bytes
from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.partnerships.my_work import work_of
from site_jobs import run_jobs
from site_people import a_member, an_agency
from site_uploads import EXECUTABLE, archive, archive_of


@pytest.fixture
def robin(partnership):
    return a_member(partnership, "analyst", name="Robin Figures")


@pytest.fixture
def drew(partnership):
    homes = an_agency(partnership, AgencyKind.LANDLORD, "Harbour Homes")
    return a_member(partnership, "agency-officer", agency=homes, name="Drew Halyard")


@pytest.fixture
def stranger(partnership):
    other = an_agency(partnership, AgencyKind.LANDLORD, "Red Homes")
    return a_member(partnership, "agency-officer", agency=other, name="Sam Other")


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def address(delivery: Delivery, rest: str = "") -> str:
    return f"/partnerships/{delivery.partnership.slug}/evidence/deliveries/{delivery.pk}/{rest}"


class TestSending:
    def test_the_officer_sends_and_is_told_what_comes_of_it(self, sign_in, drew, partnership, kept):
        client = sign_in(drew)

        answer = upload(client, partnership, cases())
        assert "Being tried" in words_of(client.get(answer.url))
        run_jobs()

        text = words_of(client.get(answer.url))
        assert "Waiting for a decision" in text
        assert "30 of 30 rows" in text
        assert "Accept and load" not in text
        assert "Withdraw it" in text

    def test_an_extract_stands_beside_earlier_ones_once_there_are_any(self, sign_in, drew, robin, kept):
        first = sent(drew, cases(month="09"))
        client = sign_in(drew)
        assert "Beside earlier" not in words_of(client.get(address(first)))

        accepted(first, robin)

        text = words_of(client.get(address(sent(drew, cases()))))
        assert "Beside earlier extracts" in text
        assert "Compared with 1 earlier extract." in text

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.csv", b"", "empty"),
            ("a.exe", EXECUTABLE, "The file must be a"),
            ("a.csv", EXECUTABLE, "There is a problem"),
            ("a.zip", b"PK\x03\x04 cut off", "The file must be a"),
            ("a.geojson", b"<svg onload='x'/>", "The file must be a"),
        ],
    )
    def test_what_is_no_extract_is_not_taken(self, sign_in, drew, partnership, name, content, said):
        given = {"file": SimpleUploadedFile(name, content), "note": ""}

        answer = sign_in(drew).post(f"/partnerships/{partnership.slug}/evidence/deliveries/send/", given)

        assert said in words_of(answer)
        assert "Error:" in answer.content.decode()
        assert not partnership.deliveries.exists()
        assert not partnership.files.exists()

    def test_police_files_may_come_as_the_archive_in_which_they_are_downloaded(self, sign_in, drew, partnership):
        content = archive(**{"2024-01__2024-01-bedfordshire-street_csv": csv_text(street_rows(5)).encode()})
        given = {"file": SimpleUploadedFile("latest.zip", content), "note": ""}

        sign_in(drew).post(f"/partnerships/{partnership.slug}/evidence/deliveries/send/", given)
        run_jobs()

        delivery = as_it_is(partnership.deliveries.get())
        assert delivery.state == State.TO_DECIDE, delivery.state_note
        assert last_trial(delivery).rows_loaded == 5

    def test_without_a_file_nothing_is_kept(self, sign_in, drew, partnership):
        answer = sign_in(drew).post(f"/partnerships/{partnership.slug}/evidence/deliveries/send/", {"note": "x"})

        assert "Choose a file" in answer.content.decode()
        assert not partnership.deliveries.exists()


class TestWhoSeesWhat:
    def test_an_officer_sees_the_own_agencys_alone(self, sign_in, drew, stranger, partnership):
        delivery = sent(drew, cases())
        client = sign_in(stranger)

        assert client.get(address(delivery)).status_code == 404
        assert client.get(address(delivery, "rejected.csv")).status_code == 404
        assert client.post(address(delivery, "withdraw/")).status_code == 404
        for rest in ("", "deliveries/"):
            assert FILE not in words_of(client.get(f"/partnerships/{partnership.slug}/evidence/{rest}"))

    def test_who_accepts_sees_all(self, sign_in, drew, robin, partnership):
        sent(drew, cases())

        text = words_of(sign_in(robin).get(f"/partnerships/{partnership.slug}/evidence/deliveries/"))

        assert FILE in text
        assert "Harbour Homes" in text

    @pytest.mark.parametrize("rest", ["accept/", "try/", "mapping/", "reject/"])
    def test_an_officer_does_not_decide(self, sign_in, drew, rest):
        delivery = sent(drew, cases())

        assert sign_in(drew).post(address(delivery, rest), {"trial": last_trial(delivery).pk}).status_code == 403
        assert as_it_is(delivery).state == State.TO_MAP

    def test_who_only_reads_is_told_of_no_file(self, sign_in, member, drew, partnership):
        sent(drew, cases())

        answer = sign_in(member).get(f"/partnerships/{partnership.slug}/evidence/")

        assert FILE not in answer.content.decode()

    def test_of_people_in_the_file_no_page_says_anything(self, sign_in, drew, robin):
        delivery = sent(drew, cases())
        client = sign_in(robin)

        for rest in ("", "mapping/", "mapping/text/", "rejected.csv"):
            answer = client.get(address(delivery, rest))
            content = answer.getvalue().decode() if answer.streaming else answer.content.decode()
            for name in (*OFFICER.split(), *TENANT.split()):
                assert name not in content, rest


class TestDeciding:
    def test_accepted_on_what_was_found_it_is_loaded(self, sign_in, drew, robin, partnership):
        delivery = sent(drew, csv_text([*street_rows(9), street_row(10, longitude="far")]), name_of())
        client = sign_in(robin)
        page = client.get(address(delivery)).content.decode()
        trial = re.search(r'name="trial" value="(\d+)"', page)[1]
        assert "9 of 10 rows; 1 would be rejected" in words_of(client.get(address(delivery)))

        answer = client.post(address(delivery, "accept/"), {"trial": trial}, follow=True)
        assert "Accepted. It is being loaded." in words_of(answer)
        run_jobs()

        text = words_of(client.get(address(delivery)))
        assert "9 rows were loaded, 1 were rejected." in text
        assert f"/partnerships/{partnership.slug}/evidence/loads/1/" in client.get(address(delivery)).content.decode()

    def test_where_somebody_was_erased_the_trial_says_that_it_counts_them(self, sign_in, drew, partnership, kept):
        """It cannot tell which rows: whoever may send a file could ask of anybody whether they were erased."""
        client = sign_in(drew)
        said = "people whose records were erased before are counted here"
        assert said not in words_of(client.get(address(sent(drew, cases()))))

        erased = {"erasure": "E1", "covers": "victim", "digest": "0" * 64}
        with lake_of(partnership).writing() as writer:
            writer.replace(SUPPRESSED, pa.Table.from_pylist([erased], schema=SUPPRESSED.schema), [("E1",)])
            writer.commit(loaded_at=timezone.now(), summary={})

        assert said in words_of(client.get(address(sent(drew, cases(month="09")))))

    def test_on_what_was_seen_and_nothing_else(self, sign_in, drew, robin):
        delivery = sent(drew, csv_text(street_rows(3)), name_of())

        for nonsense in ("", "x", "²", "999999"):
            answer = sign_in(robin).post(address(delivery, "accept/"), {"trial": nonsense}, follow=True)
            assert "tried again since you opened this page" in words_of(answer)
        assert as_it_is(delivery).state == State.TO_DECIDE

    def test_rejected_with_a_reason(self, sign_in, drew, robin):
        delivery = sent(drew, cases())
        client = sign_in(robin)

        assert "Enter why it is rejected" in words_of(client.post(address(delivery, "reject/"), {"why": ""}))
        client.post(address(delivery, "reject/"), {"why": "It is of September."})

        text = words_of(client.get(address(delivery)))
        assert "Rejected" in text
        assert "It is of September." in text
        assert "Try it again" not in text

    def test_a_second_decision_is_refused_in_words(self, sign_in, drew, robin):
        delivery = sent(drew, cases())
        actions.reject_delivery(delivery=delivery, why="No.", by=robin)

        answer = sign_in(robin).post(address(delivery, "try/"), follow=True)

        assert "It is “rejected” by now" in words_of(answer)

    def test_rejected_rows_can_be_downloaded_without_what_they_say(self, sign_in, drew):
        delivery = sent(drew, csv_text([*street_rows(9), street_row(10, longitude="=far")]), name_of())

        answer = sign_in(drew).get(address(delivery, "rejected.csv"))

        rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert rows[0] == ["File", "Line", "Column", "Why"]
        assert rows[1][1:3] == ["11", "Longitude"]
        assert "far" not in rows[1][3]


class TestWarnings:
    def test_the_same_file_twice(self, sign_in, drew, robin, kept):
        one, other = sent(drew, cases()), sent(drew, cases(), "harbour-homes-again.csv")

        text = sign_in(robin).get(address(one)).content.decode()

        assert "The very same file was sent twice" in text
        assert address(other) in text

    def test_two_of_one_kind(self, sign_in, drew, robin, kept):
        one, other = sent(drew, cases(20)), sent(drew, cases(25))

        text = sign_in(robin).get(address(one)).content.decode()

        assert "Another file of the same kind waits" in text
        assert address(other) in text

    def test_a_file_of_another_agencys_mapping(self, sign_in, stranger, robin, kept):
        delivery = sent(stranger, cases())

        assert "read by a mapping of Harbour Homes, and Red Homes sent it" in words_of(
            sign_in(robin).get(address(delivery))
        )

    def test_none_without_a_reason(self, sign_in, drew, robin, kept):
        assert "Warning" not in words_of(sign_in(robin).get(address(sent(drew, cases()))))


class TestMyWork:
    def test_what_waits_is_on_the_analysts_first_page(self, drew, robin):
        delivery = sent(drew, cases())

        (waiting,) = work_of(robin)["Files to look at"]
        assert waiting.address == address(delivery)
        assert "Files to look at" not in work_of(drew)

    def test_what_is_decided_is_not(self, drew, robin):
        actions.reject_delivery(delivery=sent(drew, cases()), why="No.", by=robin)

        assert "Files to look at" not in work_of(robin)


class TestWhatTheTrialFound:
    def test_of_a_list_that_nobody_knows_there_is_nothing_to_tell_but_what_to_do(self, sign_in, drew, robin):
        delivery = sent(drew, cases())

        text = words_of(sign_in(robin).get(address(delivery)))

        assert "saferplan does not know this list yet" in text
        assert "What the trial found" not in text
        assert "0 of 0 rows" not in text
        assert "neither a list" not in text, "it is one, and only its columns are not known"

    def test_of_an_archive_it_says_what_became_of_each_file(self, sign_in, drew, robin, kept):
        delivery = sent(drew, archive_of({FILE: cases().encode(), "letter.csv": b"x"}), "october.zip")

        text = words_of(sign_in(robin).get(address(delivery)))

        assert "What would be loaded" in text
        assert "letter.csv" in text

    def test_who_does_not_decide_is_told_who_does(self, sign_in, drew, robin, kept):
        delivery = sent(drew, cases())

        assert "An analyst of the partnership decides about it" in words_of(sign_in(drew).get(address(delivery)))
        assert "An analyst of the partnership" not in words_of(sign_in(robin).get(address(delivery)))


class TestAFileThatIsWorkedOn:
    @pytest.mark.parametrize(
        ("what", "told"),
        [
            ("reading /apart/ab_1/our cases of May.csv", "reading our cases of May.csv"),
            ("checking /apart/x/a.zip!2024-01/b.csv", "checking a.zip!2024-01/b.csv"),
            ("1,000 of 2,000 rows, street", "1,000 of 2,000 rows, street"),
        ],
    )
    def test_what_it_is_at_is_told_without_where_the_file_lies(self, what, told):
        assert FOLDERS.sub("", what) == told

    def test_the_page_that_waits_asks_for_little(self, sign_in, drew, robin, kept, django_assert_num_queries):
        delivery = actions.send_delivery(
            partnership=drew.partnership, file=checked_bytes("extract", FILE, cases().encode()), by=drew
        )
        client = sign_in(robin)
        client.get(address(delivery))

        with django_assert_num_queries(6):  # who asks, with their roles; the delivery; its job
            part = client.get(address(delivery), HTTP_HX_REQUEST="true").content.decode()
        assert "It waits for its turn" in part
        assert FILE not in part

        run_jobs()
        assert client.get(address(delivery), HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"

    def test_what_an_earlier_trial_found_is_not_shown_while_it_is_tried_again(self, sign_in, drew, robin, kept):
        delivery, twin = sent(drew, cases()), sent(drew, cases(), "again.csv")
        client = sign_in(robin)
        before = words_of(client.get(address(delivery)))
        assert "30 of 30 rows" in before
        assert "The very same file was sent twice" in before

        actions.try_again(delivery=delivery, by=robin)

        meanwhile = words_of(client.get(address(delivery)))
        assert "Being tried" in meanwhile
        assert "30 of 30 rows" not in meanwhile
        assert "sent twice" not in meanwhile, "there is nothing to decide now"
        assert "The very same file was sent twice" in words_of(client.get(address(twin)))


def test_a_report_that_is_gone_breaks_no_page(sign_in, drew, robin, kept):
    delivery = sent(drew, cases())
    remove_report(last_trial(delivery))

    text = words_of(sign_in(robin).get(address(delivery)))

    assert "Try it again" in text


def test_how_many_there_are_does_not_make_the_list_ask_more(
    sign_in, drew, robin, partnership, django_assert_max_num_queries
):
    for month in ("10", "11", "12"):
        sent(drew, cases(month=month))
    client = sign_in(robin)
    client.get(f"/partnerships/{partnership.slug}/evidence/deliveries/")

    with django_assert_max_num_queries(12):
        client.get(f"/partnerships/{partnership.slug}/evidence/deliveries/")


def test_the_demo_has_one_file_to_decide_about_and_one_to_map(partnership, drew):
    make_demo(partnership, {"agency-officer": drew})
    run_jobs()

    found = {one.name: one for one in partnership.deliveries.with_state()}
    assert found[READY].state == State.TO_DECIDE, found[READY].state_note
    assert last_trial(found[READY]).rows_rejected == 3
    assert found[UNMAPPED].state == State.TO_MAP


class TestGoingBack:
    def test_the_analyst_is_asked_and_shown_what_changes(self, sign_in, robin, partnership):
        accepted(sent(robin, csv_text(street_rows(5)), name_of()), robin)
        accepted(sent(robin, csv_text(street_rows(8, month="2024-02")), name_of("2024-02")), robin)
        client, place = sign_in(robin), f"/partnerships/{partnership.slug}/evidence/loads/"

        assert "bedfordshire: February 2024" in words_of(client.get(f"{place}2/"))
        assert "Go back to how it was after this load" in words_of(client.get(f"{place}1/"))
        asked = words_of(client.get(f"{place}1/back/"))
        assert "Go back to load 1?" in asked
        assert "bedfordshire: February 2024" in asked
        assert len(lake_of(partnership).loads()) == 2, "to look is not to do"

        client.post(f"{place}1/back/")
        run_jobs()

        text = words_of(client.get(f"/partnerships/{partnership.slug}/evidence/"))
        assert "Went back to an earlier load" in text
        assert "January 2024 to January 2024" in text

    def test_from_the_newest_there_is_nowhere_to_go(self, sign_in, robin, partnership):
        accepted(sent(robin, csv_text(street_rows(5)), name_of()), robin)
        client, place = sign_in(robin), f"/partnerships/{partnership.slug}/evidence/loads/1/"

        assert "Go back to how it was" not in words_of(client.get(place))
        assert client.get(f"{place}back/").url == place

    def test_a_load_that_there_was_not(self, sign_in, robin, partnership):
        assert sign_in(robin).get(f"/partnerships/{partnership.slug}/evidence/loads/9/back/").status_code == 404

    def test_an_officer_does_not_go_back(self, sign_in, drew, robin, partnership):
        accepted(sent(robin, csv_text(street_rows(5)), name_of()), robin)

        assert sign_in(drew).get(f"/partnerships/{partnership.slug}/evidence/loads/1/back/").status_code == 403
