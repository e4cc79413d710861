"""A small server for one folder of pages, on this machine alone."""

import errno
import re
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from saferplan.errors import UsageError

HOST, PORT = "127.0.0.1", 8000
PAGE = "assessment.html"
NAMES = (HOST, "localhost")
"""What this machine calls itself. A page elsewhere can have its own name lead here, and would read what it gets."""
SERVED = re.compile(r"/(assessment\.[a-z0-9]+|exhibits/[A-Za-z0-9_][A-Za-z0-9._-]{0,199})", re.ASCII)
"""What an assessment consists of; a folder named by mistake gives nothing else."""


class _Pages(SimpleHTTPRequestHandler):
    """An assessment's files and no listings; nothing outside the folder, even by a link; the browser keeps nothing."""

    def send_head(self) -> Any:
        if not self._is_asked_by_name():
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        if self.path == "/":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", f"/{PAGE}")
            self.end_headers()
            return None
        if not self._is_served():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_asked_by_name(self) -> bool:
        port = self.connection.getsockname()[1]
        return self.headers.get_all("Host") in [[f"{name}:{port}"] for name in NAMES]

    def _is_served(self) -> bool:
        if not SERVED.fullmatch(unquote(re.split("[?#]", self.path)[0])):
            return False
        folder = Path(self.directory).resolve()
        wanted = Path(self.translate_path(self.path)).resolve()
        return wanted.is_file() and wanted.is_relative_to(folder)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing: the terminal has the address, and that is enough."""


def make_server(folder: Path, port: int = PORT) -> ThreadingHTTPServer:
    """A server of `folder` on `port`, or on any free one where that is taken. Raises UsageError without a folder."""
    if not folder.is_dir():
        raise UsageError("there is no such folder to serve", where=str(folder), remedy="Build the demo first.")
    pages = partial(_Pages, directory=str(folder))
    try:
        return ThreadingHTTPServer((HOST, port), pages)
    except OSError as fault:
        if fault.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        return ThreadingHTTPServer((HOST, 0), pages)


def address(server: ThreadingHTTPServer, page: str = PAGE) -> str:
    return f"http://{HOST}:{server.server_address[1]}/{quote(page)}"


def serve(folder: Path, port: int, say: Callable[[str], None]) -> None:
    """Serves until Ctrl-C."""
    with make_server(folder, port) as server:
        try:
            say(f"Serving at {address(server)} (stop with Ctrl-C)")
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
