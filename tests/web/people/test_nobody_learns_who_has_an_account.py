"""Whoever asks for a new password learns nothing by the answer, nor by how long it takes."""

import pytest
from django.urls import reverse

from saferplan.web.people import account_forms
from site_jobs import run_jobs
from site_sign_in import a_registered_member


class Clock:
    """Stands in for the module `time`: what takes time moves it on."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(account_forms, "time", made)
    queue = account_forms.offer_new_password

    def slowly(user) -> None:
        made.now += 0.03
        queue(user)

    monkeypatch.setattr(account_forms, "offer_new_password", slowly)
    return made


@pytest.mark.parametrize("email", ["sam@chalkshire.example", "nobody@chalkshire.example"])
def test_it_takes_as_long_for_an_address_that_nobody_has(email, client, partnership, clock, mailoutbox):
    a_registered_member(partnership, email="sam@chalkshire.example")

    answer = client.post(reverse("account_reset_password"), {"email": email})

    run_jobs()
    assert answer.url == reverse("account_reset_password_done")
    assert clock.now == pytest.approx(account_forms.SECONDS_FOR_ALL)
    assert len(mailoutbox) == (email == "sam@chalkshire.example")
