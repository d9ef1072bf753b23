"""A whole installation on one machine: servers, web, workers and beat, started and stopped as one."""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import stat
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from local.postgres import Postgres
from local.processes import Child, Command, Guard, launch, project_environment
from local.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000
PAGE_SECONDS = 90
PYTHON: Command = [sys.executable, "-W", "ignore"]
CELERY: Command = [*PYTHON, "-m", "celery", "-A", "config"]
WORKER: Command = [*CELERY, "worker", "--loglevel=info", "--without-gossip", "--without-mingle"]


class Refused(Exception):
    """The installation cannot run; the text says why."""


def private_folder(key: Path) -> Path:
    """Return a short folder that only we can enter: the path of a socket must stay under 104 bytes."""
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    base = runtime if os.access(runtime, os.W_OK) else Path(tempfile.gettempdir())
    folder = base / f"handslag-{os.getuid()}-{hashlib.sha256(str(key).encode()).hexdigest()[:10]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise Refused(f"{folder} is not a private folder of ours.")
    return folder


def free_port(first: int | None = FIRST_PORT) -> int:
    """Return the wanted port if nobody listens there, else any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", first or 0))
        except OSError:
            return free_port(None)
        return int(probe.getsockname()[1])


def kept_secret(file: Path) -> str:
    """Return the secret in the file; make one the first time."""
    if not file.exists():
        with open(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    return file.read_text()


class Installation:
    """Everything that one data folder needs to answer a page. Starts once, stops once."""

    def __init__(self, data: Path, *, port: int | None = None, throw_away: bool = False) -> None:
        self.data, self.throw_away = data.resolve(), throw_away
        self.port = port or free_port()
        self.environment = project_environment()
        self.url = self.environment.get("BASE_URL") or f"http://localhost:{self.port}"
        self._servers: list[Postgres | Valkey] = []
        self._children: list[Child] = []
        self._guard: Guard | None = None
        self._lock: IO[str] | None = None
        self._folders: list[Path] = []  # to be deleted at the end

    def start(self) -> None:
        """Start everything; return when the page answers."""
        self._take_lock()
        self._guard = Guard()
        self._start_servers(self._guard)
        self.environment = {
            "DEMO": "1",
            "SECRET_KEY": kept_secret(self.data / "secret-key"),
            "ALLOWED_HOSTS": f"localhost,127.0.0.1,{urlsplit(self.url).hostname}",
        } | self.environment
        self.environment |= {"DATA_DIR": str(self.data), "BASE_URL": self.url}
        self._prepare(self._guard)
        self._children.clear()
        for name, command in self._programs().items():
            self._launch(name, command, self._guard)
        self._wait_for_page()

    def ended_child(self) -> Child | None:
        """Return a program that ended though it should not have."""
        servers = [server.child for server in self._servers if server.child]
        return next((child for child in [*servers, *self._children] if child.ended), None)

    def stop(self) -> None:
        """Stop everything, the servers last. Safe to call at any moment."""
        for child in self._children:
            if not child.ended:
                child.process.send_signal(child.stop_signal)  # all at once: Celery takes its time
        for child in self._children:
            child.stop()
        for server in reversed(self._servers):
            server.stop()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)
        if self._guard:
            self._guard.quit()
        if self._lock:
            self._lock.close()

    def _log(self, name: str) -> Path:
        return self.data / "logs" / f"{name}.log"

    def _launch(self, name: str, command: Command, guard: Guard) -> Child:
        child = launch(name, command, log=self._log(name), guard=guard, env=self.environment, cwd=ROOT)
        self._children.append(child)
        return child

    def _take_lock(self) -> None:
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = (self.data / "lock").open("a+")
        except PermissionError as error:
            raise Refused(f"{self.data} belongs to someone else: {error}") from error
        self._lock.seek(0)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(f"Handslag is already running here ({self._lock.read().strip()}).") from error
        self._lock.truncate(0)
        self._lock.write(f"pid {os.getpid()}, {self.url}")
        self._lock.flush()

    def _start_servers(self, guard: Guard) -> None:
        """Start what the environment does not name already."""
        sockets = private_folder(self.data)
        self._folders.append(sockets)
        if not self.environment.get("DATABASE_URL"):
            postgres = Postgres(self.data / "postgres", sockets, self._log("postgres"))
            self._servers.append(postgres)
            if self.throw_away:
                self._throw_away(guard, self.data, *filter(None, [postgres.outside]))
            postgres.start(guard)
            postgres.create_database()
            self.environment["DATABASE_URL"] = postgres.url
        if not self.environment.get("REDIS_URL"):
            valkey = Valkey(self.data / "valkey", sockets, self._log("valkey"))
            self._servers.append(valkey)
            valkey.start(guard)
            self.environment["REDIS_URL"] = valkey.url

    def _throw_away(self, guard: Guard, *folders: Path) -> None:
        """Delete these at the end, whichever end that is."""
        self._folders += folders
        for folder in folders:
            guard.remove(folder)

    def _prepare(self, guard: Guard) -> None:
        """Bring the database, the files and the translations up to date, in one Python process."""
        command = [*PYTHON, "manage.py", "prepare"]
        child = self._launch("prepare", command, guard)
        if child.process.wait():
            raise Refused(f"The installation could not be prepared:\n{child.last_words()}")

    def _programs(self) -> dict[str, Command]:
        web: Command = [*PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        web += ["--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", self.data]
        return {
            "web": web,
            "worker": [*WORKER, "--queues=celery", "--concurrency=1", "--hostname=worker@%h"],
            "documents": [*WORKER, "--queues=documents", "--concurrency=1", "--hostname=documents@%h"],
            "beat": [*CELERY, "beat", "--loglevel=warning", "--pidfile="],
        }

    def _wait_for_page(self) -> None:
        deadline = time.monotonic() + PAGE_SECONDS
        while time.monotonic() < deadline:
            if child := self.ended_child():
                raise Refused(f"{child.name} ended:\n{child.last_words()}")
            if answers(f"http://127.0.0.1:{self.port}/health/ready"):
                return
            time.sleep(0.1)
        raise Refused(f"The page did not answer in {PAGE_SECONDS} s; see {self.data / 'logs'}.")


def answers(url: str) -> bool:
    """Return whether the address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  (our own address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Interrupted(BaseException):
    """Someone asked us to stop."""


def interrupt(*_: object) -> None:
    """Turn a signal into an end that cleans up; a second one changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Interrupted


def while_running(installation: Installation, work: Callable[[], None]) -> None:
    """Start the installation, do the work, and stop it whatever happens."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # started with nohup, it stays when the terminal goes
            signal.signal(number, interrupt)
    try:
        installation.start()
        work()
    finally:
        installation.stop()
