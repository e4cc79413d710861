"""Requests are taken in before a thread is given to them, so that slow clients keep nobody waiting.

gunicorn's threads read a request as it comes. A client that sends a letter now and then would keep one for as long as
it likes, and a few dozen of them the whole site (docs/adr/0043). Here the process's one loop gathers a request's head
and a form's worth of its body, for as long as SECONDS_TO_ARRIVE; only then a thread takes it. What is larger, an
upload, the thread reads itself, at a pace that must not fall below BYTES_A_SECOND.
"""

import errno
import re
import selectors
import time
from functools import partial

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

SECONDS_TO_ARRIVE = 10
GATHERED = 65_536  # bytes: gunicorn's own limits of a head, and more than any form of the site
BYTES_A_SECOND = 20_000  # on average, of what is larger: the slowest of rural lines
SECONDS_FOR_AN_ANSWER = 60  # to take in a part of it: there are slow readers too
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,18})", re.IGNORECASE | re.MULTILINE)
END_OF_HEAD = b"\r\n\r\n"


class PacedReader(SocketUnreader):
    """Reads on where the loop left off."""

    def begin(self, gathered: bytes) -> None:
        self._began, self._read = time.monotonic(), 0
        self.unread(gathered)

    def chunk(self, size_hint: int | None = None) -> bytes:
        left = self._began + SECONDS_TO_ARRIVE + self._read / BYTES_A_SECOND - time.monotonic()
        if left <= 0:
            raise OSError(errno.ECONNRESET, "the client sends too slowly")
        self.sock.settimeout(left)
        try:
            data = super().chunk(size_hint)
        except TimeoutError:
            raise OSError(errno.ECONNRESET, "the client sends too slowly") from None
        finally:
            self.sock.settimeout(SECONDS_FOR_AN_ANSWER)
        self._read += len(data)
        return data


class PacedWorker(ThreadWorker):
    """What is here runs in the process's loop, which nothing may hold up; gunicorn's own `handle` runs in a thread."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """Who comes when the process is ending is told so at once, and does not wait for what never comes."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listening in self.sockets:
                listening.close()

    def enqueue_req(self, conn: TConn) -> None:
        if not hasattr(conn, "gathered"):
            conn.gathered = conn.parser.unreader.take_buffered() if conn.initialized else b""
            conn.timeout = time.monotonic() + SECONDS_TO_ARRIVE
        if not self._gather(conn):
            self.pending_conns.append(conn)
            waiting = partial(self.on_pending_socket_readable, conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, waiting)
            return
        conn.sock.setblocking(True)
        if not conn.initialized:
            conn.init()
            conn.parser.unreader = PacedReader(conn.sock)
        conn.parser.unreader.begin(conn.gathered)
        del conn.gathered
        super().enqueue_req(conn)

    def _gather(self, conn: TConn) -> bool:
        """Whether there is enough for a thread: all of it, as much as is kept here, or nothing more to come."""
        conn.sock.setblocking(False)
        while not has_arrived(conn.gathered):
            try:
                data = conn.sock.recv(GATHERED)
            except BlockingIOError:
                return False
            except OSError:
                return True  # the thread meets the same, and knows what to do
            if not data:
                return True
            conn.gathered += data
        return True


def has_arrived(gathered: bytes) -> bool:
    """Whether a request is there: its head, and its body; or as much of it as is kept here."""
    end = gathered.find(END_OF_HEAD)
    if end < 0:
        return len(gathered) >= GATHERED
    length = _LENGTH.search(gathered, 0, end)
    body = int(length[1]) if length else 0
    return len(gathered) >= min(end + len(END_OF_HEAD) + body, GATHERED)
