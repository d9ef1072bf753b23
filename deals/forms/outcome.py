"""The check page: what becomes of what was filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.forms.rows import StepForm
from ui.forms import Choices, Explained

SIGNED, ONLINE, ANNOUNCED, DRAFT = "signed", "online", "announced", "draft"
OUTCOMES = {
    SIGNED: (_("Log as signed"), _("The text is fixed, the signatures are kept, and the document is made.")),
    ONLINE: (
        _("Have it signed online"),
        _("Next, say who signs and in which order; each gets a link by mail."),
    ),
    ANNOUNCED: (_("Save as announced"), _("Intended in public; nothing agreed yet. It counts nowhere.")),
    DRAFT: (_("Keep as draft deal"), _("The parties are still writing. It counts nowhere.")),
}


CHECKED = _(
    "The text is fixed and the signatures are kept. The deal counts as signed once another account manager has"
    " compared them with the scan."
)


class OutcomeForm(StepForm):
    """Signed, to be signed, announced, or being written."""

    outcome = forms.ChoiceField(
        label=_("What is it now?"),
        widget=Choices,
        error_messages={"required": _("Choose what the deal is now.")},
    )
    announced_for = forms.CharField(
        label=_("To be signed"), required=False, max_length=80, help_text=_("For example: June 2027.")
    )

    def __init__(
        self,
        *args: Any,
        missing: list[str],
        is_being_written: bool,
        checks_paper: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
        offered = [each for each in OUTCOMES if not (each == ANNOUNCED and is_being_written)]
        said = OUTCOMES | ({SIGNED: (OUTCOMES[SIGNED][0], CHECKED)} if checks_paper else {})
        self.offer("outcome", [(each, Explained(str(said[each][0]), str(said[each][1]))) for each in offered])

    def clean_outcome(self) -> str:
        """Refuse to log as signed what is not."""
        outcome: str = self.cleaned_data["outcome"]
        if outcome == SIGNED and self.missing:
            raise forms.ValidationError(self.missing)
        return outcome
