"""Proof of promises: placements, what employers answered, counts by stage."""

from placements.models.funnel import FunnelCount, Stage
from placements.models.placement import Placement
from placements.models.progress import (
    AnswerState,
    ProgressAnswer,
    ProgressFigure,
    ProgressLink,
    ProgressRound,
)

__all__ = [
    "AnswerState",
    "FunnelCount",
    "Placement",
    "ProgressAnswer",
    "ProgressFigure",
    "ProgressLink",
    "ProgressRound",
    "Stage",
]
