"""Where files are kept: by the SHA-256 of their content, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def store(content: bytes, suffix: str) -> str:
    """Keep `content` and return its name for a FileField. The same content twice is one file.

    Written under a temporary name, flushed to disk and renamed: a half-written file never has a name.
    """
    if not content:
        raise ValueError("an empty file is not kept")
    digest = hashlib.sha256(content).hexdigest()
    name = f"documents/{digest[:2]}/{digest}{suffix}"
    path = Path(settings.MEDIA_ROOT) / name
    if path.exists() and path.stat().st_size == len(content):
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _flush_names(path.parent)
    return name


def _flush_names(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
