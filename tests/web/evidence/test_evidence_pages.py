"""The analyst's way on the site: what is loaded, a file and its rejected rows, and the draft of the assessment."""

import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from police_files import csv_text, name_of, street_row, street_rows
from restricted import OTHER_KEY, TEST_KEY
from saferplan.evidence.basis import Basis
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import note_lake
from saferplan.identities.pseudonyms import PseudonymsOnly
from saferplan.identities.store import RestrictedStore
from saferplan.web.evidence import own_area, presenters
from saferplan.web.evidence.assessments import assessment_folder
from saferplan.web.evidence.forms import NOTHING, AssessmentForm, years_of
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.stores import identities_of, store_variable
from saferplan.web.evidence.work import build_assessment
from saferplan.web.jobs.models import State
from site_jobs import run_jobs
from site_people import a_member


@pytest.fixture
def analyst(sign_in, partnership):
    return sign_in(a_member(partnership, "analyst"))


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page(client, partnership, rest: str = ""):
    return client.get(f"/partnerships/{partnership.slug}/evidence/{rest}")


def send(client, partnership, text: str, name: str):
    """Sent, tried, and accepted."""
    given = {"file": SimpleUploadedFile(name, text.encode())}
    answer = client.post(f"/partnerships/{partnership.slug}/evidence/deliveries/send/", given)
    run_jobs()
    trial = partnership.deliveries.first().trials.last()
    client.post(f"{answer.url}accept/", {"trial": trial.pk if trial else 0})
    run_jobs()
    return answer


class TestWhatIsLoaded:
    def test_before_the_first_load_it_says_what_to_do(self, analyst, partnership):
        text = words_of(page(analyst, partnership))

        assert "No file of the police has been loaded yet." in text
        assert "Nothing has been loaded yet." in text
        assert not lake_of(partnership).root.exists(), "to look is not to load"

    def test_before_the_first_load_no_engine_is_started(self, analyst, partnership, monkeypatch):
        monkeypatch.delattr(Basis, "geography")
        monkeypatch.delattr(Basis, "coverage")

        assert page(analyst, partnership).status_code == 200
        assert page(analyst, partnership, "assessments/build/").status_code == 200

    def test_months_that_are_missing_are_named(self, analyst, anyshires):
        text = words_of(page(analyst, anyshires))

        assert "Thames Valley Police" in text
        assert "April 2023 to March 2025" in text
        assert "July 2023 and September 2024" in text

    def test_other_forces_are_told_apart_from_the_own(self, analyst, anyshires):
        own, others = words_of(page(analyst, anyshires)).split("Other police forces")

        assert "Thames Valley Police" in own
        assert "Bedfordshire Police" in others

    def test_other_evidence_is_told_by_kind_with_its_rows(self, analyst, anyshires):
        text = words_of(page(analyst, anyshires))

        assert "Other evidence" in text
        assert "Load 1" in text

    def test_feeds_of_partners_stand_apart_from_other_evidence(self):
        loaded = {"format": "homes (profile, version 1)", "rows_loaded": 3, "loaded_at": "2026-11-22T10:00:00+00:00"}
        rest = {"format": "ONS lookup of areas", "rows_loaded": 5, "loaded_at": "2026-11-22T10:00:00+00:00"}
        extracts = [loaded | {"dataset": "partner_incidents"}, loaded | {"dataset": "partner_incidents"}]
        snapshot = SimpleNamespace(extracts=[*extracts, rest | {"dataset": "areas"}])

        assert [(one.format, one.rows) for one in presenters.feeds_of(snapshot)] == [("homes (profile, version 1)", 6)]
        assert [one.format for one in presenters.datasets_of(snapshot)] == ["ONS lookup of areas"]

    def test_who_may_only_read_is_offered_nothing_to_press(self, sign_in, member, anyshires):
        answer = page(sign_in(member), anyshires)

        assert answer.status_code == 200
        assert "Send a file" not in answer.content.decode()
        assert "that partners sent" not in answer.content.decode()
        assert "Build the Strategic Assessment" not in answer.content.decode()
        assert "/evidence/loads/" not in answer.content.decode()

    def test_an_agencys_officer_loads_and_does_not_build(self, sign_in, partnership):
        text = words_of(page(sign_in(a_member(partnership, "agency-officer")), partnership))

        assert "Send a file" in text
        assert "Build the Strategic Assessment" not in text

    def test_how_many_loads_there_were_does_not_make_it_ask_more(
        self, analyst, partnership, django_assert_max_num_queries
    ):
        page(analyst, partnership)
        with django_assert_max_num_queries(20):
            page(analyst, partnership)


class TestALoad:
    def test_it_names_its_files_and_the_rows_that_it_rejected(self, analyst, partnership):
        send(analyst, partnership, csv_text([*street_rows(3), street_row(9, longitude="far")]), name_of())

        text = words_of(page(analyst, partnership, "loads/1/"))
        assert name_of() in text
        assert "1 file loaded" in text
        assert "Rows that were rejected" in text
        assert "Longitude" in text

    def test_one_that_there_was_not(self, analyst, partnership):
        assert page(analyst, partnership, "loads/1/").status_code == 404

    def test_more_rejected_rows_than_a_page_holds_are_counted(self, analyst, partnership, monkeypatch):
        monkeypatch.setattr(presenters, "REJECTED_SHOWN", 2)
        rows = [*street_rows(30), *(street_row(100 + number, longitude="far") for number in range(3))]
        send(analyst, partnership, csv_text(rows), name_of())

        text = words_of(page(analyst, partnership, "loads/1/"))
        assert "These are the first 2 of 3." in text


class TestWhoKeepsNames:
    @pytest.fixture(autouse=True)
    def key(self, monkeypatch):
        monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)

    def test_without_a_store_there_are_pseudonyms_alone(self, partnership):
        with identities_of(partnership, lake_of(partnership)) as keeper:
            assert isinstance(keeper, PseudonymsOnly)

    def test_a_file_that_names_nobody_is_loaded_whatever_the_key(self, analyst, partnership, monkeypatch):
        send(analyst, partnership, csv_text(street_rows(2)), name_of())
        note_lake(lake_of(partnership).root, PartnershipKey.of(TEST_KEY))
        monkeypatch.setenv("SAFERPLAN_KEY", OTHER_KEY)

        send(analyst, partnership, csv_text(street_rows(3)), name_of())

        job = partnership.jobs.first()
        assert job.states.last().state == State.DONE, job.states.last().explanation

    def test_with_one_it_is_the_partnerships_own(self, partnership, other_partnership, own_store_url, monkeypatch):
        monkeypatch.setenv(store_variable(partnership.slug), own_store_url)

        with identities_of(partnership, lake_of(partnership)) as keeper:
            assert isinstance(keeper, RestrictedStore)
        with identities_of(other_partnership, lake_of(other_partnership)) as keeper:
            assert isinstance(keeper, PseudonymsOnly)


class TestTheAssessment:
    @pytest.fixture
    def built(self, analyst, anyshires):
        answer = analyst.post(
            f"/partnerships/{anyshires.slug}/evidence/assessments/build/", {"period": "FY2024", "against": "FY2023"}
        )
        run_jobs()
        assert answer.url == f"/partnerships/{anyshires.slug}/jobs/{anyshires.jobs.get().pk}/"
        return anyshires.jobs.get()

    def test_the_draft_is_a_page_and_all_who_take_part_can_read_it(self, built, sign_in, member):
        answer = sign_in(member).get(built.result)

        assert "Anyshire" in b"".join(answer.streaming_content).decode()
        assert "script-src 'none'" in answer["Content-Security-Policy"]

    def test_it_is_listed_with_the_evidence(self, built, analyst, anyshires):
        assert f"Draft {built.pk}, built" in words_of(page(analyst, anyshires))

    @pytest.mark.parametrize(
        "rest", ["../../../secret", "secret.html", "exhibits/../secret.html", "assessment.html/.."]
    )
    def test_what_is_no_part_of_it_is_not_handed_out(self, rest, built, analyst, anyshires, own_home):
        (own_home / "secret.html").write_text("secret", encoding="utf-8")
        (assessment_folder(anyshires.slug, built.pk) / "secret.html").write_text("secret", encoding="utf-8")

        assert page(analyst, anyshires, f"assessments/{built.pk}/{rest}").status_code == 404

    def test_one_that_is_not_built_yet_is_not_there(self, analyst, anyshires):
        job = build_assessment.ask(partnership=anyshires, by=None, period="FY2024", against="")

        assert page(analyst, anyshires, f"assessments/{job.pk}/assessment.html").status_code == 404

    def test_asking_twice_while_it_is_built_is_asking_once(self, analyst, anyshires):
        for _ in range(2):
            analyst.post(
                f"/partnerships/{anyshires.slug}/evidence/assessments/build/", {"period": "FY2024", "against": NOTHING}
            )

        assert anyshires.jobs.count() == 1

    def test_years_are_offered_by_the_months_of_the_own_force(self, analyst, anyshires):
        """Other forces of the same lake published every month."""
        assert "2024/25 (11 of 12 months loaded)" in words_of(page(analyst, anyshires, "assessments/build/"))

    def test_without_evidence_it_says_what_is_missing(self, analyst, partnership):
        text = words_of(page(analyst, partnership, "assessments/build/"))

        assert "No month of crime in the area is known yet." in text

    def test_a_year_is_not_compared_with_itself(self):
        form = AssessmentForm({"period": "FY2024", "against": "FY2024"}, months=("2023-04", "2024-04"))

        assert form.errors["against"] == ["Choose another year to compare with, or nothing"]


@pytest.mark.parametrize(
    ("months", "years"),
    [
        ((), []),
        (("2024-03",), [("FY2023", "2023/24 (1 of 12 months loaded)")]),
        (
            ("2024-03", "2024-04", "2024-05"),
            [
                ("FY2024", "2024/25 (2 of 12 months loaded)"),
                ("FY2023", "2023/24 (1 of 12 months loaded)"),
            ],
        ),
    ],
)
def test_years_are_told_with_the_months_that_are_loaded(months, years):
    assert years_of(months) == years


def test_what_is_known_of_the_own_area_is_read_once_after_a_load(analyst, partnership, monkeypatch):
    send(analyst, partnership, csv_text(street_rows(3)), name_of())
    monkeypatch.setattr(own_area, "Basis", None)  # whoever reads it again fails

    assert page(analyst, partnership).status_code == 200
    assert page(analyst, partnership, "assessments/build/").status_code == 200
