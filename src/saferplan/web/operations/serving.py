"""The site's processes: gunicorn with threads, told by us and not by files or variables of its own."""

import gc
import logging
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_backends
from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.urls import NoReverseMatch, reverse
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from saferplan.web.access.table import rules
from saferplan.web.design_system.components import environment as components

log = logging.getLogger("saferplan.serving")

SECONDS_TO_FINISH = 30  # what has begun may end when the site is told to stop
SECONDS_UNHEARD = 60  # a process that does not answer its parent for so long is started anew
SECONDS_KEPT_ALIVE = 75  # longer than a proxy keeps its own side open, so that it never sends into a closed one
CONNECTIONS = 4_000  # that a process keeps open at once, most of them idle
REQUESTS_PER_PROCESS = 20_000  # then a fresh one takes its place
REQUESTS_SPREAD = 2_000  # not all at the same moment
WORDS_OF_CHAPTERS = "saferplan.documents.strategic_assessment.vocabulary"


class Serving(BaseApplication):
    """`Serving(bind="127.0.0.1:8000", processes=2, threads=8).run()` ends when it is told to (SIGTERM)."""

    def __init__(self, *, bind: str, processes: int, threads: int) -> None:
        self._own = {
            "bind": bind,
            "workers": processes,
            "threads": threads,
            "worker_class": "saferplan.web.operations.pace.PacedWorker",
            "worker_connections": CONNECTIONS,
            "preload_app": True,
            "timeout": SECONDS_UNHEARD,
            "graceful_timeout": SECONDS_TO_FINISH,
            "keepalive": SECONDS_KEPT_ALIVE,
            "max_requests": REQUESTS_PER_PROCESS,
            "max_requests_jitter": REQUESTS_SPREAD,
            "accesslog": None,  # the site's own log says more, and leaves out what must not be in it
            "logconfig_dict": settings.LOGGING,
            "proc_name": "saferplan",
            "control_socket_disable": True,
            "when_ready": say_where,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._own.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        from saferplan.web.config.wsgi import application

        warm()
        set_apart()
        return application


def warm() -> None:
    """Reads every address and template before there are processes, so that nobody's first page waits for them.

    And the words of chapters, which ask for the engines: whoever first writes in a document would wait a second.
    """
    import_module(WORDS_OF_CHAPTERS)
    engines.all()
    get_backends()
    for name in rules():
        with suppress(NoReverseMatch):  # it wants more words; the addresses around it are read all the same
            reverse(name)
    for templates in (engines["jinja2"].env, components()):
        for name in templates.list_templates(extensions=["html"]):
            templates.get_template(name)


def set_apart() -> None:
    """What lives as long as the site is looked at by no collection of garbage again.

    Each full one would hold up a page for as long as a page takes to make, and copy into every process what they share.
    """
    gc.collect()
    gc.freeze()


def say_where(arbiter: Arbiter) -> None:
    for listener in arbiter.LISTENERS:
        place = listener.sock.getsockname()
        log.info("serving", extra={"port": place[1] if isinstance(place, tuple) else 0})
