"""The server gives the pages of one folder to this machine, and nothing else."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from saferplan.demo import server
from saferplan.errors import UsageError


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "exhibits").mkdir(parents=True)
    (folder / "assessment.html").write_text("<h1>Pages</h1>", encoding="utf-8")
    (folder / "exhibits" / "one.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def running(pages: Path) -> Iterator[ThreadingHTTPServer]:
    with server.make_server(pages, 0) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def answer(running: ThreadingHTTPServer, path: str, method: str = "GET") -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(server.HOST, running.server_address[1], timeout=5)
    connection.request(method, path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_gives_the_page_and_what_belongs_to_it(running: ThreadingHTTPServer) -> None:
    response, body = answer(running, "/assessment.html?x=1")
    assert (response.status, body) == (200, b"<h1>Pages</h1>")
    assert response.getheader("Content-Type") == "text/html"
    assert response.getheader("Cache-Control") == "no-store"
    assert answer(running, "/exhibits/one.csv")[1] == b"a,b\n"


def test_leads_from_the_root_to_the_page(running: ThreadingHTTPServer) -> None:
    response, _ = answer(running, "/")
    assert (response.status, response.getheader("Location")) == (302, "/assessment.html")


@pytest.mark.parametrize(
    "path",
    ["/exhibits/", "/exhibits", "/nothing.html", "/../secret.txt", "/%2e%2e/secret.txt", "/exhibits/../../secret.txt"],
)
def test_lists_nothing_and_leaves_the_folder_in_no_way(running: ThreadingHTTPServer, path: str) -> None:
    response, body = answer(running, path)
    assert response.status == 404
    assert b"secret" not in body


def test_follows_no_link_out_of_the_folder(running: ThreadingHTTPServer) -> None:
    assert answer(running, "/out.txt")[0].status == 404


def asked_of(running: ThreadingHTTPServer, *hosts: str, path: str = "/assessment.html") -> tuple[int, bytes]:
    """The answer to a request with these Host headers, in which PORT stands for the server's own."""
    port = running.server_address[1]
    connection = http.client.HTTPConnection(server.HOST, port, timeout=5)
    connection.putrequest("GET", path, skip_host=True)
    for host in hosts:
        connection.putheader("Host", host.replace("PORT", str(port)))
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


@pytest.mark.parametrize("host", ["127.0.0.1:PORT", "localhost:PORT"])
def test_answers_to_its_own_names(running: ThreadingHTTPServer, host: str) -> None:
    assert asked_of(running, host) == (200, b"<h1>Pages</h1>")


@pytest.mark.parametrize(
    "hosts",
    [
        ["example.org:PORT"],
        ["example.org"],
        ["localhost.example.org:PORT"],
        ["localhost:1"],
        ["localhost"],
        ["127.0.0.1"],
        [""],
        [],
        ["localhost:PORT", "example.org:PORT"],
    ],
)
@pytest.mark.parametrize("path", ["/", "/assessment.html", "/nothing"])
def test_tells_a_page_elsewhere_whose_name_leads_here_nothing(
    running: ThreadingHTTPServer, hosts: list[str], path: str
) -> None:
    status, body = asked_of(running, *hosts, path=path)
    assert status == 403
    assert b"Pages" not in body


@pytest.mark.parametrize(
    "path",
    ["/notes.txt", "/.env", "/exhibits/.env", "/exhibits/more/one.csv", "/assessment.html.d/x", "/my/assessment.html"],
)
def test_gives_nothing_but_the_assessment(running: ThreadingHTTPServer, pages: Path, path: str) -> None:
    file = pages / path[1:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("secret", encoding="utf-8")
    response, body = answer(running, path)
    assert response.status == 404
    assert b"secret" not in body


def test_follows_no_link_of_a_name_that_it_serves(running: ThreadingHTTPServer, pages: Path) -> None:
    (pages / "exhibits" / "two.csv").symlink_to(pages.parent / "secret.txt")
    assert answer(running, "/exhibits/two.csv")[0].status == 404


@pytest.mark.parametrize("path", ["/%00", "/assessment.html%00", "/exhibits/%00", "/%ED%A0%80", "//[", "/" + "a" * 999])
def test_a_path_that_no_file_has_is_not_found(
    running: ThreadingHTTPServer, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    assert answer(running, path)[0].status == 404
    assert capsys.readouterr().err == ""


def test_only_reads(running: ThreadingHTTPServer, pages: Path) -> None:
    assert answer(running, "/assessment.html", "PUT")[0].status == 501
    assert answer(running, "/assessment.html", "DELETE")[0].status == 501
    assert (pages / "assessment.html").exists()


def test_is_for_this_machine_alone(running: ThreadingHTTPServer) -> None:
    assert running.server_address[0] == "127.0.0.1"


def test_takes_a_free_port_where_its_own_is_taken(pages: Path) -> None:
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with server.make_server(pages, port) as made:
            assert made.server_address[1] != port
            assert server.address(made) == f"http://127.0.0.1:{made.server_address[1]}/assessment.html"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        server.make_server(tmp_path / "nothing")


def hear_interrupts() -> None:
    """A shell that runs the tests in the background has its children deaf to Ctrl-C, which is not what is tested."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_stops_quietly_when_interrupted(pages: Path) -> None:
    command = [sys.executable, "-m", "saferplan.demo", "serve", str(pages), "--port", "0"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - it takes no lock
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert said.startswith("Serving at http://127.0.0.1:")
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")
