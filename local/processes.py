"""Child processes that never outlive us, even after kill -9: a death signal on Linux, a guard everywhere."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Command = list[str | Path]
Identity = Literal["same", "namespace", "nobody"]

ROOM = Path(__file__).parent


def project_environment() -> dict[str, str]:
    """Return our environment without what slows Python down or leads PostgreSQL's client elsewhere."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name[:2] != "PG" and name not in unwanted}
    if sys.platform == "darwin":  # only Homebrew's own Python looks there by itself
        kept.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib")
    return kept


def process_in(folder: Path) -> int | None:
    """Return a living process that works in this folder, where the system can tell; zombies do not work."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == folder.resolve():
                return int(link.parent.name)
    return None


@dataclass(frozen=True)
class Child:
    """One running program: how to stop it and where it talks."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path

    @property
    def ended(self) -> bool:
        """Return whether it is gone."""
        return self.process.poll() is not None

    def stop(self, *, patience: float = 20) -> None:
        """Ask it to stop, insist after a while, and clear away what is left of its process group."""
        if not self.ended:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 20) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Guard:
    """A process that waits for our end and then cleans up; see guard.py."""

    def __init__(self) -> None:
        orders, self._pipe = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", ROOM / "guard.py"],
            stdin=orders,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        os.close(orders)

    def _order(self, line: str) -> None:
        os.write(self._pipe, line.encode() + b"\n")

    def watch(self, child: Child) -> None:
        """Stop this child when we vanish."""
        self._order(f"stop {child.process.pid} {child.stop_signal:d}")

    def remove(self, folder: Path) -> None:
        """Delete this folder when we vanish."""
        self._order(f"remove {folder}")

    def quit(self) -> None:
        """Everything was cleaned up in order: the guard may go."""
        with contextlib.suppress(BrokenPipeError):
            self._order("quit")
        os.close(self._pipe)
        self._process.wait()


def launch_command(command: Command, *, stop_signal: signal.Signals, identity: Identity) -> list[str]:
    """Return the command wrapped so that it takes the identity and dies with us."""
    wrapper = [sys.executable, "-I", "-S", ROOM / "launch.py", os.getpid(), stop_signal.value, identity]
    return [str(part) for part in [*wrapper, *command]]


def launch(
    name: str,
    command: Command,
    *,
    log: Path,
    guard: Guard,
    env: dict[str, str],
    cwd: str | Path = "/",
    stop_signal: signal.Signals = signal.SIGTERM,
    identity: Identity = "same",
) -> Child:
    """Start a program in a session of its own, watched by the guard, talking to its log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            launch_command(command, stop_signal=stop_signal, identity=identity),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            start_new_session=True,
        )
    child = Child(name, process, stop_signal, log)
    guard.watch(child)
    return child
