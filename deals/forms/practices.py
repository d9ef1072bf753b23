"""Forms for good practices: what worked in words, where it comes from, and with which variant to begin."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from accounts.roles import Role
from deals.lifecycle import State
from deals.models import Deal, GoodPractice, VariantVersion
from ui.forms import Choices, Explained, Form, ModelForm

TOLD_OF = (State.SIGNED, State.SUSPENDED, State.ENDED)
MOST_DEALS = 300


class PracticeForm(ModelForm):
    """What worked, so that a colleague elsewhere can do it too."""

    class Meta:
        model = GoodPractice
        fields = ["municipality", "title", "problem", "approach", "result", "conditions", "deal"]
        labels = {"deal": _("The deal in which it worked")}
        help_texts = {
            "problem": _("What was in the way?"),
            "approach": _("What did you do, step by step?"),
            "result": _("What came of it? Only what you can show."),
            "conditions": _("What does somebody else need to do the same? No names of people."),
            "deal": _("Others see what it promised, not who took part."),
        }
        widgets = {
            name: forms.Textarea({"rows": rows})
            for name, rows in {"problem": 4, "approach": 8, "result": 4, "conditions": 4}.items()
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Municipality.objects.filter(pk__in=user.municipalities_as(Role.OFFICER))
        deals = Deal.objects.visible_to(user).filter(municipality__in=own, state__in=TOLD_OF)
        kept = Deal.objects.filter(pk=self.instance.deal_id or 0)
        newest = deals.order_by("-signed_on", "-pk").values("pk")[:MOST_DEALS]
        chosen = cast("forms.ModelChoiceField[Deal]", self.fields["deal"])
        chosen.queryset = Deal.objects.filter(pk__in=newest) | kept
        chosen.to_field_name = "public_id"
        chosen.empty_label = str(_("No deal of ours"))
        if self.instance.deal:
            self.initial["deal"] = self.instance.deal.public_id
        if self.instance.pk or len(own) == 1:
            del self.fields["municipality"]
            self.instance.municipality = self.instance.municipality if self.instance.pk else own[0]
        else:
            cast("forms.ModelChoiceField[Municipality]", self.fields["municipality"]).queryset = own

    def clean(self) -> dict[str, Any]:
        """Keep the variant with which the deal was made, and hold the deal to the same municipality."""
        answers = super().clean() or {}
        deal = answers.get("deal")
        municipality = answers.get("municipality", getattr(self.instance, "municipality", None))
        if deal and municipality and deal.municipality_id != municipality.pk:
            self.add_error("deal", _("Choose a deal of the same municipality."))
        self.instance.variant_version = deal.text_agreed_last().variant_version if deal else None
        return answers


class AdoptForm(Form):
    """With which variant the deal is begun."""

    variant = forms.ChoiceField(
        label=_("Which deal do you make of it?"),
        widget=Choices,
        error_messages={"invalid_choice": _("This variant is no longer used. Choose another.")},
    )

    def __init__(self, *args: Any, versions: list[VariantVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.variant.public_id: version for version in versions}
        choices = [
            (key, Explained(each.variant.name, f"{each.variant.programme} · {each.summary}"))
            for key, each in self.versions.items()
        ]
        cast(forms.ChoiceField, self.fields["variant"]).choices = choices

    @property
    def version(self) -> VariantVersion:
        """The version of the chosen variant."""
        return self.versions[self.cleaned_data["variant"]]


def likeliest(practice: GoodPractice, versions: list[VariantVersion]) -> str:
    """Return the variant to propose: of the same name, for the same kind of deal, or the only one; else ""."""
    if len(versions) == 1:
        return versions[0].variant.public_id
    if (theirs := practice.variant_version) is None:
        return ""
    same = [each.variant for each in versions if each.variant.name == theirs.variant.name]
    like = [each.variant for each in versions if each.variant.deal_kind == theirs.variant.deal_kind]
    return next((variant.public_id for variant in [*same, *like]), "")
