"""Draw docs/lifecycle.md from the table of moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from deals.agenda import AGENDA_MOVES
from deals.lifecycle import AMENDMENT_MOVES, INVITATION_MOVES, MEANINGS, MOVES, Move, State

PAGE = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"
HEAD = """# The life of a deal

Drawn by `manage.py draw_lifecycle` from `deals/lifecycle.py`; a test holds it to be current. `Deal.make` is the only
writer of the state. A move that follows from rows by itself is marked (system).
"""
AMENDMENTS = """## A change of a signed deal

The deal goes on as it was until everyone who must has signed the change. `Amendment.make` is the only writer of its state.
"""
INVITATIONS = """## An invitation to sign

It ends once. An expired one still waits, and can be given more time. *In turn*: only after all parties of the stages
before have signed, also for who opens a copied link.
"""

AGENDA = """## A deal, or a change of one, on the agenda of a signing day

Its place in the queue of one event; the deal and its change keep their own states. A signature that was set while the
connection was away may arrive when another deal is on stage already. What was signed on this stage is not called again; only
when the second look at a paper refused a signature, it is called back.
"""


def drawing() -> str:
    """Return the page: a diagram and its tables for deals, changes of deals, invitations and agendas."""
    with override("en"):
        states = [f"| {state} | {MEANINGS[state]} |" for state in State]
        parts = [
            HEAD,
            *_diagram(MOVES, starts=["announced", "draft"], ends=["ended", "cancelled"]),
            *["", "| state | meaning |", "|---|---|", *states],
            *_table(MOVES),
            "",
            AMENDMENTS,
            *_diagram(AMENDMENT_MOVES, starts=["writing"], ends=["agreed", "withdrawn"]),
            *_table(AMENDMENT_MOVES),
            "",
            INVITATIONS,
            *_invitations(),
            "",
            AGENDA,
            *_diagram(AGENDA_MOVES, starts=["waiting"], ends=["signed", "declined", "put_off"]),
            *_table(AGENDA_MOVES),
        ]
    return "\n".join([*parts, ""])


def _diagram(moves: dict[str, Move[Any]], *, starts: list[str], ends: list[str]) -> list[str]:
    """Return the lines of a state diagram."""
    arrows = [
        f"    {source} --> {move.target}: {move.label}{' (system)' if move.system else ''}"
        for move in moves.values()
        for source in sorted(move.sources)
    ]
    first, last = [f"    [*] --> {state}" for state in starts], [f"    {state} --> [*]" for state in ends]
    return ["```mermaid", "stateDiagram-v2", *first, *arrows, *last, "```"]


def _table(moves: dict[str, Move[Any]]) -> list[str]:
    """Return the lines of a table of moves."""
    rows = [
        f"| {name} | {', '.join(sorted(move.sources))} | {move.target} |"
        f" {'system' if move.system else ', '.join(sorted(move.roles))} |"
        f" {'yes' if move.needs_reason else ''} |"
        for name, move in moves.items()
    ]
    return ["", "| move | from | to | by | needs a reason |", "|---|---|---|---|---|", *rows]


def _invitations() -> list[str]:
    """Return the lines of the table of what can be done with a waiting invitation."""
    rows = [
        f"| {name} | {move.target or 'waiting'} | {move.actor.label} |"
        f" {'yes' if move.in_time else ''} | {'yes' if move.in_turn else ''} |"
        for name, move in INVITATION_MOVES.items()
    ]
    return ["| act | to | by | before it expires | in turn |", "|---|---|---|---|---|", *rows]


class Command(BaseCommand):
    """Write the page, or only say whether it is current."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--check`."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when it is not current"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw it."""
        if options["check"]:
            if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != drawing():
                raise CommandError(f"{PAGE.name} is not current; run manage.py draw_lifecycle")
        else:
            PAGE.write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"{PAGE.name} is current")
