"""The site's kind of server, with two threads, little patience and an app that tells how much it was sent: for tests.

`python slow_server.py` prints its port once it listens.
"""

import sys

from gunicorn.app.base import BaseApplication

from saferplan.web.operations import pace

pace.SECONDS_TO_ARRIVE = 2


def size(environ, start_response):
    read = len(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(read).encode()]


def say_port(arbiter) -> None:
    sys.stdout.write(f"{arbiter.LISTENERS[0].sock.getsockname()[1]}\n")
    sys.stdout.flush()


class Server(BaseApplication):
    def load_config(self) -> None:
        told = {
            "bind": "127.0.0.1:0",
            "workers": 1,
            "threads": 2,
            "worker_class": "saferplan.web.operations.pace.PacedWorker",
            "loglevel": "critical",
            "control_socket_disable": True,
            "when_ready": say_port,
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self):
        return size


if __name__ == "__main__":
    sys.exit(Server().run())
