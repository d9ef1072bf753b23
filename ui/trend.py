"""The line of a year: what came true, where it is heading, and the straight line to the target.

Drawn twice, wide and narrow, because text must never be scaled below 14 pixels; the page shows one of them,
the PDF takes the wide one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.html import escape

from ui.charts import Palette, text
from ui.formats import number

Point = tuple[float, float]


@dataclass(frozen=True)
class Words:
    """What stands at the lines, ready to show; an empty one is left out."""

    title: str
    description: str
    done: str = ""  # 262 placed
    target: str = ""  # target 500
    gap: str = ""  # 113 behind
    forecast: str = ""  # 397 expected
    margin: str = ""  # 372 to 424
    as_of: str = ""  # as of 30 September


@dataclass(frozen=True)
class Trend:
    """Running totals at the end of each slot (month, quarter), and what they are held against."""

    words: Words
    slots: Sequence[str]
    done: Sequence[float]
    forecast: Sequence[float] = ()
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    target: float | None = None
    start: float = 0
    target_from: float = 0

    @property
    def ticks(self) -> list[float]:
        """Round numbers from nought to just above the highest line."""
        highest = max([*self.done, *self.forecast, *self.high, self.target or 0, 1])
        step = _round_step(highest / 5)
        return [step * at for at in range(ceil(highest / step) + 1)]

    def planned(self) -> float | None:
        """Return where the straight line to the target is after the last finished slot."""
        if self.target is None:
            return None
        return self.target_from + (self.target - self.target_from) * len(self.done) / len(self.slots)


@dataclass(frozen=True)
class Frame:
    """The space of one drawing, and where a value lies in it."""

    width: int
    height: int
    left: int
    right: int
    count: int
    highest: float
    key: str
    narrow: bool = False
    top: int = 16
    bottom: int = 34

    def x(self, slot: float) -> float:
        """Return the place of the end of a slot."""
        return self.left + (self.width - self.left - self.right) * slot / self.count

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.top + (self.height - self.top - self.bottom) * (1 - value / self.highest)


def wide(trend: Trend, colours: Palette, *, key: str, width: int = 1080, height: int = 360) -> str:
    """Return the drawing for a full page, and for paper."""
    frame = Frame(width, height, 44, 150, len(trend.slots), trend.ticks[-1], key)
    return _draw(trend, colours, frame)


def narrow(trend: Trend, colours: Palette, *, key: str) -> str:
    """Return the drawing for a small screen."""
    frame = Frame(358, 330, 36, 108, len(trend.slots), trend.ticks[-1], key, narrow=True)
    return _draw(trend, colours, frame)


def _draw(trend: Trend, colours: Palette, frame: Frame) -> str:
    parts = [*_axes(trend, colours, frame), *_target(trend, colours, frame)]
    parts += [*_lines(trend, colours, frame), *_labels(trend, colours, frame)]
    size, key = f'width="{frame.width}" height="{frame.height}"', frame.key
    kind = "narrow" if frame.narrow else "wide"
    return (
        f'<svg viewBox="0 0 {frame.width} {frame.height}" {size} role="img" '
        f'aria-labelledby="{key}-t {key}-d" class="hs-chart hs-chart--{kind}">'
        f'<title id="{key}-t">{escape(trend.words.title)}</title>'
        f'<desc id="{key}-d">{escape(trend.words.description)}</desc>{"".join(parts)}</svg>'
    )


def _axes(trend: Trend, colours: Palette, frame: Frame) -> list[str]:
    drawn = []
    for value in trend.ticks:
        y = frame.y(value)
        line = f"M{frame.left} {y:.1f}H{frame.width - frame.right}"
        drawn.append(f'<path d="{line}" stroke="{colours.grid}" stroke-width="1" class="c-grid"/>')
        drawn.append(text(frame.left - 8, y + 5, number(value), colours.muted, "c-muted", anchor="end"))
    every = ceil(len(trend.slots) / 6) if frame.narrow else 1
    for at, label in enumerate(trend.slots):
        if at % every == 0:
            middle = (frame.x(at) + frame.x(at + 1)) / 2
            drawn.append(text(middle, frame.height - 10, label, colours.muted, "c-muted", anchor="middle"))
    return drawn


def _target(trend: Trend, colours: Palette, frame: Frame) -> list[str]:
    if trend.target is None:
        return []
    line = _path([(frame.x(0), frame.y(trend.target_from)), (frame.x(frame.count), frame.y(trend.target))])
    return [
        f'<path d="{line}" fill="none" stroke="{colours.target}" stroke-width="2" stroke-dasharray="2 4" '
        f'stroke-linecap="round" class="c-target-line"/>'
    ]


def _lines(trend: Trend, colours: Palette, frame: Frame) -> list[str]:
    points = _points(frame, trend.done, 1, [(frame.x(0), frame.y(trend.start))])
    now = points[-1]
    ahead = _points(frame, trend.forecast, len(trend.done) + 1, [now])
    drawn = []
    if trend.low and trend.high:
        lower = _points(frame, trend.low, len(trend.done) + 1, [now])
        upper = _points(frame, trend.high, len(trend.done) + 1, [now])
        drawn.append(f'<path d="{_path(upper + lower[::-1])}Z" fill="{colours.band}" class="c-band"/>')
    if trend.forecast:
        drawn.append(
            f'<path d="{_path(ahead)}" fill="none" stroke="{colours.done}" stroke-width="3" '
            f'stroke-dasharray="7 5" class="c-done-line"/>'
        )
    drawn.append(
        f'<path d="{_path(points)}" fill="none" stroke="{colours.done}" stroke-width="3.5" '
        f'stroke-linejoin="round" stroke-linecap="round" class="c-done-line"/>'
    )
    if trend.words.as_of:
        drawn.append(
            f'<path d="M{now[0]:.1f} {frame.top}V{frame.height - frame.bottom}" stroke="{colours.muted}" '
            f'stroke-width="1" stroke-dasharray="1 3" class="c-muted-line"/>'
        )
    drawn.append(
        f'<circle cx="{now[0]:.1f}" cy="{now[1]:.1f}" r="6" fill="{colours.done}" stroke="{colours.paper}" '
        f'stroke-width="2" class="c-dot"/>'
    )
    if trend.forecast:
        drawn.append(
            f'<circle cx="{ahead[-1][0]:.1f}" cy="{ahead[-1][1]:.1f}" r="5" fill="{colours.paper}" '
            f'stroke="{colours.done}" stroke-width="2.5" class="c-ring"/>'
        )
    return drawn


def _labels(trend: Trend, colours: Palette, frame: Frame) -> list[str]:
    """Return the words at the lines: at the end of the year on the right, today's beside its dot."""
    words, size = trend.words, 14 if frame.narrow else 16
    now_x, now_y = frame.x(len(trend.done)), frame.y(trend.done[-1] if trend.done else trend.start)
    end_x, ends = frame.x(frame.count) + 12, []
    if trend.target is not None and words.target:
        ends.append((frame.y(trend.target), words.target, colours.target, "c-target-text", ""))
    if trend.forecast and words.forecast:
        ends.append((frame.y(trend.forecast[-1]), words.forecast, colours.done, "c-done-text", words.margin))
    finished = len(trend.done) == frame.count
    if finished and words.done:
        ends.append((now_y, words.done, colours.done, "c-done-text", ""))
    drawn, free = [], 0.0
    for y, label, colour, css, below in sorted(ends):
        y = max(y, free)
        drawn.append(text(end_x, y + 5, label, colour, css, size=size, bold=True))
        if below:
            drawn.append(text(end_x, y + 23, below, colours.muted, "c-muted"))
        free = y + (42 if below else 24)
    if words.done and not finished:
        late = len(trend.done) > frame.count * 0.75
        side, x = ("end", now_x - 4) if late else ("start", now_x + 10)
        y = now_y - 14 if now_y > frame.height - frame.bottom - 40 else now_y + 26
        drawn.append(text(x, y, words.done, colours.done, "c-done-text", size=size, bold=True, anchor=side))
    return drawn + _gap(trend, colours, frame, now_x, now_y)


def _gap(trend: Trend, colours: Palette, frame: Frame, x: float, y: float) -> list[str]:
    """Return the distance to the plan, named, and the word at the line of the day itself."""
    drawn, planned = [], trend.planned()
    if planned is not None and trend.words.gap and not frame.narrow and abs(frame.y(planned) - y) > 24:
        plan = frame.y(planned)
        drawn.append(
            f'<path d="M{x:.1f} {y - 9 if plan < y else y + 9:.1f}V{plan:.1f}" stroke="{colours.target}" '
            f'stroke-width="3" class="c-target-line"/>'
        )
        middle = min(plan + 24, (plan + y) / 2) if plan < y else (plan + y) / 2
        drawn.append(text(x + 10, middle + 5, trend.words.gap, colours.target, "c-target-text", bold=True))
    if trend.words.as_of and not frame.narrow:
        place = frame.height - frame.bottom - 10
        drawn.append(text(x + 8, place, trend.words.as_of, colours.muted, "c-muted"))
    return drawn


def _points(frame: Frame, values: Sequence[float], first: int, before: list[Point]) -> list[Point]:
    return before + [(frame.x(first + at), frame.y(value)) for at, value in enumerate(values)]


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _round_step(rough: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least 1, near the rough step."""
    power = 10 ** int(log10(max(rough, 1)))
    return float(next(power * times for times in (1, 2, 5, 10) if power * times >= rough))
