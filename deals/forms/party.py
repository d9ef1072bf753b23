"""What is asked of every party beside the municipality: whom to call there, and whether it signs."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from deals.forms.rows import StepForm

CONTACT = ("contact_name", "contact_function", "contact_email", "contact_phone")
SIGNS, SIGNS_NOT = "yes", "no"


class UsualChoice(forms.ChoiceField):
    """A choice of which the first is usual: it counts where the page did not ask."""

    def clean(self, value: Any) -> Any:
        """Take the first for no answer."""
        return super().clean(value or next(key for key, _label in cast(Any, self.choices)))


class ContactForm(StepForm):
    """Whom to call on one side of the deal."""

    contact_name = forms.CharField(label=_("Name"), required=False, max_length=120)
    contact_function = forms.CharField(label=_("Function"), required=False, max_length=120)
    contact_email = forms.EmailField(label=_("E-mail address"), required=False)
    contact_phone = forms.CharField(label=_("Telephone number"), required=False, max_length=30)

    @property
    def has_contact(self) -> bool:
        """Whether something stands, or is wrong, in the contact."""
        return any(self[name].value() or name in self.errors for name in CONTACT)

    def contact(self) -> dict[str, str]:
        """Return whom to call."""
        return {name: self.cleaned_data[name] for name in CONTACT}


class PartyForm(ContactForm):
    """The contact on one side of the deal, and whether that side signs."""

    signs = UsualChoice(label=_("Does this party sign?"))

    def __init__(self, *args: Any, usually_signs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usually_signs = usually_signs
        answers = [(SIGNS, _("Yes, it signs too")), (SIGNS_NOT, _("No"))]
        self.offer("signs", answers if usually_signs else answers[::-1])

    @property
    def will_sign(self) -> bool:
        """Whether this party signs, by what was chosen."""
        return {SIGNS: True, SIGNS_NOT: False}.get(self["signs"].value(), self.usually_signs)


class PartnerForm(PartyForm):
    """One partner that may take part."""

    def __init__(self, *args: Any, organisation: Organisation, is_chosen: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"partner-{organisation.public_id}", **kwargs)
        self.organisation, self.is_chosen = organisation, is_chosen
        self.fields["signs"].label = gettext("Does %(name)s sign?") % {"name": organisation.name}
