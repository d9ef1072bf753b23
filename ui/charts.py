"""Charts as plain SVG text: one builder feeds the web page and the PDF.

Colours are written twice: as presentation attributes, all that WeasyPrint looks at, and as a class that the
page's CSS colours anew for the theme, dark mode and forced colours. No `style` attribute, so a strict content
security policy holds. Every word comes from the caller, translated; the same input always gives the
same text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape

from ui.themes import Theme, named, ramps

FONT = "Fira Sans"
MOST = 60  # more places than this are told by a bar
BODY = (
    "M12 2.5a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 0 1 0-9.2z"
    "M3 27v-5.2c0-4.2 3.2-7.1 7-7.1h4c3.8 0 7 2.9 7 7.1V27a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z"
)


@dataclass(frozen=True)
class Palette:
    """The colours of a chart by what they mean."""

    done: str
    busy: str
    busy_bg: str
    open: str
    track: str
    band: str
    target: str
    grid: str
    text: str
    muted: str
    paper: str


@lru_cache
def palette(theme: Theme | str) -> Palette:
    """Return the light colours of a theme; in the browser the stylesheet takes over."""
    groups = ramps(named(theme) if isinstance(theme, str) else theme)
    brand, plain = groups["accent-1"], groups["default"]
    return Palette(
        done=groups["accent-1-inverse"]["bg-default"],
        busy=brand["border-default"],
        busy_bg=brand["bg-default"],
        open=plain["border-default"],
        track=plain["bg-default"],
        band=brand["bg-active"],
        target=groups["accent-2-inverse"]["bg-default"],
        grid=plain["border-subtle"],
        text=plain["color-document"],
        muted=plain["color-subtle"],
        paper=plain["bg-document"],
    )


def hatch(colours: Palette, key: str) -> str:
    """Return the pattern of diagonal stripes: "in preparation" is told by texture as well as by colour."""
    return (
        f'<defs><pattern id="{key}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{colours.busy_bg}" class="c-busy-bg"/>'
        f'<rect width="2.2" height="5" fill="{colours.busy}" class="c-busy"/></pattern></defs>'
    )


def people(done: int, busy: int, still_open: int, colours: Palette, *, key: str) -> str:
    """Return one figure for each promised place; HTML wraps them. `key` is unique on the page."""
    drawn = []
    for at, kind in enumerate(_kinds(done, busy, still_open)):
        pattern = hatch(colours, key) if at == done and busy else ""
        shape = f'<path d="{BODY}" {_paint(kind, colours, key, dash="2.4 2")}/>'
        drawn.append(
            f'<svg viewBox="0 0 24 30" width="40" height="50" class="hs-person">{pattern}{shape}</svg>'
        )
    return "".join(drawn)


def cells(done: int, busy: int, still_open: int, colours: Palette, *, key: str, title: str = "") -> str:
    """Return rows of ten squares, one for each place, so that lengths compare between rows."""
    kinds = _kinds(done, busy, still_open)
    size, gap, across = (22, 4, 10) if len(kinds) <= 6 else (15, 3, 10)
    width = max(1, min(len(kinds), across)) * (size + gap) - gap
    height = max(1, -(-len(kinds) // across)) * (size + gap) - gap
    drawn = [hatch(colours, key)] if busy else []
    for at, kind in enumerate(kinds):
        x, y = (at % across) * (size + gap) + 1, (at // across) * (size + gap) + 1
        paint = _paint(kind, colours, key, dash="3 2.5")
        drawn.append(f'<rect x="{x}" y="{y}" width="{size - 2}" height="{size - 2}" rx="3" {paint}/>')
    frame = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" class="hs-cells"'
    return _svg(frame, "".join(drawn), title)


def swatch(kind: str, colours: Palette, *, key: str) -> str:
    """Return the legend's square for `done`, `busy`, `open`, or its tick for `target`."""
    if kind == "target":
        tick = f'<rect width="3" height="14" fill="{colours.target}" class="c-target"/>'
        return _svg('class="hs-tick" width="3" height="14"', tick)
    pattern = hatch(colours, key) if kind == "busy" else ""
    square = (
        f'<rect x="1.5" y="1.5" width="15" height="15" rx="3" {_paint(kind, colours, key, dash="3 2.5")}/>'
    )
    return _svg('viewBox="0 0 18 18" width="18" height="18"', pattern + square)


def bar(
    value: float,
    total: float,
    colours: Palette,
    *,
    extra: float = 0,
    mark: float | None = None,
    height: int = 14,
    width: int | None = None,
    title: str = "",
) -> str:
    """Return a share of a promise as a bar.

    `extra` is what is in preparation, `mark` where the plan says one should be. Lengths are per cents, so a
    bar fills its column; the PDF gives a `width` in units, and a `title`, which becomes the alternative text.
    """
    drawn = [f'<rect width="100%" height="{height}" rx="3" fill="{colours.track}" class="c-track"/>']
    if extra:
        share = _share(value + extra, total)
        drawn.append(f'<rect width="{share}" height="{height}" rx="3" fill="{colours.band}" class="c-band"/>')
    drawn.append(_filled(value, total, height, colours))
    if mark is not None and total:
        at = _share(min(mark, total * 0.99), total)
        halo = f'<rect x="{at}" width="5" height="{height}" transform="translate(-1 0)" '
        drawn.append(f'{halo}fill="{colours.paper}" class="c-paper"/>')
        drawn.append(f'<rect x="{at}" width="3" height="{height}" fill="{colours.target}" class="c-target"/>')
    return _svg(f'width="{width or "100%"}" height="{height}" class="hs-bar"', "".join(drawn), title)


def funnel_bar(
    value: float,
    total: float,
    colours: Palette,
    *,
    height: int = 34,
    width: int | None = None,
    title: str = "",
) -> str:
    """Return one step of a funnel: a bar without a track."""
    drawn = _filled(value, total, height, colours)
    return _svg(f'width="{width or "100%"}" height="{height}" class="hs-bar"', drawn, title)


def text(
    x: float,
    y: float,
    words: str,
    fill: str,
    css: str,
    *,
    size: int = 14,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    """Return a text with its font spelled out, because WeasyPrint inherits none."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size}" '
        f'font-weight="{700 if bold else 400}" '
        f'text-anchor="{anchor}" fill="{fill}" class="{css}">{escape(words)}</text>'
    )


def _kinds(done: int, busy: int, still_open: int) -> Sequence[str]:
    return ["done"] * done + ["busy"] * busy + ["open"] * still_open


def _paint(kind: str, colours: Palette, key: str, *, dash: str) -> str:
    fill = {"done": colours.done, "busy": f"url(#{key})", "open": "none"}[kind]
    stroke = {"done": colours.done, "busy": colours.busy, "open": colours.open}[kind]
    dashes = f' stroke-dasharray="{dash}"' if kind == "open" else ""
    return f'fill="{fill}" stroke="{stroke}" stroke-width="1.4"{dashes} class="c-{kind}-shape"'


def _filled(value: float, total: float, height: int, colours: Palette) -> str:
    share = _share(value, total)
    return f'<rect width="{share}" height="{height}" rx="3" fill="{colours.done}" class="c-done"/>'


def _share(value: float, total: float) -> str:
    return f"{100 * max(0, min(value, total)) / total:.2f}%" if total else "0%"


def _svg(frame: str, drawn: str, title: str = "") -> str:
    """Return a drawing with a title, or hidden from a screen reader when the words stand beside it."""
    if title:
        return f'<svg {frame} role="img"><title>{escape(title)}</title>{drawn}</svg>'
    return f'<svg {frame} aria-hidden="true" focusable="false">{drawn}</svg>'
