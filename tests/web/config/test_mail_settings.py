"""What `SAFERPLAN_EMAIL` says becomes Django's mail settings, and a slip is told without the password."""

import pytest

from saferplan.errors import UsageError
from saferplan.web.config.mail import Mail


def test_without_a_word_it_is_this_machine_s_own_server():
    told = Mail.read({})

    assert (told.host, told.port, told.by_ssl, told.by_tls) == ("localhost", 25, False, False)


@pytest.mark.parametrize(
    ("address", "port", "secured"),
    [
        ("smtp+tls://post.example", 587, "tls"),
        ("smtp+tls://post.example:2525", 2525, "tls"),
        ("smtp+ssl://post.example", 465, "ssl"),
    ],
)
def test_the_connection_is_secured_as_told(address: str, port: int, secured: str):
    told = Mail.read({"SAFERPLAN_EMAIL": address})

    assert (told.host, told.port) == ("post.example", port)
    assert (told.by_ssl, told.by_tls) == (secured == "ssl", secured == "tls")


def test_letters_that_an_address_cannot_hold_are_given_in_per_cent():
    told = Mail.read({"SAFERPLAN_EMAIL": "smtp+tls://a%40b:p%2Fw%40@post.example"})

    assert (told.user, told.password) == ("a@b", "p/w@")


@pytest.mark.parametrize(
    "address", ["post.example", "https://u:hunter2@post.example", "smtp://", "smtp://u:hunter2@post.example:port"]
)
def test_what_cannot_be_read_is_said_without_the_password(address: str):
    with pytest.raises(UsageError) as fault:
        Mail.read({"SAFERPLAN_EMAIL": address})

    assert "SAFERPLAN_EMAIL cannot be read" in fault.value.message
    assert "hunter2" not in fault.value.message


def test_the_sender():
    assert Mail.read({"SAFERPLAN_EMAIL_FROM": "csp@council.example"}).sender == "csp@council.example"


def test_the_password_is_not_shown():
    assert "hunter2" not in repr(Mail.read({"SAFERPLAN_EMAIL": "smtp://u:hunter2@post.example"}))
