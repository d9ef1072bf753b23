"""The smoke test of a whole installation: plays the main jobs over HTTP as the different people, one line per step."""

import sys
import time
from pathlib import Path

from local.tour.commitments import Commitments
from local.tour.signing import Signing


def play(base_url: str, out: Path, letters: Path) -> None:
    """Play every step; leave documents, reports and the letters that went out; raise at the first that does not hold."""
    for part in (Commitments(base_url, out, letters), Signing(base_url, out, letters)):
        for step in part.steps():
            started = time.monotonic()
            said = step()
            sys.stdout.write(f"{time.monotonic() - started:5.1f} s  {said}\n")
            sys.stdout.flush()
