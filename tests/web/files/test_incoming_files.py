"""Files on their way in: streamed to the disk, and nothing left of those that do not arrive."""

import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import TooManyFilesSent, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.test import RequestFactory

from saferplan.web.files import incoming, places
from saferplan.web.files.faults import NO_ROOM_LEFT
from saferplan.web.files.forms import UploadField
from saferplan.web.files.incoming import Arriving, take_in
from site_uploads import EXECUTABLE, PDF

BIG = b"%PDF-1.7\n" + bytes(3_000_000) + b"\n%%EOF\n"


class Somebody:
    is_authenticated = True


class BrokenStream:
    """Half of what was announced, and then no more, as when a telephone loses its network."""

    def __init__(self, stream) -> None:
        self._stream, self._left = stream, 2_000_000

    def read(self, size: int) -> bytes:
        if self._left <= 0:
            raise OSError("the client is gone")
        self._left -= size
        return self._stream.read(size)


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real file system of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a file system")
    monkeypatch.setattr(settings, "HOME", disk)
    monkeypatch.setattr(settings, "FILES_LEAST_FREE", 0)
    yield disk
    subprocess.run(["umount", disk], check=True)


def posted(content: bytes, user: object = Somebody()) -> HttpRequest:
    request = RequestFactory().post("/", {"word": "kept", "document": SimpleUploadedFile("plan.pdf", content)})
    request.user = user
    return request


def lying() -> list[Path]:
    return [file for file in places.root().rglob("*") if file.is_file()]


def test_a_file_arrives_whole_on_the_disk():
    arrived = posted(BIG).FILES["document"]

    assert arrived.path.read_bytes() == BIG
    assert arrived.size == len(BIG)
    assert arrived.sha256 == hashlib.sha256(BIG).hexdigest()
    assert arrived.path.parent == places.root() / places.INCOMING
    assert arrived.path.stat().st_mode & 0o777 == 0o600
    assert arrived.path.parent.stat().st_mode & 0o777 == 0o700


def test_what_nobody_keeps_goes_with_the_request():
    request = posted(BIG)
    assert request.FILES["document"].path.exists()

    request.close()

    assert lying() == []


def test_who_is_not_signed_in_leaves_nothing():
    request = posted(BIG, user=None)

    assert "document" not in request.FILES
    assert request.POST["word"] == "kept"
    assert not places.root().exists()


def test_a_disk_that_fills_up_is_a_fault_of_the_field(small_disk: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(incoming, "check_room", lambda _: None)  # as when another upload takes the room meanwhile
    request = posted(BIG)

    arrived = request.FILES["document"]

    assert "no room" in arrived.fault
    assert request.POST["word"] == "kept"
    assert lying() == []


def test_on_the_full_disk_the_next_small_file_is_kept(small_disk: Path):
    posted(BIG).close()

    assert posted(PDF).FILES["document"].path.read_bytes() == PDF


def test_a_file_that_cannot_fit_is_not_begun(small_disk: Path):
    arrived = posted(BIG).FILES["document"]

    assert "no room" in arrived.fault
    assert lying() == []


def test_room_is_left_for_the_database(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "FILES_LEAST_FREE", 2**60)

    assert "no room" in posted(PDF).FILES["document"].fault


def test_a_limit_of_the_process_is_told_as_no_room(tmp_path: Path):
    """The kernel itself refuses to write on: in a process of its own, since the limit cannot be lifted again."""
    program = f"""
import resource, sys
import django
from django.conf import settings
sys.path[:0] = {sys.path!r}
django.setup()
settings.HOME = {str(tmp_path)!r}
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
from pathlib import Path
from saferplan.web.files.faults import NotKept
from saferplan.web.files.incoming import take_in
try:
    take_in("a.pdf", [bytes(900_000), bytes(900_000)])
except NotKept as fault:
    left = [file for file in Path(settings.HOME).rglob("*") if file.is_file()]
    print(fault.problem, left)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "site_settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip().endswith("nothing of it was kept []"), done.stderr


def test_a_file_larger_than_any_may_be_is_broken_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(incoming, "largest", lambda: 2_000_000)

    arrived = posted(BIG).FILES["document"]

    assert arrived.fault == "The file must be smaller than 2 MB"
    assert lying() == []


def test_a_connection_that_breaks_leaves_nothing():
    request = posted(BIG)
    request._stream = BrokenStream(request._stream)

    try:
        assert request.FILES
    except UnreadablePostError:
        request.close()
    del request
    gc.collect()

    assert lying() == []


def test_content_without_a_request_is_taken_in_alike():
    arrived = take_in("plan.pdf", [b"%PDF-", b"1.7"])

    assert arrived.path.read_bytes() == b"%PDF-1.7"
    assert (arrived.size, arrived.sha256) == (8, hashlib.sha256(b"%PDF-1.7").hexdigest())


def test_two_files_never_meet():
    first, second = Arriving(), Arriving()

    assert first.path != second.path
    first.give_up()
    second.give_up()


def test_the_field_gives_what_was_checked():
    found = UploadField("agreement-document").clean(posted(PDF).FILES["document"])

    assert (found.name, found.kind.word) == ("plan.pdf", "pdf")


def test_the_field_tells_what_is_wrong():
    with pytest.raises(ValidationError, match="must be a PDF, DOCX or ODT, up to 20 MB"):
        UploadField("agreement-document").clean(posted(EXECUTABLE).FILES["document"])
    with pytest.raises(ValidationError, match="Choose a file"):
        UploadField("agreement-document").clean(None)


def test_the_field_says_what_may_be_chosen():
    field = UploadField("case-document", required=False)

    assert field.clean(None) is None
    assert field.help_text == "A PDF, DOCX, ODT, PNG or JPEG, up to 20 MB."
    assert ".jpeg" in field.widget.attrs["accept"]


def test_files_that_arrive_at_the_same_time_leave_the_disk_its_room(monkeypatch):
    """There was room for each when it began."""
    plenty, asked = settings.FILES_LEAST_FREE * 2, iter(range(100))

    def filling(_folder) -> SimpleNamespace:
        return SimpleNamespace(free=plenty if next(asked) < 3 else settings.FILES_LEAST_FREE - 1)

    monkeypatch.setattr(places.shutil, "disk_usage", filling)

    arrived = posted(BIG).FILES["document"]

    assert arrived.fault == NO_ROOM_LEFT
    assert lying() == []


def test_a_request_brings_one_file():
    files = {f"file{number}": SimpleUploadedFile("plan.pdf", PDF) for number in range(2)}
    request = RequestFactory().post("/", files)
    request.user = Somebody()

    with pytest.raises(TooManyFilesSent):
        request.FILES  # noqa: B018 reading it takes them in

    assert lying() == []
