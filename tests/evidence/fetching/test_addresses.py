"""Which addresses are asked, and what of them is printed."""

import pytest

from saferplan.errors import FetchError, UsageError
from saferplan.evidence.fetching.publishers import catalogue
from saferplan.evidence.fetching.transport import Client
from saferplan.evidence.fetching.trusting import address, may_follow

PUBLIC = "https://data.example.org/a"
INSIDE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "10.1.2.3",
    "192.168.0.1",
    "172.16.0.9",
    "169.254.169.254",
    "[::1]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "localhost",
    "localhost.",
    "printer",
    "a.localhost",
    "nas.local",
    "metadata.example.internal",
]


@pytest.mark.parametrize("host", INSIDE)
def test_no_redirect_leads_from_a_publisher_into_a_private_network(host: str) -> None:
    assert not may_follow(PUBLIC, f"https://{host}/a")


@pytest.mark.parametrize("host", INSIDE)
def test_a_stand_in_on_this_machine_may_redirect_anywhere_as_safe(host: str) -> None:
    assert may_follow("http://127.0.0.1:8000/a", f"https://{host}/a")


@pytest.mark.parametrize("target", ["https://8.8.8.8/a", "https://files.example.org/a", "https://data.example.org/b"])
def test_redirects_to_public_places_are_followed(target: str) -> None:
    assert may_follow(PUBLIC, target)


def test_a_mirror_in_a_private_network_may_redirect_to_itself_alone() -> None:
    assert may_follow("https://10.0.0.5/a", "https://10.0.0.5/b")
    assert not may_follow("https://10.0.0.5/a", "https://10.0.0.6/b")


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("user", ["someone:hush", "hush", ":hush", "someone@x:hush"])
def test_a_base_address_with_a_password_is_refused_and_not_repeated(scheme: str, user: str) -> None:
    with pytest.raises(UsageError) as raised:
        Client(catalogue().publishers["mhclg"], base_url=f"{scheme}://{user}@example.org:81/a")
    assert "hush" not in f"{raised.value} {raised.value.problem} {raised.value.where} {raised.value.remedy}"
    assert "example.org:81" in raised.value.problem


def test_errors_name_host_and_port_only() -> None:
    client = Client(catalogue().publishers["mhclg"])
    fault = client.error("it answered 500", "https://someone:hush@example.org:81/a?key=hush")
    assert isinstance(fault, FetchError)
    assert fault.where == "https://example.org:81/a"
    assert address("https://someone:hush@example.org:81/a") == "example.org:81"
