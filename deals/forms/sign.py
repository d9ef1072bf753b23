"""What somebody who is asked to sign fills in: the code, the signature, a refusal, another signatory, a question."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.free_text import refuse_personal_data
from deals.forms.drawing import DrawingField
from deals.models import DeclineReason, Invitation
from ui.forms import Choices, Form

JOINERS = "\u200c\u200d"  # they shape letters in Persian, Hindi and others, and turn no text around


def check_name(name: str) -> None:
    """Refuse what is no name: without a letter, or with signs that do not show and turn the text around."""
    if any(unicodedata.category(sign)[0] == "C" and sign not in JOINERS for sign in name):
        raise ValidationError(_("Leave out signs that do not show."))
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise ValidationError(_("Fill in a name."))


class NameField(forms.CharField):
    """The name of a person, in any script, as one way of writing the same letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, validators=[check_name, refuse_personal_data], **kwargs)

    def to_python(self, value: Any) -> Any:
        """Compose letters and their marks, so that a name looks and compares the same everywhere."""
        return unicodedata.normalize("NFC", super().to_python(value) or "")


class CodeForm(Form):
    """The code from the letter."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits, from the letter that we just sent."),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the code from the letter.")},
    )

    def clean_code(self) -> str:
        """Return the digits, however they were pasted."""
        digits = "".join(self.cleaned_data["code"].replace("-", " ").split())
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("A code has six digits."))
        return digits


class CapacityForm(Form):
    """In what capacity somebody signs, and that they read the text and may."""

    capacity = forms.CharField(
        label=_("In what capacity do you sign?"),
        help_text=_("For example director, or team manager."),
        max_length=120,
        validators=[refuse_personal_data],
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        help_text=_("Where it says that you may sign, for example the number of a decision."),
        max_length=120,
        required=False,
        validators=[refuse_personal_data],
    )
    agree = forms.BooleanField(error_messages={"required": _("Tick this box if you want to sign.")})
    text = forms.CharField(widget=forms.HiddenInput, max_length=64)  # the hash of what was read

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "capacity": invitation.capacity,
            "mandate": invitation.mandate[:120],
            "text": invitation.version.content_hash,
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        party = invitation.party.organisation
        self.fields["agree"].label = _("I have read this text and may sign it for %(party)s") % {
            "party": party
        }


class SignForm(CapacityForm):
    """A simple signature: a typed name, and when wanted a drawn one beside it."""

    name = NameField(
        label=_("Your name"),
        help_text=_("As it must stand under the deal. Typing it is your signature."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    drawing = DrawingField(
        help_text=_("Draw with a finger, a pen or the mouse. You need not: your typed name counts as much."),
    )

    field_order = ("name", "capacity", "mandate", "drawing", "agree", "text")


def reasons() -> list[tuple[str, str]]:
    """Return the list of reasons, each as the answer to a question."""
    return [(value, str(capfirst(label))) for value, label in DeclineReason.choices]


class DeclineForm(Form):
    """Why somebody will not sign."""

    reason = forms.ChoiceField(label=_("Why do you not sign?"), choices=reasons, widget=Choices)
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("What would have to change? The account manager reads this; the other parties do not."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        validators=[refuse_personal_data],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where the list has none."""
        answers = super().clean() or {}
        if answers.get("reason") == DeclineReason.OTHER and not answers.get("words") and not self.errors:
            self.add_error("words", _("Say in a few words why not."))
        return answers


class PassOnForm(Form):
    """Who signs instead, and by what mandate."""

    name = NameField(label=_("Name of who signs instead"))
    capacity = forms.CharField(
        label=_("In what capacity?"), max_length=120, validators=[refuse_personal_data]
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of this person, at work. The new link goes there, and nowhere else."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"invalid": _("Fill in a whole e-mail address, for example name@company.example.")},
    )
    mandate = forms.CharField(
        label=_("Why may this person sign?"),
        help_text=_(
            "For example: replaces me until 1 May by decision of the board. It stands with the signature."
        ),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        validators=[refuse_personal_data],
    )

    def clean_email(self) -> str:
        """Return the address as it is kept."""
        return str(self.cleaned_data["email"]).lower()


class AskForm(Form):
    """A question about the text, or for more time."""

    question = forms.CharField(
        label=_("Your question"),
        help_text=_("Your contact answers by letter, and the answer stays on this page."),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        validators=[refuse_personal_data],
    )
