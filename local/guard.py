"""Clean up after a parent that vanished: reads orders from a pipe and carries them out when it closes.

Orders are lines: `stop PID SIGNAL`, `remove FOLDER`, `quit` (the parent cleaned up by itself).
"""

import os
import shutil
import signal
import sys
import time


def alive(process: int) -> bool:
    """Return whether the process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def signalled(process: int, number: int) -> None:
    """Send the signal; a process that is gone needs none."""
    try:
        os.kill(process, number)
    except OSError:
        return


def main() -> None:
    """Wait for the end of the orders, then stop the last process first and remove the folders."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes: list[tuple[int, int]] = []
    folders: list[str] = []
    for line in sys.stdin:
        order, *rest = line.rstrip("\n").split(" ", 1)
        if order == "quit":
            return
        if order == "stop":
            process, number = rest[0].split()
            processes.append((int(process), int(number)))
        elif order == "remove":
            folders.append(rest[0])
    for process, number in reversed(processes):
        signalled(process, number)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(alive(process) for process, _ in processes):
        time.sleep(0.05)
    for process, _ in processes:
        signalled(process, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
