"""PostgreSQL and Valkey of one machine: they start anywhere, survive crashes, leave nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import redis

from local.postgres import Postgres, PostgresRefused, identity_for_root
from local.processes import Guard, process_in
from local.valkey import Valkey

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # a killed child has no one to wait for it


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.quit()


@pytest.fixture
def sockets() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="handslag-") as folder:
        yield Path(folder)


def server(folder: Path, sockets: Path, *, fleeting: bool = True) -> Postgres:
    return Postgres(folder / "postgres", sockets, folder / "postgres.log", fleeting=fleeting)


def ask(postgres: Postgres, question: str, **options: object) -> object:
    with closing(psycopg.connect(postgres.url, autocommit=True, **options)) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


def eventually(condition: object, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_path_may_have_spaces_and_accents(tmp_path: Path, sockets: Path, guard: Guard) -> None:
    postgres = server(tmp_path / "één map", sockets)

    postgres.start(guard)
    postgres.create_database()

    try:
        assert ask(postgres, "select current_user || current_setting('listen_addresses')") == "app"
        assert ask(postgres, "select upper('é')") == "É"
    finally:
        postgres.stop()


def test_postgres_wants_the_password(tmp_path: Path, sockets: Path, guard: Guard) -> None:
    postgres = server(tmp_path, sockets)
    postgres.start(guard)
    try:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(postgres, "select 1", password="wrong", dbname="postgres")
    finally:
        postgres.stop()


def test_rows_survive_kill_9_and_the_file_it_leaves(tmp_path: Path, sockets: Path, guard: Guard) -> None:
    first = server(tmp_path, sockets, fleeting=False)
    first.start(guard)
    first.create_database()
    ask(first, "create table kept as select 42 as number")
    first.child.process.kill()
    first.child.process.wait()
    left_over = first.cluster / "postmaster.pid"
    left_over.write_text(left_over.read_text().replace(str(first.child.process.pid), str(os.getpid()), 1))

    second = server(tmp_path, sockets, fleeting=False)
    second.start(guard)

    try:
        assert ask(second, "select number from kept") == 42
    finally:
        second.stop()


def test_data_of_another_version_is_refused_in_words(tmp_path: Path, sockets: Path, guard: Guard) -> None:
    postgres = server(tmp_path, sockets)
    postgres.cluster.mkdir(parents=True)
    (postgres.cluster / "PG_VERSION").write_text("17\n")

    with pytest.raises(PostgresRefused, match="was made by PostgreSQL 17"):
        postgres.start(guard)


def test_root_runs_the_server_under_another_name() -> None:
    assert identity_for_root() in ({"namespace", "nobody"} if os.getuid() == 0 else {"same"})


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_root_without_namespaces_keeps_the_cluster_with_nobody(
    tmp_path: Path, sockets: Path, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.postgres.identity_for_root", lambda: "nobody")
    postgres = server(tmp_path, sockets)

    try:
        postgres.start(guard)
        postgres.create_database()

        assert ask(postgres, "select 1") == 1
        assert Path(f"/proc/{postgres.child.process.pid}").stat().st_uid == 65534
    finally:
        postgres.stop()
        subprocess.run(["rm", "-rf", postgres.outside], check=True)


def test_valkey_keeps_what_was_pushed_before_kill_9(tmp_path: Path, sockets: Path, guard: Guard) -> None:
    first = Valkey(tmp_path / "valkey", sockets, tmp_path / "valkey.log")
    first.start(guard)
    client_of(first).rpush("queue", *range(500))
    first.child.process.kill()
    first.child.process.wait()

    second = Valkey(tmp_path / "valkey", sockets, tmp_path / "valkey.log")
    second.start(guard)

    try:
        assert client_of(second).llen("queue") == 500
    finally:
        second.stop()


def client_of(valkey: Valkey) -> object:
    return redis.Redis(unix_socket_path=str(valkey.socket))


ORPHANS = """
import sys, time
from pathlib import Path
from local.postgres import Postgres
from local.processes import Guard
folder, guard = Path(sys.argv[1]), Guard()
guard.remove(folder)
postgres = Postgres(folder / "postgres", folder, folder / "log", fleeting=True)
postgres.start(guard)
print(postgres.cluster, flush=True)
time.sleep(60)
"""
WITHOUT_DEATH_SIGNAL = """
import types
from local import processes
wrap, none = processes.launch_command, types.SimpleNamespace(value=0)
processes.launch_command = lambda command, **options: wrap(command, **options | {"stop_signal": none})
"""


@pytest.mark.parametrize("death_signal", [True, False], ids=["with the death signal", "by the guard alone"])
def test_kill_9_of_the_parent_leaves_no_server_and_no_folder(death_signal: bool) -> None:
    code = ORPHANS if death_signal else WITHOUT_DEATH_SIGNAL + ORPHANS
    folder = Path(tempfile.mkdtemp(prefix="handslag-"))
    parent = subprocess.Popen([sys.executable, "-c", code, folder], stdout=subprocess.PIPE, text=True)
    cluster = Path(parent.stdout.readline().strip())
    assert process_in(cluster)

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    assert eventually(lambda: not process_in(cluster))
    assert eventually(lambda: not folder.exists())
