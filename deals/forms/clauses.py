"""A clause as it is typed, in a variant or in a deal: its variables are right, whoever types it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from deals.texts import variables


class ClauseFields(forms.Form):
    """Heading and text of one clause; a wrong variable is said where it stands, with the nearest right one."""

    title = forms.CharField(label=_("Heading"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea({"rows": 4}))

    def clean_title(self) -> str:
        """A heading holds no variables: by its heading a clause is compared with the variant's."""
        title: str = self.cleaned_data["title"]
        return _held(title, variables.heading_problems(title))

    def clean_text(self) -> str:
        """Variables are known and closed."""
        text: str = self.cleaned_data["text"]
        return _held(text, variables.problems(text))


def _held(text: str, problems: list[str]) -> str:
    """Return the text, or refuse it with all that is wrong."""
    if problems:
        raise ValidationError([*problems], code="variable")
    return text


def known_variables() -> list[tuple[str, Any, str]]:
    """Return each variable with what it stands for and what it becomes in a made-up deal."""
    sample = variables.sample_facts()
    return [(name, each.label, sample[name]) for name, each in variables.VARIABLES.items()]
