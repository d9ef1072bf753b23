"""Parts of addresses that have few values: anything else is a 404 before a view runs."""

from django.urls.converters import StringConverter

from deals.lifecycle import MOVES
from deals.wizard.wizard import STEPS


class MoveConverter(StringConverter):
    """A move that a person can make."""

    regex = "|".join(name for name, move in MOVES.items() if not move.system)


class StepConverter(StringConverter):
    """A step of the wizard."""

    regex = "|".join(STEPS)


class StageMoveConverter(StringConverter):
    """A step of a deal in the queue of a signing day that needs no more than a press of a button."""

    regex = "call|recall|step_back|put_off"
