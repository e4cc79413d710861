"""Lines of JSON for whoever runs the site. What may stand in one is listed here; all else is left out.

A message with its arguments, an exception's text or an address may hold a name, an e-mail address or a token. So a line
has the logger, a message that is a constant of the code, the fields listed below, and of an exception its kind and the
places in the code that it passed through, never its words.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

FIELDS = ("request", "route", "method", "status", "milliseconds", "member", "partnership", "job", "kind", "attempt")
FIELDS += ("port", "directory", "agency", "why")
LAST_FRAMES = 4  # of others' code: where it ended; of our own, every one
OTHERS = ("/site-packages/", "/lib/python")
# Whose messages are constants, or hold numbers and settings alone. Of others, the template of the message is kept.
OWN = "saferplan"


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": _message(record),
        }
        told = {name: getattr(record, name, None) for name in FIELDS} | _of_request(record)
        line |= {name: value for name, value in told.items() if _plain(value)}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _of_request(record: logging.LogRecord) -> dict[str, object]:
    """Django gives its lines the request itself: of that, the number."""
    number = getattr(getattr(record, "request", None), "request_id", None)
    return {"request": number} if number else {}


def _message(record: logging.LogRecord) -> str:
    """The message as the code has it, before anything is put in: "Not Found: %s"."""
    return record.msg if isinstance(record.msg, str) and not _is_assembled(record) else LEFT_OUT


def _is_assembled(record: logging.LogRecord) -> bool:
    """Whether a message may have been put together before it was logged, as an f-string is."""
    return not record.args and not record.name.startswith((OWN, *CONSTANT))


# Libraries whose messages have no part of a request in them.
CONSTANT = ("gunicorn", "whitenoise")


def _plain(value: object) -> bool:
    return isinstance(value, int | float | str)


def _fault(fault: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(fault.__traceback__)
    kept = [
        frame
        for left, frame in zip(range(len(frames), 0, -1), frames, strict=True)
        if left <= LAST_FRAMES or not any(part in frame.filename for part in OTHERS)
    ]
    return {
        "fault": f"{type(fault).__module__}.{type(fault).__qualname__}",
        "where": [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in kept],
    } | ({"cause": type(fault.__cause__).__qualname__} if fault.__cause__ else {})


def _module(file: str) -> str:
    """The end of a path: where the program is installed is nobody's business."""
    return "/".join(file.rsplit("/", 3)[1:])


class NoAddresses(logging.Filter):
    """Django's own lines tell the path that was asked for, and some paths hold a secret: no handler gets to see one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(LEFT_OUT if isinstance(part, str) else part for part in record.args)
        return True


LEFT_OUT = "(left out)"
WITH_ADDRESSES = ("django.request", "django.security.csrf")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no-addresses": {"()": NoAddresses}},
    "formatters": {"lines": {"()": f"{__name__}.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "saferplan": {"level": "INFO"},
        **{name: {"filters": ["no-addresses"]} for name in WITH_ADDRESSES},
        "django.server": {"level": "CRITICAL"},  # the development server's lines hold addresses
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
