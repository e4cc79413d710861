"""Takes in what a browser sends: straight to the disk where it will lie, counted and hashed on the way, never whole in
memory. A file that cannot be taken in is a fault of its field and not of the request.
"""

import hashlib
import os
import weakref
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from saferplan.evidence.access import OWN_FILE
from saferplan.web.files.faults import NotKept, room_expected
from saferplan.web.files.places import check_room, new_incoming
from saferplan.web.files.purposes import MEGABYTE, largest


class Arriving:
    """A file while it is written. Ended or given up, it leaves nothing behind."""

    def __init__(self) -> None:
        self.path = new_incoming()
        self.size, self._digest = 0, hashlib.sha256()
        with room_expected():
            opened = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWN_FILE)
        # Unbuffered: a full disk is told by the write, and not by a close that nobody listens to.
        self._stream = open(opened, "r+b", buffering=0)  # noqa: PTH123, SIM115 closed by `end` and `give_up`
        # Django tells nobody of a connection that breaks: whoever took the file in is then merely forgotten.
        self._forgotten = weakref.finalize(self, self.path.unlink, missing_ok=True)

    def write(self, data: bytes) -> None:
        """Raises NotKept where there is no room or the file is larger than any may be."""
        self.size += len(data)
        if self.size > largest():
            raise NotKept(f"The file must be smaller than {largest() // MEGABYTE} MB")
        self._digest.update(data)
        rest = memoryview(data)
        with room_expected():
            while rest:
                rest = rest[self._stream.write(rest) :]

    def end(self) -> None:
        """When this returns, the content outlasts the loss of power."""
        with room_expected():
            os.fsync(self._stream.fileno())
            self._stream.close()
        self._forgotten.detach()

    def give_up(self) -> None:
        self._stream.close()
        self._forgotten()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Incoming(UploadedFile):
    """What a form is given; unless it is kept, it goes with the request. `fault`: why there is no content."""

    def __init__(
        self, name: str, *, path: Path | None = None, size: int = 0, sha256: str = "", fault: str = ""
    ) -> None:
        super().__init__(file=None, name=name, size=size)
        self.path, self.sha256, self.fault = path, sha256, fault

    def close(self) -> None:
        if self.path is not None:
            self.path.unlink(missing_ok=True)


class IncomingFiles(FileUploadHandler):
    """The site's only handler of uploads (FILE_UPLOAD_HANDLERS)."""

    _arriving: Arriving | None = None
    _fault = ""
    _announced = 0

    def handle_raw_input(self, _input, _meta, content_length: int, *_rest: Any) -> None:
        self._announced = content_length

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        # Bodies are read before the gate. Who is nobody here has no file to give.
        if not getattr(getattr(self.request, "user", None), "is_authenticated", False):
            raise SkipFile
        self._arriving, self._fault = None, ""
        try:
            check_room(self._announced)
            self._arriving = Arriving()
        except NotKept as fault:
            self._fault = fault.problem

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        if self._arriving is None:
            return
        try:
            check_room(len(raw_data))  # others' files arrive at the same time: each had room when it began
            self._arriving.write(raw_data)
        except NotKept as fault:
            self._break_off(fault)

    def file_complete(self, _size: int) -> Incoming:
        if self._arriving is not None:
            try:
                self._arriving.end()
            except NotKept as fault:
                self._break_off(fault)
        arrived, self._arriving = self._arriving, None
        if arrived is None:
            return Incoming(self.file_name, fault=self._fault)
        return Incoming(self.file_name, path=arrived.path, size=arrived.size, sha256=arrived.sha256)

    def upload_interrupted(self) -> None:
        if self._arriving is not None:
            self._arriving.give_up()

    def _break_off(self, fault: NotKept) -> None:
        self.upload_interrupted()
        self._arriving, self._fault = None, fault.problem


def take_in(name: str, chunks: Any) -> Incoming:
    """The same for content that came in no request. Raises NotKept."""
    arriving = Arriving()
    try:
        for chunk in chunks:
            arriving.write(chunk)
        arriving.end()
    except NotKept:
        arriving.give_up()
        raise
    return Incoming(name, path=arriving.path, size=arriving.size, sha256=arriving.sha256)
