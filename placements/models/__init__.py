"""Proof of promises: placements, what employers answered, counts by stage."""

from placements.models.funnel import FunnelCount, Stage
from placements.models.link import ProgressLink
from placements.models.placement import Placement
from placements.models.plausibility import Surprising
from placements.models.progress import (
    AlreadyAnswered,
    AnswerState,
    ProgressAnswer,
    ProgressFigure,
    ProgressRound,
)

__all__ = [
    "AlreadyAnswered",
    "AnswerState",
    "FunnelCount",
    "Placement",
    "ProgressAnswer",
    "ProgressFigure",
    "ProgressLink",
    "ProgressRound",
    "Stage",
    "Surprising",
]
