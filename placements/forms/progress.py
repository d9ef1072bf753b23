"""What an employer tells about one round, the code before it, and the account manager's question after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.free_text import refuse_personal_data
from deals.models import CommitmentTerms
from deals.models.commitment import LARGEST_QUANTITY
from placements.letters import promise
from placements.models import ProgressAnswer
from ui.forms import Choices, Form

YES_OR_NO = [("yes", _("Yes")), ("no", _("No, or not all of it"))]


class ProgressForm(Form):
    """Per promise how many are at work now; whether support came; a short remark."""

    support_ok = forms.ChoiceField(
        label=_("Did you get the support that was promised to you?"),
        choices=YES_OR_NO,
        widget=Choices,
        error_messages={"required": _("Choose yes or no.")},
    )
    remark = forms.CharField(
        label=_("Is there something that we should know?"),
        help_text=_("Not about one person: no names, no illness, no numbers that point at somebody."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        validators=[refuse_personal_data],
    )

    def __init__(
        self,
        *args: Any,
        lines: Sequence[CommitmentTerms],
        has_support: bool,
        given: ProgressAnswer | None = None,
    ) -> None:
        self.commitments = {f"running_{terms.commitment.number}": terms.commitment for terms in lines}
        initial = {"remark": given.remark, "support_ok": "yes" if given.support_ok else "no"} if given else {}
        super().__init__(*args, initial=initial)
        said = {each.commitment_id: each.running for each in given.figures.all()} if given else {}
        for name, terms in zip(self.commitments, lines, strict=True):
            self.fields[name] = forms.IntegerField(
                label=capfirst(str(terms.commitment)),
                help_text=gettext("You promised %(promise)s.") % {"promise": promise(terms)},
                min_value=0,
                max_value=LARGEST_QUANTITY,
                initial=said.get(terms.commitment_id),
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 6}),
                error_messages={
                    "required": gettext("Fill in a number; 0 if nobody is at work now."),
                    "invalid": gettext("Fill in a whole number, for example 4."),
                },
            )
        if not has_support:
            del self.fields["support_ok"]

    @property
    def lines(self) -> list[BoundField]:
        """The fields with a number, in the order of the promises."""
        return [self[name] for name in self.commitments]

    @property
    def figures(self) -> dict[int, int]:
        """What was filled in, by the id of the commitment."""
        return {commitment.pk: self.cleaned_data[name] for name, commitment in self.commitments.items()}

    @property
    def support(self) -> bool | None:
        """Whether support came as promised; None when none was promised."""
        said = self.cleaned_data.get("support_ok")
        return None if said is None else said == "yes"


class CodeForm(Form):
    """The six digits from the mail."""

    code = forms.RegexField(
        r"^\d{6}$",
        label=pgettext_lazy("from the mail", "Code"),
        help_text=_("The six digits from the mail."),
        error_messages={"invalid": _("A code has six digits.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}),
    )


class QuestionForm(Form):
    """What the account manager wants to know about an answer."""

    question = forms.CharField(
        label=_("Your question"),
        help_text=_("The employer gets it by mail, with a link to change the answer."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        validators=[refuse_personal_data],
    )
