"""The pages of jobs: who sees which, how far one has come, and what came of it."""

import re

import pytest
from django.urls import reverse

from saferplan.errors import FileRefused
from saferplan.web.jobs.models import Job, JobProgress, JobState, State
from saferplan.web.jobs.work import Work, works
from site_jobs import run_jobs
from site_people import a_member


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, partnership):
    """Asks for a job that does what is told."""

    def ask(do=lambda job: None, *, by=None, kind="test.page", title="Load files") -> Job:
        work = Work(kind, title, do)
        monkeypatch.setitem(works(), kind, work)
        return work.ask(partnership=partnership, by=by)

    return ask


def address(job: Job) -> str:
    return reverse("jobs:job", kwargs={"partnership": job.partnership.slug, "job": job.pk})


def page(client, job: Job, **headers: str):
    return client.get(address(job), **headers)


def refuse(job) -> None:
    raise FileRefused("the file is no CSV", remedy="Save it as CSV.")


def test_who_asked_sees_a_job_wait_and_can_look_again_without_a_script(asked, sign_in, member):
    job = asked(by=member)

    shown = page(sign_in(member), job).content.decode()

    assert "It waits for its turn" in shown
    assert "Check again" in shown
    assert 'hx-trigger="every 2s"' in shown


def test_progress_is_shown_in_numbers_and_words(asked, sign_in, member):
    job = asked(by=member)
    JobState.objects.create(job=job, partnership=job.partnership, state=State.RUNNING)
    JobProgress.objects.filter(job=job).update(done=3, total=10, message="reading the third file")

    shown = page(sign_in(member), job).content.decode()

    assert "3 of 10: reading the third file" in shown
    assert re.search(r'<progress[^>]* max="10" value="3"', shown)


def test_a_job_that_is_done_leads_to_its_result_and_no_longer_asks(asked, sign_in, member):
    job = asked(lambda job: "/partnerships/chalkshire/", by=member)
    run_jobs()

    shown = page(sign_in(member), job).content.decode()

    assert 'href="/partnerships/chalkshire/"' in shown
    assert "hx-trigger" not in shown


@pytest.mark.parametrize(("role", "is_led"), [("administrator", False), ("data-protection-officer", True)])
def test_nobody_is_led_to_a_result_that_their_roles_do_not_open(asked, sign_in, partnership, role, is_led):
    job = asked(lambda job: "/partnerships/chalkshire/audit/seals/", by=(somebody := a_member(partnership, role)))
    run_jobs()

    shown = page(sign_in(somebody), job).content.decode()

    assert ("See what came of it" in shown) is is_led


class TestThePageThatWaits:
    """Asks by itself, with htmx."""

    def test_is_told_how_far_the_job_is_and_nothing_else(self, asked, sign_in, member):
        job = asked(by=member)
        client = sign_in(member)
        JobState.objects.create(job=job, partnership=job.partnership, state=State.RUNNING)
        JobProgress.objects.filter(job=job).update(done=3, total=10, message="reading the third file")

        part = page(client, job, HTTP_HX_REQUEST="true").content.decode()

        assert re.search(r'<progress[^>]* max="10" value="3">3 of 10: reading the third file<', part)
        assert "<html" not in part
        assert re.findall("<(?:a|button|input|summary)", part) == [], "what is gone every two seconds takes no focus"
        assert f'hx-get="{address(job)}" hx-trigger="every 2s"' in part, "it goes on asking"

    def test_does_not_tell_of_an_earlier_attempt_while_the_job_waits_for_the_next(self, asked, sign_in, member):
        job = asked(by=member)
        JobProgress.objects.filter(job=job).update(message="reading the third file")
        JobState.objects.create(job=job, partnership=job.partnership, state=State.TRYING_AGAIN)

        part = page(sign_in(member), job, HTTP_HX_REQUEST="true").content.decode()

        assert "It did not work, and will be tried again" in part
        assert "reading the third file" not in part

    @pytest.mark.parametrize("do", [lambda job: "/partnerships/chalkshire/", refuse], ids=["done", "failed"])
    def test_is_opened_anew_once_it_has_ended(self, asked, sign_in, member, do):
        job = asked(do, by=member)
        run_jobs()

        told = page(sign_in(member), job, HTTP_HX_REQUEST="true")

        assert told["HX-Refresh"] == "true"
        assert told.content == b""

    def test_is_told_nothing_of_a_job_that_another_asked_for(self, asked, sign_in, partnership, member):
        job = asked(by=a_member(partnership))

        assert page(sign_in(member), job, HTTP_HX_REQUEST="true").status_code == 404


def test_a_failed_job_says_what_to_do(asked, sign_in, member):
    job = asked(refuse, by=member)
    run_jobs()

    shown = page(sign_in(member), job).content.decode()

    assert "The file is no CSV. Save it as CSV." in shown
    assert "Traceback" not in shown


def test_a_member_does_not_see_what_another_asked_for(asked, sign_in, partnership, member):
    job = asked(by=a_member(partnership))

    assert page(sign_in(member), job).status_code == 404


def test_who_may_see_jobs_sees_all_of_the_partnership(asked, sign_in, partnership, member):
    job = asked(by=member)

    assert page(sign_in(a_member(partnership, "administrator")), job).status_code == 200


def test_nobody_sees_a_job_of_another_partnership(asked, sign_in, other_partnership, member):
    job = asked(by=member)
    outsider = a_member(other_partnership, "administrator")
    address = reverse("jobs:job", kwargs={"partnership": other_partnership.slug, "job": job.pk})

    assert sign_in(outsider).get(address).status_code == 404


def test_the_list_shows_the_latest_first_and_how_each_went(asked, sign_in, partnership):
    analyst = a_member(partnership, "analyst", name="Alex Analyst")
    asked(refuse, by=analyst, title="First")
    run_jobs()
    asked(by=None, kind="test.other", title="Second")

    shown = sign_in(analyst).get(reverse("jobs:jobs", kwargs={"partnership": partnership.slug})).content.decode()

    assert shown.index("Second") < shown.index("First")
    assert "Failed" in shown
    assert "Alex Analyst" in shown
    assert "saferplan, by itself" in shown


def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    asked, sign_in, partnership, django_assert_max_num_queries
):
    analyst = a_member(partnership, "analyst")
    client = sign_in(analyst)
    address = reverse("jobs:jobs", kwargs={"partnership": partnership.slug})
    for _ in range(25):
        asked(by=a_member(partnership))

    with django_assert_max_num_queries(12):
        client.get(address)


def test_the_list_of_a_partnership_without_jobs_says_so(sign_in, partnership):
    analyst = a_member(partnership, "analyst")

    answer = sign_in(analyst).get(reverse("jobs:jobs", kwargs={"partnership": partnership.slug}))

    assert "There has been no background work yet." in answer.content.decode()
