"""The themes that we ship: every colour of the NL Design System `basis` layer, made from two brand colours.

A municipality's own house style is a file `static/css/theme-NAME.css` on that layer; see `manage.py theme`.
"""

from dataclasses import dataclass
from functools import lru_cache

from ui.colours import STEPS, Ramp, contrast, dark, from_lch, lch, light

GROUPS = ("accent-1", "accent-2", "positive", "warning", "negative", "info")
FIXED = {
    "accent-3": "#6b3fa0",
    "info": "#1b6aa8",
    "positive": "#1c7a45",
    "warning": "#a15c00",
    "negative": "#c4272f",
    "highlight": "#8a6d00",
}
ALIASES = {"action-1": "accent-1", "action-2": "accent-1", "selected": "accent-1"}
DISABLED = {"bg": "bg-default", "border": "border-subtle", "color": "color-subtle"}


@dataclass(frozen=True)
class Theme:
    """A name with a brand colour and a contrast colour (for "behind plan")."""

    name: str
    brand: str
    accent: str


SHIPPED = {
    theme.name: theme
    for theme in (
        Theme("delta", "#14508c", "#d9480f"),
        Theme("duin", "#1a6b3c", "#b45309"),
        Theme("helm", "#0f5f66", "#9d2b6b"),
    )
}
DEFAULT = "delta"


def named(name: str) -> Theme:
    """Return the shipped theme of that name, or the default one."""
    return SHIPPED.get(name, SHIPPED[DEFAULT])


@lru_cache
def ramps(theme: Theme, *, by_night: bool = False) -> dict[str, Ramp]:
    """Return all colour groups: `{group: {step: hex}}`, each with its inverse."""
    make = dark if by_night else light
    grey = _grey(theme.brand)
    seeds = {"default": grey, "accent-1": theme.brand, "accent-2": theme.accent} | FIXED
    groups: dict[str, Ramp] = {}
    for group, seed in seeds.items():
        groups[group], groups[f"{group}-inverse"] = make(seed, neutral=group == "default")
    return groups


def css(theme: Theme) -> str:
    """Return the stylesheet of a theme: light, dark by preference or by choice, and always light in print."""
    day, night = _declarations(theme, by_night=False), _declarations(theme, by_night=True)
    made = f"made by `manage.py theme` from brand {theme.brand} and accent {theme.accent}"
    return f"""/* {theme.name}: {made}. */
@layer theme {{
:root {{
  color-scheme: light;
{day}
{_alias_declarations()}
}}
@media (prefers-color-scheme: dark) {{
:root:not([data-color-scheme='light']) {{
  color-scheme: dark;
{night}
}}
}}
:root[data-color-scheme='dark'] {{
  color-scheme: dark;
{night}
}}
@media print {{
:root, :root:not([data-color-scheme='light']), :root[data-color-scheme='dark'] {{
  color-scheme: light;
{day}
}}
}}
}}
"""


@dataclass(frozen=True)
class Pair:
    """Two colours that meet on a page, and the contrast that they need."""

    scheme: str
    what: str
    front: str
    back: str
    needed: float

    @property
    def ratio(self) -> float:
        """The contrast that they have."""
        return contrast(self.front, self.back)


def report(theme: Theme) -> list[Pair]:
    """Return every pair of colours that the components put together, in light and in dark."""
    pairs = []
    for scheme in ("light", "dark"):
        groups = ramps(theme, by_night=scheme == "dark")
        text = groups["default"]
        paper = text["bg-document"]
        rows = [
            ("body text on page", text["color-document"], paper, 7),
            ("subtle text on page", text["color-subtle"], paper, 4.5),
            ("subtle text on tinted panel", text["color-subtle"], text["bg-default"], 4.5),
            ("field border on page", text["border-default"], paper, 3),
        ]
        for group in GROUPS:
            own, inverse = groups[group], groups[f"{group}-inverse"]
            rows += [
                (f"{group} text on page", own["color-default"], paper, 4.5),
                (f"{group} text on its tint", own["color-default"], own["bg-active"], 4.5),
                (f"{group} button label", inverse["color-default"], inverse["bg-default"], 4.5),
                (f"{group} bar on page", inverse["bg-default"], paper, 3),
            ]
        pairs += [Pair(scheme, what, front, back, needed) for what, front, back, needed in rows]
    return pairs


def _declarations(theme: Theme, *, by_night: bool) -> str:
    groups = ramps(theme, by_night=by_night)
    lines = [
        f"--basis-color-{group}-{step}: {steps[step]};" for group, steps in groups.items() for step in STEPS
    ]
    bar = groups["accent-1-inverse"]
    lines += [
        f"--hs-nav-bg: {bar['bg-document' if by_night else 'bg-default']};",
        f"--hs-nav-bg-hover: {groups['accent-1']['bg-active'] if by_night else bar['bg-hover']};",
        "--hs-nav-color: #ffffff;",
    ]
    return "\n".join(f"  {line}" for line in lines)


def _alias_declarations() -> str:
    lines = []
    for side in ("", "-inverse"):
        for step in STEPS:
            for alias, group in ALIASES.items():
                lines.append(f"--basis-color-{alias}{side}-{step}: var(--basis-color-{group}{side}-{step});")
            to = DISABLED[step.split("-")[0]]
            lines.append(f"--basis-color-disabled{side}-{step}: var(--basis-color-default{side}-{to});")
    return "\n".join(f"  {line}" for line in lines)


@lru_cache
def _grey(brand: str) -> str:
    """Return a middle grey with a breath of the brand's hue."""
    _lightness, chroma, hue = lch(brand)
    return from_lch(0.5, min(0.022, chroma), hue)
