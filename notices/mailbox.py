"""The letters that were kept as files, read back: what the demo shows as everybody's mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from django.conf import settings

BACKEND = "notices.backends.EmlBackend"
MOST = 100


@dataclass(frozen=True)
class Letter:
    """One message as its reader gets it."""

    name: str
    subject: str
    to: str
    sent_at: datetime
    text: str = ""
    html: str = ""


def newest() -> list[Letter]:
    """Return the last letters, newest first, without their content: their names begin with the moment."""
    folder = Path(settings.EMAIL_FILE_PATH)
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)
    return [letter for name in names[:MOST] if (letter := opened(name))]


def opened(name: str) -> Letter | None:
    """Return one letter, or None when there is no such file."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{Path(name).name}.eml"
    try:
        content = path.read_bytes()
    except OSError:
        return None
    message = cast(EmailMessage, message_from_bytes(content, policy=policy.default))
    return Letter(
        path.stem,
        str(message["Subject"] or ""),
        str(message["To"] or ""),
        _moment(message),
        _part(message, "plain"),
        _part(message, "html"),
    )


def _moment(message: EmailMessage) -> datetime:
    """Return when it was sent; an unknown time zone (-0000) stands for UTC."""
    moment: datetime = message["Date"].datetime
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
