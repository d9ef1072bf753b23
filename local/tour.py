"""The smoke test of a whole installation: plays the main job over HTTP, one line per step."""

import time
import urllib.request
from pathlib import Path


def play(base_url: str, out: Path) -> None:
    """Play every step; raise at the first that does not hold."""
    started = time.monotonic()
    with urllib.request.urlopen(f"{base_url}/accounts/login/", timeout=20) as response:  # noqa: S310  (our own)
        (out / "sign-in.html").write_bytes(response.read())
    print(f"{time.monotonic() - started:5.1f} s  the sign-in page answers")  # noqa: T201  (this is its output)
