"""What tests of deals share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deals.models import Deal, Document
from tests.deals import documents


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration key of this test run is: making one takes a second."""
    return tmp_path_factory.mktemp("seal")


@pytest.fixture
def demonstration(settings: Any, seal_folder: Path, tmp_path: Path) -> Path:
    """An installation that seals with a key of its own; return the folder of its files, empty for each test."""
    settings.DEMO = True
    settings.DATA_DIR = seal_folder
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def document(deal: Deal, demonstration: Path) -> Document:
    """The final sealed document of the deal; really made once in a run, with the same bytes after that."""
    return documents.installed(deal)
