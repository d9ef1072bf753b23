"""The commands of ./handslag."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from local import native, tour
from local.checks import CHECKS, FIXES, environment_for_checks
from local.installation import ROOT, Installation, Interrupted, Refused, free_port, while_running
from local.native import Missing
from local.postgres import PostgresRefused
from local.processes import project_environment
from local.valkey import ValkeyRefused

DEMO_PEOPLE = {
    "officer@duinstede.example": "account manager of the fictional municipality of Duinstede",
    "employer@helmgras.example": "an employer there",
    "partner@duinstede.example": "a partner there",
    "alderman@duinstede.example": "the alderman",
    "privacy@duinstede.example": "the privacy officer",
    "admin@handslag.example": "the administrator",
    "officer@delft.example": "account manager in Delft: the public facts of real deals",
}
DEMO_PASSWORD = "handslag-demo"  # noqa: S105  (refused outside the demo)


def say(text: str) -> None:
    """Tell the person at the keyboard, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def data_folder() -> Path:
    """Return where this installation keeps everything."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data")


def run(_: argparse.Namespace) -> int:
    """Start everything and stay until Ctrl-C or until a part of it ends."""
    native.ensure_pdf()
    started = time.monotonic()
    port = os.environ.get("PORT")
    installation = Installation(data_folder(), port=int(port) if port else None)

    def stay() -> None:
        say(f"\nHandslag is running: {installation.url}   ({time.monotonic() - started:.1f} s)")
        if installation.environment["DEMO"] not in {"", "0"}:
            say(f"\nDemo accounts, all with the password {DEMO_PASSWORD}:")
            for address, person in DEMO_PEOPLE.items():
                say(f"  {address:<28} {person}")
        say(f"\nData and logs are in {installation.data}. Ctrl-C stops everything.")
        while not (child := installation.ended_child()):
            time.sleep(0.2)
        raise Refused(f"{child.name} ended, so everything stops. Its last lines:\n{child.last_words()}")

    say("Starting PostgreSQL, Valkey, web, workers and beat")
    try:
        while_running(installation, stay)
    except Interrupted:
        say("Stopped.")
    return 0


def play_tour(arguments: argparse.Namespace) -> int:
    """Play the tour against an installation of its own, that is gone afterwards."""
    native.ensure_pdf()
    called_from = os.environ.get("HANDSLAG_CALLED_FROM", ".")
    out = Path(called_from, arguments.out).resolve() if arguments.out else data_folder() / "tour"
    out.mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "REDIS_URL", "BASE_URL", "DEMO", "MAIL_URL", "MEDIA_ROOT", "STATIC_ROOT"):
        os.environ.pop(name, None)
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="handslag-tour-"))
    installation = Installation(folder, port=free_port(None), throw_away=True)

    def play() -> None:
        say(f"{time.monotonic() - started:5.1f} s  everything starts on empty ground, demo included")
        try:
            tour.play(installation.url, out, installation.data / "letters")
        except Exception:
            shutil.copytree(installation.data / "logs", out / "logs", dirs_exist_ok=True)
            say(f"This step does not hold. What every program said is in {out / 'logs'}.")
            raise

    while_running(installation, play)
    say(f"{time.monotonic() - started:5.1f} s  in all; the files are in {out}")
    return 0


def test(arguments: argparse.Namespace) -> int:
    """Run the tests with throw-away services; everything after `test` goes to pytest."""
    native.ensure_pdf()
    native.ensure_for_tests()
    chosen = arguments.rest or ["-n", "2", "--dist", "loadfile", "-q"]
    command = [sys.executable, "-m", "pytest", *chosen]
    return subprocess.run(command, cwd=ROOT, env=project_environment()).returncode


def check(_: argparse.Namespace) -> int:
    """Run every check, also after one failed. Changes nothing."""
    failed = 0
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment_for_checks(), capture_output=True, text=True)
        say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {time.monotonic() - started:5.1f} s  {name}")
        if done.returncode:
            failed += 1
            say((done.stdout + done.stderr).strip())
    return 1 if failed else 0


def fix(_: argparse.Namespace) -> int:
    """Repair what a machine can repair."""
    environment = environment_for_checks()
    return max(subprocess.run(command, cwd=ROOT, env=environment).returncode for command in FIXES)


def doctor(_: argparse.Namespace) -> int:
    """Say what this machine has and lacks."""
    packages = native.missing_for_pdf()
    say(f"Python     {sys.version.split()[0]}")
    say(f"PDF        {'ready' if not packages else native.line_to_type(packages, brew='pango').strip()}")
    for marker, need in native.needs_of_tests().items():
        line = native.line_to_type([need.package], brew=need.brew).strip()
        say(f"{marker:<10} {'ready' if need.present else line}")
    return 1 if packages else 0


def main() -> int:
    """Read the command line and obey."""
    parser = argparse.ArgumentParser(prog="./handslag")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    words: dict[str, Callable[[argparse.Namespace], int]] = {
        "run": run, "test": test, "check": check, "fix": fix, "tour": play_tour, "doctor": doctor,
    }  # fmt: skip
    for word, function in words.items():
        command = commands.add_parser(word, help=(function.__doc__ or "").splitlines()[0])
        command.set_defaults(function=function)
        if word == "tour":
            command.add_argument("--out", metavar="DIR", help="keep the documents, reports and letters here")
    arguments, rest = parser.parse_known_args()
    arguments.rest = rest
    if rest and arguments.function is not test:
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        return arguments.function(arguments)
    except (Refused, Missing, PostgresRefused, ValkeyRefused) as refusal:
        say(str(refusal))
        return 1
    except Interrupted:
        return 130


if __name__ == "__main__":
    sys.exit(main())
