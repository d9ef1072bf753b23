"""A whole installation: whichever part ends, and however, nothing is left running."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from local.installation import free_port

pytestmark = [pytest.mark.celery, pytest.mark.filterwarnings("ignore::ResourceWarning")]
START_SECONDS = 120


def processes_of(data: Path) -> set[int]:
    """Return the processes that were told of this data folder, one way or another."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(data).encode() in told and folder.name != str(os.getpid()):
            found.add(int(folder.name))
    return found


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder: the first start finds empty ground, each next one what its predecessor left behind."""
    return tmp_path_factory.mktemp("installation") / "data"


@pytest.fixture
def supervisor(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Start everything and wait for the address."""
    services = {"DATABASE_URL", "REDIS_URL", "BASE_URL", "SECRET_KEY", "ALLOWED_HOSTS"}
    environment = {name: value for name, value in os.environ.items() if name not in services}
    environment |= {"DATA_DIR": str(data), "PORT": str(free_port(None)), "DEMO": "0"}
    command = [sys.executable, "-m", "local", "run"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        while "is running" not in (line := process.stdout.readline()):
            assert process.poll() is None, line
        yield process
        process.kill()


def test_the_end_of_one_part_ends_all_and_shows_its_log(
    data: Path, supervisor: subprocess.Popen[str]
) -> None:
    port = (data / "lock").read_text().rpartition(":")[2]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready") as answer:
        assert answer.read() == b'{"database": true, "broker": true}'
    beat = next(process for process in processes_of(data) if b"beat" in cmdline(process))

    os.kill(beat, signal.SIGKILL)

    said = supervisor.stdout.read()
    assert (supervisor.wait(), "beat ended, so everything stops" in said) == (1, True)
    assert eventually(lambda: not processes_of(data), 5)


def test_kill_9_of_the_supervisor_leaves_no_orphan(data: Path, supervisor: subprocess.Popen[str]) -> None:
    assert len(processes_of(data)) > 8

    supervisor.kill()

    assert eventually(lambda: not processes_of(data), 20)


def cmdline(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()
