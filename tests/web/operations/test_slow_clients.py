"""Clients that send a letter now and then, against a real server with two threads: nobody else waits for them."""

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from saferplan.web.operations.pace import GATHERED, has_arrived

PATIENCE = 60
MANY = 20  # ten times the server's threads
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    program = Path(__file__).parents[1] / "slow_server.py"
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as server:
        yield int(server.stdout.readline())
        server.terminate()


def answer(port: int, body: bytes = b"") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/", body=body)
    return connection.getresponse().read()


def dawdling(port: int, sent: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    client.sendall(sent)
    return client


@pytest.mark.parametrize(
    "sent",
    [b"", b"P", HEAD, HEAD + b"X-Long: " + b"a" * 5000, HEAD + b"Content-Length: 5000\r\n\r\nonly this"],
    ids=["nothing", "a letter", "half a head", "half a long head", "a head and a little of the body"],
)
def test_others_are_answered_while_many_clients_dawdle(port, sent):
    slow = [dawdling(port, sent) for _ in range(MANY)]

    assert answer(port, b"x" * 10) == b"10"

    assert all(client.recv(1) == b"" for client in slow), "in the end the server hangs up"


def test_an_upload_that_stops_on_its_way_gives_its_thread_back(port):
    head = HEAD + b"Content-Length: 500000\r\n\r\n"
    slow = [dawdling(port, head + b"x" * 100_000) for _ in range(4)]

    assert answer(port) == b"0"
    for client in slow:
        client.close()


@pytest.mark.parametrize("size", [0, 1, GATHERED - 200, GATHERED, GATHERED + 1, 3_000_000])
def test_a_body_of_any_size_arrives_whole(port, size):
    assert answer(port, b"x" * size) == str(size).encode()


def test_a_connection_serves_one_request_after_the_other(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for size in (5, 0, 100_000, 7):
        connection.request("POST", "/", body=b"x" * size)
        assert connection.getresponse().read() == str(size).encode()


def test_requests_sent_in_one_go_are_all_answered(port):
    client = dawdling(port, (HEAD + b"Content-Length: 2\r\n\r\nab") * 3)
    received = b""
    while data := client.recv(4096):
        received += data
        if received.count(b"200 OK") == 3:
            break

    assert received.count(b"200 OK") == 3


def test_a_letter_at_a_time_is_still_a_request(port):
    client = dawdling(port, b"")
    for letter in HEAD + b"Content-Length: 2\r\n\r\nab":
        client.sendall(bytes([letter]))

    assert b"200 OK" in client.recv(4096)


def test_a_head_without_end_is_not_served(port):
    client = dawdling(port, HEAD + b"X: " + b"a" * (GATHERED + 1000))

    assert b"200 OK" not in client.recv(4096)


@pytest.mark.parametrize(
    ("gathered", "arrived"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:\t3\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" + b"x" * GATHERED, True),
        (b"POST / HTTP/1.1\r\nX: y\r\n\r\nContent-Length: 9", True),
        (b"x" * GATHERED, True),
    ],
)
def test_when_a_request_has_arrived(gathered, arrived):
    assert has_arrived(gathered) is arrived
