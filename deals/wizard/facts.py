"""What the variables of the text become, by the answers so far: right, unfinished or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField

from deals.forms.rows import Rows, StepForm
from deals.kinds import UNIT_OF_KIND, CommitmentKind, PartyRole, Unit
from deals.texts.variables import Promised, facts_of, pieces, preview
from deals.wizard.wizard import Wizard
from partners.models import SupportKind


def facts_so_far(wizard: Wizard) -> dict[str, str]:
    """Return the facts that the answers give; what is not answered, or not rightly, is left empty."""
    page, sides = wizard.promises, wizard.sides
    names = {side.key: side.name for side in sides}
    own = {PartyRole.EMPLOYER, PartyRole.MUNICIPALITY}
    return facts_of(
        title=str(page.term["title"].value() or ""),
        reference=str(page.term["reference"].value() or ""),
        municipality=wizard.chosen_programme.municipality.organisation.name,
        programme=wizard.chosen_programme.name,
        contact=wizard.parties.form.our_officer().full_name,
        employers=[side.name for side in sides if side.role == PartyRole.EMPLOYER],
        partners=[side.name for side in sides if side.role not in own],
        starts_on=_clean(page.term["starts_on"]),
        ends_on=_clean(page.term["ends_on"]),
        promises=[each for form in _filled(page.commitments) if (each := _promised(form, names))],
        support=[line for form in _filled(page.support) if (line := _supported(form, names))],
    )


def show_filled_in(wizard: Wizard) -> None:
    """Put under each clause that holds variables how it reads by the answers so far."""
    facts = facts_so_far(wizard)
    for form in wizard.promises.clauses:
        text = str(form["text"].value() or "")
        form.shown = preview(text, facts) if any(part.variable for part in pieces(text)) else ""


def _filled(rows: Rows) -> Iterator[StepForm]:
    """Yield the rows in which something stands."""
    yield from (form for form in rows.forms if form["kind"].value())


def _clean(bound: BoundField) -> Any:
    """Return the clean value of a field, or None."""
    try:
        return bound.field.clean(bound.value())
    except ValidationError:
        return None


def _promised(form: StepForm, names: dict[str, str]) -> Promised | None:
    """Return a promise of work."""
    kind, quantity = _clean(form["kind"]), _clean(form["quantity"])
    if not kind or not quantity:
        return None
    label = str(form["label"].value() or "") or CommitmentKind(kind).label
    unit = Unit(_clean(form["unit"]) or UNIT_OF_KIND[CommitmentKind(kind)])
    by = names.get(str(form["by"].value() or ""), "")
    return Promised(label, quantity, unit.label, _clean(form["hours_per_week"]), by)


def _supported(form: StepForm, names: dict[str, str]) -> tuple[Any, str] | None:
    """Return a promise in return: what, and by whom."""
    kind, by = _clean(form["kind"]), names.get(str(form["by"].value() or ""), "")
    return (SupportKind(kind).label, by) if kind and by else None
