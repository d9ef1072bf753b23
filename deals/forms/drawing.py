"""The field behind `components/signature_pad.html`: a signature drawn with a finger, a pen or a mouse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.strokes import Drawing, read_strokes

MOST_SIGNS = 120_000  # of the JSON that a browser sends: some 6000 points


class DrawingField(forms.CharField):
    """Strokes as the browser sends them; None when nothing was drawn."""

    widget = forms.HiddenInput
    default_error_messages = {"max_length": _("The drawn signature did not arrive well. Draw it again.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Drawn signature"))
        kwargs.setdefault("help_text", _("Draw with a finger, a pen or the mouse."))
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", MOST_SIGNS)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Drawing | None:
        """Return the drawing. Raises ValidationError when it is none, or too short."""
        return read_strokes(super().clean(value))
