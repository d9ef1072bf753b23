"""A signature drawn with a finger or a mouse: lines on a field of fixed size. An extra, never needed."""

from __future__ import annotations

import json
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Drawing = list[list[list[int]]]  # strokes of points [x, y]

WIDTH, HEIGHT = 1000, 400
MOST_POINTS = 6_000
LEAST_LENGTH = 40  # shorter than this is a slip of the finger


def read_strokes(text: str) -> Drawing | None:
    """Return the drawing that a browser sent as JSON; None when nothing was drawn. Raises ValidationError."""
    if not text.strip():
        return None
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("The drawn signature did not arrive well. Draw it again.")) from error
    if strokes == []:
        return None
    if not _is_drawing(strokes):
        raise ValidationError(_("The drawn signature did not arrive well. Draw it again."))
    if _length(strokes) < LEAST_LENGTH:
        raise ValidationError(_("The drawn signature is too short. Draw it again."))
    drawing: Drawing = strokes
    return drawing


def path(drawing: Drawing) -> str:
    """Return the drawing as the path of an SVG of WIDTH by HEIGHT."""
    return "".join(
        f"M{stroke[0][0]} {stroke[0][1]}"
        + ("".join(f"L{x} {y}" for x, y in stroke[1:]) or f"L{stroke[0][0]} {stroke[0][1]}")
        for stroke in drawing
    )


def _is_drawing(strokes: object) -> bool:
    """Whether these are strokes of points inside the field, and not too many."""
    if not isinstance(strokes, list) or not all(isinstance(stroke, list) and stroke for stroke in strokes):
        return False
    points = [point for stroke in strokes for point in stroke]
    return len(points) <= MOST_POINTS and all(_is_point(point) for point in points)


def _is_point(point: object) -> bool:
    """Whether this is one point inside the field."""
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(each) is int for each in point)
        and 0 <= point[0] <= WIDTH
        and 0 <= point[1] <= HEIGHT
    )


def _length(strokes: Drawing) -> int:
    """Return how far the pen went, measured along the sides."""
    return sum(
        abs(after[0] - before[0]) + abs(after[1] - before[1])
        for stroke in strokes
        for before, after in pairwise(stroke)
    )
