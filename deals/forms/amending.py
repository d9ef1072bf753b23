"""A change of a signed deal: from when and why, what is promised both ways, the text, and who else signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.free_text import refuse_personal_data
from accounts.models import Organisation, User
from deals.actions.amending import AmendmentEntry
from deals.actions.entries import CommitmentEntry, SupportEntry
from deals.forms.joining import TakingPart
from deals.forms.promises import ClauseRows, CommitmentForm, SupportForm
from deals.forms.rows import Rows, StepForm, rows_of
from deals.kinds import CommitmentKind, Obligation, Unit
from deals.models import Deal, DealVersion, Party
from deals.policies import amending as amending_policies
from partners.models import SupportKind
from ui.forms import DayField, ManyChoices, all_valid

Row = dict[str, Any]
BY = re.compile(r"(commitments|support)-\d+-by")


class ChangeForm(StepForm):
    """What goes with the change as a whole."""

    reason = forms.CharField(
        label=_("Why does the deal change?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        validators=[refuse_personal_data],
        help_text=_("All parties read this. Write nothing about one person."),
        error_messages={"required": _("Say why the deal changes.")},
    )
    effective_on = DayField(label=_("From when does the change count?"))
    ends_on = DayField(label=_("The deal ends on"), required=False)
    also_asked = forms.ModelMultipleChoiceField(
        Party.objects.none(),
        label=_("Ask others to sign too"),
        required=False,
        widget=ManyChoices,
        help_text=_("Who must sign follows from what changes. You can ask more parties, never fewer."),
    )

    def __init__(self, *args: Any, base: DealVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        self.fields["also_asked"].queryset = base.parties.in_order()  # type: ignore[attr-defined]

    def clean_effective_on(self) -> date:
        """Hold the change to count after the text that it changes was agreed."""
        day: date = self.cleaned_data["effective_on"]
        if why := amending_policies.effective_obstacle(self.base, day):
            raise ValidationError(why)
        return day

    def clean(self) -> dict[str, Any]:
        """Hold the end to come after the start, and after the change."""
        answers = super().clean() or {}
        ends_on, begins = answers.get("ends_on"), self.base.starts_on
        if ends_on and begins and ends_on <= begins:
            self.add_error("ends_on", gettext("The end must be later than the start."))
        elif ends_on and answers.get("effective_on") and ends_on < answers["effective_on"]:
            self.add_error("ends_on", gettext("The deal would end before the change counts."))
        return answers


class AmendedCommitmentForm(CommitmentForm):
    """One promise of work; a line that was there carries its number."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AmendedSupportForm(SupportForm):
    """One promise in return; a line that was there carries its number."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)


AmendedCommitments = rows_of(AmendedCommitmentForm)
AmendedSupport = rows_of(AmendedSupportForm)


class AmendmentForms:
    """The page on which a change is written: all of the text, as it will be."""

    def __init__(
        self, data: QueryDict | None, *, deal: Deal, base: DealVersion, user: User, initial: Row
    ) -> None:
        self.deal, self.base = deal, base
        self.parties = TakingPart(data, base=base, user=user, initial=initial)
        self.organisations = {each.public_id: each for each in [*self.parties.chosen, *self._typed(data)]}
        named = [(key, organisation.name) for key, organisation in self.organisations.items()]
        source = base.variant_version
        allowed = source.allowed_kinds if source else list(CommitmentKind.values)
        allowed = [*allowed, *(row["kind"] for row in initial["commitments"] if row["kind"] not in allowed)]
        only = bool(source and not source.allows_other_kinds)
        line = {"allowed": allowed, "only_allowed": only, "customised": not only, "by": named}
        rows = initial if data is None else {}
        self.change = ChangeForm(data, base=base, initial=initial["change"])
        self.commitments = AmendedCommitments(
            data, prefix="commitments", initial=rows.get("commitments"), form_kwargs=line
        )
        self.support = AmendedSupport(
            data, prefix="support", initial=rows.get("support"), form_kwargs={"by": named}
        )
        self.clauses = ClauseRows(data, prefix="clauses", initial=rows.get("clauses"))

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield all forms and rows."""
        yield self.change
        yield from self.parties.entries()
        yield from (self.commitments, self.support, self.clauses)

    def is_valid(self) -> bool:
        """Whether all of it can be kept; every form is asked, so that all complaints show at once."""
        if not all_valid(self.entries()):
            self._check_who_promises()
            return False
        promised = self._check_who_promises()
        return self.parties.check(len(self.commitments.filled())) and promised

    def _check_who_promises(self) -> bool:
        """Complain of promises of who takes part no more; return whether all stay with who does."""
        wrong = False
        for form in [*self.commitments.forms, *self.support.forms]:
            by = form.cleaned_data.get("by") if form.has_changed() and hasattr(form, "cleaned_data") else None
            if by and by not in self.parties.staying:
                words = gettext(
                    "%(name)s takes no part any more. Choose who takes this over, or remove this row."
                )
                form.add_error("by", words % {"name": self.organisations[by]})
                wrong = True
        return not wrong

    def _typed(self, data: QueryDict | None) -> list[Organisation]:
        """Return who stands at a promise as it was posted: nothing typed changes hands because a party went."""
        keys = {value for name, value in data.items() if BY.fullmatch(name)} if data else set()
        return list(self.parties.organisations.filter(public_id__in=keys)) if keys else []

    def hold_back(self) -> None:
        """Show what was typed without complaints."""
        for entry in self.entries():
            if isinstance(entry, Rows):
                entry.hold_back()
            else:
                entry.quiet = True

    def entry(self) -> AmendmentEntry:
        """Return what was filled in."""
        facts = self.change.cleaned_data
        return AmendmentEntry(
            reason=facts["reason"],
            effective_on=facts["effective_on"],
            ends_on=facts["ends_on"],
            commitments=[commitment_entry(each, self.organisations) for each in self.commitments.filled()],
            support=[support_entry(each, self.organisations) for each in self.support.filled()],
            clauses=[{"title": each["title"], "text": each["text"]} for each in self.clauses.filled()],
            also_asked=list(facts["also_asked"]),
            leaving=self.parties.who_leave,
            joining=self.parties.rows.entries(),
        )


def commitment_entry(row: Row, organisations: dict[str, Organisation]) -> CommitmentEntry:
    """Return one promise of work."""
    return CommitmentEntry(
        organisation=organisations[row["by"]],
        kind=CommitmentKind(row["kind"]),
        quantity=row["quantity"],
        unit=Unit(row["unit"]) if row["unit"] else None,
        hours_per_week=row["hours_per_week"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        obligation=Obligation(row["obligation"]),
        label=row["label"],
        number=row["number"],
    )


def support_entry(row: Row, organisations: dict[str, Organisation]) -> SupportEntry:
    """Return one promise in return."""
    by = organisations[row["by"]]
    return SupportEntry(by, SupportKind(row["kind"]), row["text"], row["due_on"], number=row["number"])


def rows_of_text(version: DealVersion) -> dict[str, list[Row]]:
    """Return the promises and clauses of a text as they are filled in beforehand."""
    return {
        "commitments": [
            {
                "kind": terms.commitment.kind,
                "quantity": terms.quantity,
                "hours_per_week": terms.hours_per_week,
                "obligation": terms.obligation,
                "by": terms.commitment.party.organisation.public_id,
                "unit": terms.unit,
                "starts_on": terms.starts_on,
                "ends_on": terms.ends_on,
                "label": terms.commitment.label,
                "number": terms.commitment.number,
            }
            for terms in version.commitment_terms.in_order()
        ],
        "support": [
            {
                "by": terms.promise.party.organisation.public_id,
                "kind": terms.promise.kind,
                "text": terms.text,
                "due_on": terms.due_on,
                "number": terms.promise.number,
            }
            for terms in version.support_terms.in_order()
        ],
        "clauses": [{"title": each["title"], "text": each["text"]} for each in version.clauses],
    }
