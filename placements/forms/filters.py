"""The filters of the list of places. A figure that can be opened leads here: same filter, same count."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deals.kinds import PLACE_KINDS, CommitmentKind
from placements.lifecycle import PlacementState
from placements.models.placement import PlacementQuerySet
from ui.formats import day
from ui.forms import Form

SHOWN = [
    ("", _("All")),
    ("to_confirm", _("To confirm")),
    ("prepared", _("In preparation")),
    ("late", _("Planned start has passed")),
    ("started", _("Started")),
    ("running", _("Running")),
    ("ended", _("Ended")),
    ("refused", _("Not confirmed")),
]


class IsoDay(forms.DateField):
    """A day in an address: 2025-03-01."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ("%Y-%m-%d",)


class OpenChoice(forms.ChoiceField):
    """A choice whose list only helps: a programme without places can be asked for, and gives none."""

    def valid_value(self, value: str) -> bool:
        """Take whatever a database can compare."""
        return "\x00" not in value


class PlacementFilter(Form):
    """Which places to show. A date or state that is not understood is left out."""

    show = forms.ChoiceField(label=_("State"), choices=SHOWN, required=False)
    kind = OpenChoice(label=_("Kind"), required=False)
    programme = OpenChoice(label=_("Programme"), required=False)
    sector = OpenChoice(label=_("Sector"), required=False)
    since = IsoDay(label=_("Started from"), required=False)
    until = IsoDay(label=_("Started until"), required=False)
    deal = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    line = forms.IntegerField(required=False, min_value=0, max_value=32767, widget=forms.HiddenInput)
    as_of = IsoDay(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, places: PlacementQuerySet) -> None:
        """Offer the programmes and sectors that occur in `places`: one query."""
        super().__init__(data)
        programmes, sectors = {}, {}
        names = ("programme__public_id", "programme__name", "sector__slug", "sector__name")
        for programme, programme_name, sector, sector_name in (
            places.order_by().values_list(*names).distinct()
        ):
            programmes[programme] = programme_name
            if sector:
                sectors[sector] = sector_name
        self._offer("kind", {kind.value: str(kind.label) for kind in CommitmentKind if kind in PLACE_KINDS})
        self._offer("programme", programmes)
        self._offer("sector", sectors)

    def narrow(self, places: PlacementQuerySet, *, today: date) -> PlacementQuerySet:
        """Return those of `places` that the filters let through, as of `as_of` or today."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        places = self._shown(places, asked.get("show", ""), asked.get("as_of", today))
        columns = {
            "kind": "kind",
            "programme": "programme__public_id",
            "sector": "sector__slug",
            "since": "started_on__gte",
            "until": "started_on__lte",
            "deal": "deal__public_id",
            "line": "commitment__number",
        }
        return places.filter(**{column: asked[name] for name, column in columns.items() if name in asked})

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The filters in use: name and words."""
        words = []
        for name, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                words.append((name, f"{field.label}: {_choices(field).get(value, value)}"))
            elif field.label:
                words.append((name, f"{field.label} {day(value)}"))
            elif name == "as_of":
                words.append((name, str(_("As of %(day)s")) % {"day": day(value)}))
        return words

    def _offer(self, name: str, options: dict[str, str]) -> None:
        in_order = sorted(options.items(), key=lambda option: option[1].lower())
        self.fields[name].choices = [("", _("All")), *in_order]  # type: ignore[attr-defined]

    @staticmethod
    def _shown(places: PlacementQuerySet, show: str, as_of: date) -> PlacementQuerySet:
        """Return the places in the state asked for."""
        if show == "to_confirm":
            return places.to_confirm()
        if show == "prepared":
            return places.in_preparation_on(as_of)
        if show == "late":
            return places.past_their_start(as_of)
        if show == "started":
            return places.started_by(as_of)
        if show == "running":
            return places.running_on(as_of)
        if show == "ended":
            return places.started_by(as_of).filter(Q(ended_on__lte=as_of))
        if show == "refused":
            return places.filter(state=PlacementState.REFUSED)
        return places


def _choices(field: forms.ChoiceField) -> dict[str, Any]:
    return dict(field.choices)  # type: ignore[arg-type]
