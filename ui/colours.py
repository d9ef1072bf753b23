"""Colours found by their WCAG contrast: a ramp of steps from one seed, light or dark, always readable.

The search runs in OKLCH, where a step in lightness looks like one; chroma gives way where sRGB has no such
colour.
"""

from math import atan2, cos, hypot, sin

STEPS = (
    *("bg-document", "bg-subtle", "bg-default", "bg-hover", "bg-active"),
    *("border-subtle", "border-default", "border-hover", "border-active"),
    *("color-subtle", "color-default", "color-hover", "color-active", "color-document"),
)
WHITE = "#ffffff"
Ramp = dict[str, str]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two hex colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def at_contrast(seed: str, target: float, against: str, chroma: float = 1.0, *, darker: bool = True) -> str:
    """Return the colour of the seed's hue with at least `target` contrast against `against`."""
    _lightness, saturation, hue = lch(seed)
    low, high = (0.0, lch(against)[0]) if darker else (lch(against)[0], 1.0)
    for _round in range(40):
        middle = (low + high) / 2
        enough = contrast(from_lch(middle, saturation * chroma, hue), against) >= target
        if enough == darker:
            low = middle
        else:
            high = middle
    return from_lch(low if darker else high, saturation * chroma, hue)


def light(seed: str, *, neutral: bool = False) -> tuple[Ramp, Ramp]:
    """Return the steps on white paper, and the inverse ones (text on a filled surface)."""
    _lightness, saturation, hue = lch(seed)

    def tint(lightness: float, most: float) -> str:
        return from_lch(lightness, min(saturation, most) * (0.3 if neutral else 1), hue)

    ramp = {
        "bg-document": WHITE,
        "bg-subtle": tint(0.984, 0.006),
        "bg-default": tint(0.962, 0.018),
        "bg-hover": tint(0.936, 0.028),
        "bg-active": tint(0.905, 0.04),
        "border-subtle": tint(0.865, 0.012 if neutral else 0.035),
    }
    needed = (3.3, 4.6, 5.5, 4.6, 6.0, 7.6, 9.2, 11.8)
    for step, least in zip(STEPS[6:], needed, strict=True):
        ramp[step] = at_contrast(seed, least, ramp["bg-active"], 0.55 if step == "color-document" else 1)
    strong = contrast(seed, WHITE) >= 5.2 and not neutral
    fill = seed if strong else at_contrast(seed, 6.4, WHITE)
    filled = contrast(fill, WHITE)
    inverse = {
        "bg-document": at_contrast(seed, 11, WHITE, 0.8),
        "bg-subtle": at_contrast(seed, 14, WHITE, 0.6),
        "bg-default": fill,
        "bg-hover": at_contrast(seed, max(filled * 1.3, 7.5), WHITE),
        "bg-active": at_contrast(seed, max(filled * 1.65, 9.5), WHITE),
        "border-subtle": at_contrast(seed, 4.6, WHITE),
        "border-default": tint(0.85, 0.05),
        "border-hover": tint(0.9, 0.04),
        "border-active": tint(0.93, 0.03),
        "color-subtle": tint(0.9, 0.035),
    }
    return ramp, inverse | dict.fromkeys(STEPS[10:], WHITE)


def dark(seed: str, *, neutral: bool = False) -> tuple[Ramp, Ramp]:
    """Return the steps on dark paper, and the inverse ones."""
    _lightness, saturation, hue = lch(seed)

    def shade(lightness: float, most: float) -> str:
        return from_lch(lightness, min(saturation, most) * (0.5 if neutral else 1), hue)

    ramp = {
        "bg-document": shade(0.205, 0.012),
        "bg-subtle": shade(0.235, 0.016),
        "bg-default": shade(0.275, 0.035),
        "bg-hover": shade(0.315, 0.045),
        "bg-active": shade(0.35, 0.055),
        "border-subtle": shade(0.40, 0.03),
    }
    needed = (3.2, 4.2, 5, 4.6, 5.4, 6.4, 7.4, 8.8)
    for step, least in zip(STEPS[6:], needed, strict=True):
        chroma = 0.25 if step == "color-document" else 0.8
        ramp[step] = at_contrast(seed, least, ramp["bg-active"], chroma, darker=False)
    paper = ramp["bg-document"]
    inverse = {
        "bg-document": shade(0.26, 0.05),
        "bg-subtle": shade(0.17, 0.02),
        "bg-default": at_contrast(seed, 7.0, paper, 0.8, darker=False),
        "bg-hover": at_contrast(seed, 9, paper, 0.7, darker=False),
        "bg-active": at_contrast(seed, 11, paper, 0.6, darker=False),
        "border-subtle": shade(0.45, 0.06),
        "border-default": shade(0.35, 0.04),
        "border-hover": shade(0.3, 0.04),
        "border-active": shade(0.25, 0.04),
        "color-subtle": shade(0.3, 0.05),
    }
    return ramp, inverse | dict.fromkeys(STEPS[10:13], shade(0.16, 0.02)) | {"color-document": WHITE}


def lch(colour: str) -> tuple[float, float, float]:
    """Return lightness, chroma and hue (radians) in OKLCH."""
    r, g, b = map(_linear, _channels(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def from_lch(lightness: float, chroma: float, hue: float) -> str:
    """Return the sRGB colour; chroma is lowered until it fits."""
    while True:
        a, b = chroma * cos(hue), chroma * sin(hue)
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        channels = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if chroma < 0.002 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return "#" + "".join(f"{round(255 * min(1, max(0, _gamma(max(0, c))))):02x}" for c in channels)
        chroma *= 0.97


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    r, g, b = map(_linear, _channels(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
