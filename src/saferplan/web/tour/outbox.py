"""What the demo would have sent by e-mail, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

BETWEEN = b"-" * 79  # what Django's file backend writes after each message


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    sent_at: datetime
    text: str


def letters(folder: Path) -> list[Letter]:
    found = [_letter(one) for path in folder.glob("*.log") for one in path.read_bytes().split(BETWEEN) if one.strip()]
    return sorted(found, key=lambda letter: letter.sent_at, reverse=True)


def _letter(told: bytes) -> Letter:
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(told.lstrip())
    body = message.get_body(("plain",))
    return Letter(
        to=message["To"],
        subject=message["Subject"],
        # A date in universal time is told as "-0000", which is read as of no zone.
        sent_at=parsedate_to_datetime(message["Date"]).replace(tzinfo=UTC),
        text=body.get_content() if body else "",
    )
