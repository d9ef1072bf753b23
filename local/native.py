"""What no wheel brings: WeasyPrint's libraries, and for tests a browser and poppler. By apt when it may."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSERS = ["chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chrome"]
MAC_BROWSERS = [
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
]


class Missing(Exception):
    """This machine lacks something that we may not install; the text holds the line to type."""


def chromium() -> str | None:
    """Return a browser for the tests; CHROMIUM names another one."""
    on_path = [os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS)]
    return next(filter(None, [*on_path, *(str(path) for path in MAC_BROWSERS if path.exists())]), None)


def poppler() -> str | None:
    """Return poppler's reader of signatures."""
    return shutil.which("pdfsig")


@dataclass(frozen=True)
class Need:
    """A thing that tests of one marker cannot do without."""

    package: str
    present: bool
    brew: str


def needs_of_tests() -> dict[str, Need]:
    """Return what the tests need beside our packages, by their pytest marker."""
    return {
        "browser": Need("chromium-headless-shell", chromium() is not None, "--cask chromium"),
        "poppler": Need("poppler-utils", poppler() is not None, "poppler"),
    }


def loads(library: str) -> bool:
    """Return whether the loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_for_pdf() -> list[str]:
    """Return the Debian packages of the libraries that are not here."""
    if sys.platform == "darwin":
        mac = ["/opt/homebrew/lib/libpango-1.0.dylib", "/usr/local/lib/libpango-1.0.dylib"]
        return [] if any(map(loads, mac)) else list(PDF_LIBRARIES.values())
    return [package for library, package in PDF_LIBRARIES.items() if not loads(library)]


def line_to_type(packages: Iterable[str], *, brew: str) -> str:
    """Return the one line that installs what is missing."""
    if sys.platform == "darwin":
        return f"  brew install {brew}"
    return f"  sudo apt-get install --no-install-recommends {' '.join(packages)}"


def install(packages: list[str]) -> bool:
    """Install by apt when we may without asking; return whether it worked."""
    root = [] if os.getuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (root and not shutil.which("sudo")):
        return False
    if root and subprocess.run([*root, "true"], capture_output=True).returncode:
        return False
    sys.stdout.write(f"Installing {' '.join(packages)}\n")
    sys.stdout.flush()
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL)
    installed = subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *packages], capture_output=True, text=True
    )
    if installed.returncode:
        sys.stderr.write(installed.stderr)
    return installed.returncode == 0


def ensure_pdf() -> None:
    """Make sure that WeasyPrint can load, or say what to type."""
    if (packages := missing_for_pdf()) and not install(packages):
        line = line_to_type(packages, brew="pango")
        raise Missing(f"The libraries that make PDF documents are not here. Type this once:\n{line}")


def ensure_for_tests() -> None:
    """Install a browser and poppler when we may; tests that go without say so themselves."""
    missing = [need.package for need in needs_of_tests().values() if not need.present]
    if missing:
        install(missing)
