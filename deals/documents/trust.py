"""How much a seal proves: by itself, with a time stamp, or with all that is needed to check it decades from now."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as asn1
from django.conf import settings
from django.utils.translation import gettext_noop

from deals.documents.reasons import NoSeal


class Level(StrEnum):
    """The baseline levels of PAdES (ETSI EN 319 142-1) that we make."""

    PLAIN = "B-B"
    TIMED = "B-T"  # an authority confirms the moment
    LASTING = "B-LT"  # and the file carries what shows that no certificate was revoked then


def level() -> Level:
    """Return the level that this installation seals at: it follows from what is configured."""
    if not settings.TIMESTAMP_URL:
        return Level.PLAIN
    return Level.LASTING if settings.SEAL_TRUST_FILE else Level.TIMED


def roots() -> list[asn1.Certificate]:
    """Return the certificates above the seal and the time-stamp authority that we trust. Raises NoSeal when unreadable."""
    path = Path(settings.SEAL_TRUST_FILE)
    try:
        return list(_read(path, path.stat().st_mtime_ns))
    except (OSError, ValueError) as error:
        raise NoSeal(gettext_noop("The file with trusted certificates cannot be read.")) from error


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> tuple[asn1.Certificate, ...]:
    """Open a PEM file with one certificate or more."""
    content = path.read_bytes()
    if not pem.detect(content):
        raise ValueError("no PEM file")
    found = [
        asn1.Certificate.load(data, strict=True)
        for kind, _headers, data in pem.unarmor(content, multiple=True)
        if kind == "CERTIFICATE"
    ]
    if not found:
        raise ValueError("no certificate in the file")
    return tuple(found)
