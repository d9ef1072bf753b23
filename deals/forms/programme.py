"""Step one: under which programme, and which variant of a deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.forms.rows import StepForm
from deals.kinds import DealKind, Provenance
from deals.models import Deal, Programme, Variant, VariantVersion

UMBRELLAS = (DealKind.SECTOR_DEAL, DealKind.REGIONAL_ARRANGEMENT, DealKind.COVENANT)


@dataclass(frozen=True)
class Option:
    """A variant as a card to choose."""

    variant: Variant
    version: VariantVersion
    chosen: bool

    @property
    def is_assumption(self) -> bool:
        """Whether nobody confirmed what it says."""
        return self.version.provenance == Provenance.ASSUMPTION


@dataclass(frozen=True)
class Group:
    """A programme with its variants."""

    programme: Programme
    options: list[Option]


class ProgrammeForm(StepForm):
    """One choice: the variant, which also settles the programme and the kind of deal."""

    variant = forms.ChoiceField(
        label=_("Which deal is it?"),
        error_messages={
            "required": _("Choose which deal it is."),
            "invalid_choice": _("This variant is no longer used. Choose another."),
        },
    )
    parent = forms.ChoiceField(
        label=_("Part of"),
        required=False,
        help_text=_("The sector deal or arrangement under which this deal is made."),
    )

    def __init__(
        self, *args: Any, versions: list[VariantVersion], umbrellas: list[Deal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.variant.public_id: version for version in versions}
        self.umbrellas = {deal.public_id: deal for deal in umbrellas}
        self.offer("variant", [(key, each.variant.name) for key, each in self.versions.items()])
        if umbrellas:
            chosen = [(key, str(deal)) for key, deal in self.umbrellas.items()]
            self.offer("parent", [("", _("No other deal")), *chosen])
        else:
            del self.fields["parent"]

    def groups(self) -> list[Group]:
        """Return the cards by programme."""
        chosen = self["variant"].value()
        found: dict[Programme, list[Option]] = {}
        for key, version in self.versions.items():
            options = found.setdefault(version.variant.programme, [])
            options.append(Option(version.variant, version, key == chosen))
        return [Group(programme, options) for programme, options in found.items()]

    @property
    def version(self) -> VariantVersion:
        """The version of the chosen variant."""
        return self.versions[self.cleaned_data["variant"]]

    @property
    def umbrella(self) -> Deal | None:
        """The umbrella, when one was chosen."""
        return self.umbrellas.get(self.cleaned_data.get("parent", ""))
