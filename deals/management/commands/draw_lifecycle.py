"""Draw docs/lifecycle.md from the table of moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from deals.lifecycle import MEANINGS, MOVES, State

PAGE = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"
HEAD = """# The life of a deal

Drawn by `manage.py draw_lifecycle` from `deals/lifecycle.py`; a test holds it to be current. `Deal.make` is the only
writer of the state. A move that follows from rows by itself is marked (system).

```mermaid
stateDiagram-v2
"""


def drawing() -> str:
    """Return the page: a diagram and two tables."""
    with override("en"):
        arrows = [
            f"    {source} --> {move.target}: {move.label}{' (system)' if move.system else ''}"
            for move in MOVES.values()
            for source in sorted(move.sources)
        ]
        states = [f"| {state} | {MEANINGS[state]} |" for state in State]
        moves = [
            f"| {name} | {', '.join(sorted(move.sources))} | {move.target} |"
            f" {'system' if move.system else ', '.join(sorted(move.roles))} |"
            f" {'yes' if move.needs_reason else ''} |"
            for name, move in MOVES.items()
        ]
    starts = ["    [*] --> announced", "    [*] --> draft"]
    ends = ["    ended --> [*]", "    cancelled --> [*]"]
    tables = ["| state | meaning |", "|---|---|", *states, ""]
    tables += ["| move | from | to | by | needs a reason |", "|---|---|---|---|---|", *moves, ""]
    return HEAD + "\n".join([*starts, *arrows, *ends, "```", "", *tables])


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
