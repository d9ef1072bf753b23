"""Where letters go when no mail server is configured: each becomes a file that any mail program opens."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.names import plain


class EmlBackend(BaseEmailBackend):
    """Writes each message as one `.eml` in `EMAIL_FILE_PATH`, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; a message that is sent again (the same Message-ID) takes the place of the first."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(folder, message)
        return len(email_messages)

    def _write(self, folder: Path, message: EmailMessage) -> None:
        parsed = message.message()
        mark = hashlib.sha256(str(parsed["Message-ID"]).encode()).hexdigest()[:12]
        for earlier in folder.glob(f"*-{mark}.eml"):
            earlier.unlink(missing_ok=True)
        stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S-%f")
        words = re.sub(r"[^a-z0-9]+", "-", plain(str(message.subject)))[:50].strip("-") or "letter"
        unfinished = folder / f".{mark}.{os.getpid()}.tmp"
        unfinished.write_bytes(parsed.as_bytes())
        unfinished.replace(folder / f"{stamp}-{words}-{mark}.eml")
