"""Opens a stranger's PDF in a process of its own, within bounds: a small file can be made to take all time and memory.

Run as a program it reads the file from its input. No Django here: it must start fast and know no secrets.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2

PATIENCE = 12  # seconds by the clock
BOUNDS = {
    resource.RLIMIT_CPU: 8,  # seconds of work
    resource.RLIMIT_AS: 1024**3,
    resource.RLIMIT_FSIZE: 0,  # it writes no files
    resource.RLIMIT_CORE: 0,
}
MOST_PAGES = 100
MOST_TEXT = 2_000_000
ENCLOSED = "deal.json"


@dataclass(frozen=True)
class Inside:
    """What was found before the time was over; empty when the file cannot be opened."""

    enclosed: str = ""  # the data of the deal that it carries
    text: str = ""  # of its first pages
    is_locked: bool = False


def look_inside(content: bytes) -> Inside:
    """Return what is in a PDF, as far as can be found in a few seconds."""
    program = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(
            program, input=content, capture_output=True, timeout=PATIENCE, check=False, env={}
        )
        found = done.stdout
    except subprocess.TimeoutExpired as late:
        found = late.stdout or b""
    facts: dict[str, Any] = {}
    for line in found.splitlines(keepends=True):
        with suppress(ValueError, TypeError):  # it stopped halfway
            facts |= json.loads(line)
    return Inside(
        enclosed=str(facts.get("enclosed", "")),
        text=str(facts.get("text", "")),
        is_locked=bool(facts.get("is_locked")),
    )


def main() -> None:
    """Tell about the file on the input: one line for each thing found, the quickest first."""
    for kind, bound in BOUNDS.items():
        with suppress(ValueError, OSError):  # a system that has no such bound
            resource.setrlimit(kind, (bound, bound))
    content = sys.stdin.buffer.read()
    with suppress(Exception):
        _tell(enclosed=_enclosed(content))
    with suppress(Exception):
        _tell(text=_text(content))


def _tell(**facts: str | bool) -> None:
    print(json.dumps(facts), flush=True)  # noqa: T201  its output is the answer


def _enclosed(content: bytes) -> str:
    """Return the data of the deal in the PDF, if there is any."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if ENCLOSED not in pdf.attachments:
                return ""
            return pdf.attachments[ENCLOSED].get_file().read_bytes()[:MOST_TEXT].decode(errors="replace")
    except pikepdf.PasswordError:
        _tell(is_locked=True)
        raise


def _text(content: bytes) -> str:
    """Return the words on its first pages."""
    with pypdfium2.PdfDocument(content) as pdf:
        pages = (pdf[number].get_textpage().get_text_bounded() for number in range(min(len(pdf), MOST_PAGES)))
        return "\n".join(pages)[:MOST_TEXT]


if __name__ == "__main__":
    main()
