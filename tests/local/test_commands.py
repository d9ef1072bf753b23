"""The words of ./handslag, without starting everything."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from local import native
from local.__main__ import DEMO_PASSWORD, DEMO_PEOPLE
from local.installation import Installation, Refused, free_port, private_folder
from local.processes import project_environment

ROOT = Path(settings.BASE_DIR)


def test_the_script_names_its_commands_when_it_is_asked_nothing() -> None:
    asked = subprocess.run([ROOT / "handslag"], capture_output=True, text=True)

    words = {line.split()[1] for line in asked.stdout.splitlines()}
    assert (asked.returncode, words) == (2, {"run", "test", "check", "tour", "pictures", "doctor"})


def test_a_second_start_says_who_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_URL")
    first = Installation(tmp_path, port=1234)
    first._take_lock()

    second = subprocess.run(
        [sys.executable, "-m", "local", "run"],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    first.stop()
    assert second.returncode == 1
    assert f"already running here (pid {os.getpid()}, http://localhost:1234)" in second.stdout


def test_the_folder_of_sockets_must_be_ours_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = private_folder(Path("/somewhere"))
    folder.chmod(0o755)

    with pytest.raises(Refused, match="not a private folder"):
        private_folder(Path("/somewhere"))


def test_a_port_that_is_taken_is_left_alone() -> None:
    port = free_port(None)
    with socket.create_server(("127.0.0.1", port)):
        assert free_port(port) != port


def test_children_inherit_nothing_that_slows_or_misleads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("KEPT", "yes")

    environment = project_environment()

    assert environment["KEPT"] == "yes"
    assert {"PYTHONDONTWRITEBYTECODE", "PGHOST"} & set(environment) == set()


def test_what_may_not_be_installed_is_one_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "PDF_LIBRARIES", {"libnone.so.0": "libnone0", "libother.so.0": "libother0"})
    monkeypatch.setenv("PATH", "")

    with pytest.raises(native.Missing) as missing:
        native.ensure_pdf()

    assert str(missing.value).splitlines()[-1].split() == [
        "sudo", "apt-get", "install", "--no-install-recommends", "libnone0", "libother0",
    ]  # fmt: skip


def test_the_accounts_that_are_printed_are_in_the_demo() -> None:
    demo = "".join(path.read_text() for path in (ROOT / "config").rglob("demo*/**/*.py"))
    demo += (ROOT / "config/management/commands/demo.py").read_text()

    assert [address for address in DEMO_PEOPLE if f'"{address}"' not in demo] == []
    assert f'PASSWORD = "{DEMO_PASSWORD}"' in demo
