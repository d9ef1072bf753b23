"""pytest plugin: throw-away PostgreSQL and Valkey for one test run, gone with it even after kill -9.

DATABASE_URL and REDIS_URL may name servers of your own. The workers of pytest-xdist inherit what we started.
"""

import gc
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from config import catalogues
from local import native
from local.postgres import Postgres
from local.processes import Guard
from local.valkey import Valkey

ROOMY = 1_000_000_000  # bytes: containers often have 64 MB of /dev/shm
FOR_TESTS = {
    "ALLOWED_HOSTS": "*",
    "BASE_URL": "http://localhost:8000",
    "REQUIRE_SECOND_FACTOR": "0",  # most tests are about something else
    "DATABASE_CONN_MAX_AGE": "0",  # threads of the live server would hold on to the test database
}
NOT_FOR_TESTS = {
    "DEBUG",
    "DEMO",
    "MAIL_URL",
    "MEDIA_ROOT",
    "SEAL_KEY_FILE",
    "SEAL_TRUST_FILE",
    "STATIC_ROOT",
    "TIMESTAMP_URL",
}


class Services:
    """What one test run needs, in one folder that is deleted afterwards."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108
        roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY
        self.folder = Path(tempfile.mkdtemp(prefix="handslag-test-", dir=memory if roomy else None))
        self.guard = Guard()
        self.guard.remove(self.folder)
        sockets = self.folder / "sockets"
        sockets.mkdir(mode=0o700)
        logs = self.folder / "logs"
        self.postgres = Postgres(self.folder / "postgres", sockets, logs / "postgres.log", fleeting=True)
        if self.postgres.outside:
            self.guard.remove(self.postgres.outside)
        self.valkey = Valkey(self.folder / "valkey", sockets, logs / "valkey.log", fleeting=True)

    def start(self) -> None:
        """Start what the environment does not name, and tell the settings where everything is."""
        if not os.environ.get("DATABASE_URL"):
            self.postgres.start(self.guard)
            self.postgres.create_database()
            os.environ["DATABASE_URL"] = self.postgres.url
        if not os.environ.get("REDIS_URL"):
            self.valkey.start(self.guard)
            os.environ["REDIS_URL"] = self.valkey.url
        for name in NOT_FOR_TESTS:
            os.environ.pop(name, None)
        data = self.folder / "data"
        (data / "static").mkdir(parents=True)
        os.environ.update(FOR_TESTS, DATA_DIR=str(data), SECRET_KEY=secrets.token_urlsafe(50))

    def stop(self) -> None:
        """Stop both and leave nothing behind."""
        self.valkey.stop()
        self.postgres.stop()
        for folder in filter(None, (self.folder, self.postgres.outside)):
            shutil.rmtree(folder, ignore_errors=True)
        self.guard.quit()


services: list[Services] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the services before pytest-django reads the settings; each worker of xdist has a cache of its own.

    Dutch is compiled first: Django reads it while it is set up, and would go on with that of the last run.
    """
    catalogues.compile_all(Path(__file__).resolve().parent.parent)
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        own = f"virtual_host={int(worker.removeprefix('gw')) + 1}"
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("virtual_host=0", own)
        return
    services.append(Services())
    services[-1].start()


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Set what differs in tests: static files without hashes, quick passwords, no looking for garbage all the time."""
    gc.set_threshold(100_000, 50, 50)
    if settings.configured:
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run and say why; on a build server that is a failure."""
    for marker, need in native.needs_of_tests().items():
        if item.get_closest_marker(marker) and not need.present:
            reason = f"{need.package} is not here:{native.line_to_type([need.package], brew=need.brew)}"
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


def pytest_unconfigure() -> None:
    """Stop the services."""
    while services:
        services.pop().stop()
