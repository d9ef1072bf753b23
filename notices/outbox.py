"""Sends what is owed: claim, look again whether it is still due, put it in words, send, mark.

Between sending and marking a sender can die; then the letter goes out again with the same Message-ID. We choose
to repeat rather than to lose.
"""

from __future__ import annotations

import logging
import textwrap
import time
from datetime import datetime
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from notices import letters
from notices.models import Notice

log = logging.getLogger(__name__)
LONGEST = 120  # seconds
WIDTH = 76  # signs in a line of plain text


def send_due(at: datetime, *, most: int) -> int:
    """Send the letters that are due, at most so many; return how many were taken up.

    Any number of processes may do this at once: each letter is taken by one of them. When the mail server lets each
    letter wait it stops early, well before a task is ended.
    """
    taken, started = 0, time.monotonic()
    for notice in Notice.objects.due(at)[:most]:
        if time.monotonic() - started > LONGEST:
            break
        taken += send(notice, at)
    return taken


def send(notice: Notice, at: datetime) -> bool:
    """Send one letter if it is due and nobody else is sending it; return whether it was ours to take.

    What goes wrong is written on the row and never raised: one bad letter does not hold up the others.
    """
    if not notice.claim(at):
        return False
    try:
        if why := obstacle(notice, at):
            notice.mark_obsolete(why)
            return True
        with transaction.atomic():  # a link in the letter is in force before the letter is under way
            rendered = letters.render(notice)
        message_id = deliver(notice, rendered)
    except Exception as error:
        log.exception("Letter %s (%s) was not sent, try %s", notice.public_id, notice.kind, notice.attempts)
        notice.mark_refused(f"{type(error).__name__}: {error}", at=at)
        return True
    notice.mark_sent(
        subject=rendered.masked(rendered.subject)[:200],
        text=rendered.masked(rendered.text),
        html=rendered.masked(rendered.html),
        message_id=message_id,
        at=timezone.now(),
    )
    return True


def obstacle(notice: Notice, at: datetime) -> str | None:
    """Return why a letter must not go out any more, or None: asked last thing before it does."""
    return notice.reader_obstacle(at) or letters.letter_of(notice.kind).obstacle(notice)


def deliver(notice: Notice, rendered: letters.Rendered) -> str:
    """Hand a letter to the mail server; return its Message-ID."""
    message_id = f"<{notice.key_hash}@{urlsplit(settings.BASE_URL).hostname}>"
    message = EmailMultiAlternatives(
        rendered.subject,
        wrapped(rendered.text),
        sender_of(notice),
        [notice.recipient_email],
        reply_to=[rendered.reply_to] if rendered.reply_to else None,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(rendered.html, "text/html")
    message.send()
    return message_id


def wrapped(text: str) -> str:
    """Return a letter in lines that fit a window of plain text; a link is never broken, and a list stays a list."""
    return "".join(
        textwrap.fill(
            line,
            WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
        for line in text.splitlines()
    )


def sender_of(notice: Notice) -> str:
    """Return our address under the name of the municipality that writes."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return (
        formataddr((str(notice.municipality), address))
        if notice.municipality
        else formataddr((name, address))
    )
