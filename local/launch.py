"""Become another program that ends when our parent ends: launch.py PARENT SIGNAL IDENTITY COMMAND...

IDENTITY is what the program runs as: `same`, `nobody`, or `namespace`: root seems nobody, files stay root's.
A program of its own, so that nothing runs between fork and exec in a process that may have threads.
"""

import ctypes
import os
import pwd
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def seem_nobody() -> None:
    """Enter a user namespace in which our user is called nobody: PostgreSQL refuses to run as root."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    nobody = pwd.getpwnam("nobody").pw_uid
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{nobody} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{nobody} {group} 1")


def become_nobody() -> None:
    """Give up root for good."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def main(parent: int, signal_number: int, identity: str, command: list[str]) -> None:
    """Take on the identity, ask to die with the parent, and become the command."""
    if identity == "namespace":
        seem_nobody()
    elif identity == "nobody":
        become_nobody()
    if sys.platform == "linux":  # last, as a change of identity clears it; elsewhere the guard does the work
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  (no shell is what we want)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
