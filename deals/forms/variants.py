"""Forms for a version of a variant: its facts, and rows for commitments, support and clauses."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from deals.forms.clauses import ClauseFields
from deals.kinds import CommitmentKind, DealKind, Obligation, Provenance
from deals.models import LARGEST_QUANTITY, Programme, Variant, VariantVersion
from partners.models import SupportKind
from ui.forms import Form, ManyChoices, ModelForm


class VariantForm(ModelForm):
    """What the variant is, and which commitments fit it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    deal_kind = forms.ChoiceField(label=_("Kind of deal"), choices=DealKind.choices)
    provenance = forms.ChoiceField(
        label=_("Where does the content come from?"), choices=Provenance.choices, initial=Provenance.OWN
    )
    allowed_kinds = forms.MultipleChoiceField(
        label=_("Commitments that fit"), choices=CommitmentKind.choices, widget=ManyChoices
    )

    class Meta:
        model = VariantVersion
        fields = [
            "summary",
            "provenance",
            "provenance_note",
            "allowed_kinds",
            "allows_other_kinds",
            "allows_delegation",
            "default_months",
        ]

    field_order = ["name", "deal_kind", "summary", "provenance", "provenance_note"]

    def __init__(
        self, *args: Any, programme: Programme, variant: Variant | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.variant = programme, variant
        if variant:
            self.initial.update(name=variant.name, deal_kind=variant.deal_kind)

    def clean_name(self) -> str:
        """A name is used once in a programme, because deals are chosen by it."""
        name: str = self.cleaned_data["name"]
        others = self.programme.variants.all()
        if self.variant:
            others = others.exclude(pk=self.variant.pk)
        if others.filter(code=slugify(name)[:30]).exists() or others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("This programme already has a variant with this name."))
        return name

    def clean_default_months(self) -> int:
        """A term is at least a month and at most ten years."""
        months: int = self.cleaned_data["default_months"]
        if not 1 <= months <= 120:
            raise forms.ValidationError(_("Give a term of 1 to 120 months."))
        return months


class LineForm(Form):
    """A commitment that a new deal starts with."""

    kind = forms.ChoiceField(label=_("Commitment"), choices=CommitmentKind.choices)
    quantity = forms.IntegerField(
        label=_("How many"), required=False, min_value=1, max_value=LARGEST_QUANTITY
    )
    hours_per_week = forms.IntegerField(label=_("Hours a week"), required=False, min_value=1, max_value=40)
    obligation = forms.ChoiceField(label=_("Effort or result"), choices=Obligation.choices)


class SupportLineForm(Form):
    """Support that a new deal starts with."""

    kind = forms.ChoiceField(label=_("Support"), choices=SupportKind.choices)
    text = forms.CharField(label=_("How much"), required=False, max_length=160)


class ClauseForm(ClauseFields, Form):
    """A clause of the text."""


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=40, validate_max=True, absolute_max=41)
SupportFormSet = forms.formset_factory(
    SupportLineForm, extra=0, max_num=40, validate_max=True, absolute_max=41
)
ClauseFormSet = forms.formset_factory(ClauseForm, extra=0, max_num=200, validate_max=True, absolute_max=201)
ROWS: dict[str, type[forms.BaseFormSet]] = {
    "lines": LineFormSet,
    "support": SupportFormSet,
    "clauses": ClauseFormSet,
}
COLUMNS = {"lines": "default_lines", "support": "default_support", "clauses": "clauses"}


class VariantPage:
    """The form and its three lists of rows as one: bound to what was posted, or filled from a version."""

    def __init__(self, form: VariantForm, data: Any = None) -> None:
        version = form.instance
        self.form = form
        self.rows = {
            prefix: formset(data, prefix=prefix, initial=getattr(version, COLUMNS[prefix]))
            for prefix, formset in ROWS.items()
        }

    def is_valid(self) -> bool:
        """Check all of it, so that every message shows at once."""
        return all([self.form.is_valid(), *[formset.is_valid() for formset in self.rows.values()]])

    def values(self) -> dict[str, Any]:
        """Return the columns of the version; empty answers in a row are left out."""
        columns = {
            COLUMNS[prefix]: [
                {name: value for name, value in row.items() if value not in (None, "")}
                for row in formset.cleaned_data
                if row
            ]
            for prefix, formset in self.rows.items()
        }
        names = [name for name in self.form.cleaned_data if name not in {"name", "deal_kind"}]
        return {name: self.form.cleaned_data[name] for name in names} | columns
