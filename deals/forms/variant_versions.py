"""Forms in the address of a page: which two versions to compare, and for which deal to fill in a text."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deals.models import Deal, VariantVersion
from ui.forms import Form

SAMPLE = "sample"


class CompareForm(Form):
    """An older and a newer version."""

    old = forms.ChoiceField(label=_("Older version"))
    new = forms.ChoiceField(label=_("Newer version"))

    def __init__(self, *args: Any, versions: list[VariantVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(each.number): each for each in versions}
        choices = [(number, gettext("version %(number)s") % {"number": number}) for number in self.versions]
        for name in ("old", "new"):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def chosen(self, name: str) -> VariantVersion:
        """Return the version that was chosen."""
        return self.versions[self.cleaned_data[name]]


class PreviewForm(Form):
    """A deal of the reader's, or the made-up one."""

    deal = forms.ChoiceField(label=_("Filled in for"))

    def __init__(self, *args: Any, deals: list[Deal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deals = {each.public_id: each for each in deals}
        choices = [
            (SAMPLE, gettext("a made-up deal")),
            *((key, str(each)) for key, each in self.deals.items()),
        ]
        cast(forms.ChoiceField, self.fields["deal"]).choices = choices

    @property
    def deal_chosen(self) -> Deal | None:
        """The deal, when one was chosen."""
        return self.deals.get(self.cleaned_data["deal"])
