"""What is filled in on stage: who signs for each party and how, who declines and why, what is changed on the spot."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.actions import SignatureEntry
from deals.actions.ceremony import Post, Promise, change_on_stage, decline_on_stage, sign_on_stage
from deals.forms.drawing import DrawingField
from deals.models import (
    LARGEST_QUANTITY,
    AgendaItem,
    CommitmentTerms,
    DeclineReason,
    Party,
    SignatureMethod,
    StageAct,
)
from deals.shown.stage_people import Cast, Person
from ui.forms import Choices, DayField, Form, all_valid

NOT_NOW = "not_now"


class PostForm(Form):
    """The key of a page and the text that it showed: they come along with every act on stage."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    text_hash = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def post(self, *, by: User, at: datetime) -> Post:
        """Return what comes with the act."""
        return Post(by, at, self.cleaned_data["key"], self.cleaned_data["text_hash"])


class SignerForm(Form):
    """One person on stage: drawn on our screen, or in ink on paper. A witness may leave it at being there."""

    person_name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Fill in the name of who signs.")}
    )
    capacity = forms.CharField(
        label=_("Capacity"),
        max_length=120,
        error_messages={"required": _("Fill in the capacity, for example director.")},
    )
    mandate_reference = forms.CharField(label=_("Mandate"), required=False, max_length=120)
    method = forms.ChoiceField(label=_("How"), widget=Choices)
    drawing = DrawingField(label=_("Signature"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        choices = [(SignatureMethod.DRAWN, _("Draws here")), (SignatureMethod.INK, _("Signed on paper"))]
        if person.as_witness:
            choices.append((NOT_NOW, _("Does not sign")))  # type: ignore[arg-type]
        self.fields["method"].choices = choices  # type: ignore[attr-defined]

    @property
    def signs(self) -> bool:
        """Whether this person signs."""
        return bool(self.cleaned_data["method"] != NOT_NOW)

    def clean(self) -> dict[str, Any]:
        """Ask for the drawing of who draws."""
        answers = super().clean() or {}
        if answers.get("method") != SignatureMethod.DRAWN:
            return answers | {"drawing": None}
        if not answers.get("drawing") and "drawing" not in self.errors:
            self.add_error("drawing", _("Draw the signature, or choose that it was signed on paper."))
        return answers

    def entry(self, item: AgendaItem, today: date) -> SignatureEntry:
        """Return the signature. One in ink was set on the day of the event, one drawn today."""
        drawn = self.cleaned_data["method"] == SignatureMethod.DRAWN
        return SignatureEntry(
            organisation=self.person.party.organisation,
            party=self.person.party,
            capacity=self.cleaned_data["capacity"],
            signed_on=today if drawn else item.event.on,
            person_name=self.cleaned_data["person_name"],
            mandate_reference=self.cleaned_data["mandate_reference"],
            event=item.event,
            place=item.event.place,
            method=SignatureMethod(self.cleaned_data["method"]),
            drawing=self.cleaned_data["drawing"],
            as_witness=self.person.as_witness,
        )


class SigningForms:
    """All who sign one deal on stage, sent together."""

    def __init__(self, data: Any, *, item: AgendaItem, key: str = "") -> None:
        self.item, self.is_bound = item, data is not None
        self.sent = PostForm(data, initial={"key": key, "text_hash": item.text.content_hash})
        self.signers = [
            SignerForm(data, person=person, prefix=person.prefix, initial=person.as_initial())
            for person in Cast([item]).missing_for(item)
        ]

    @property
    def entries(self) -> list[Form]:
        """All forms, for the summary of what is wrong."""
        return [self.sent, *self.signers]

    def is_valid(self) -> bool:
        """Whether everyone is there."""
        return all_valid(self.entries)

    def save(self, *, by: User, at: datetime) -> StageAct:
        """Sign the deal, whole or not at all. Raises PermissionDenied with the reason why not."""
        today = timezone.localdate(at)
        entries = [form.entry(self.item, today) for form in self.signers if form.signs]
        return sign_on_stage(self.item, entries, post=self.sent.post(by=by, at=at))


class DeclineForm(PostForm):
    """Which party declines, and why."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("Who declines"), empty_label=None)
    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    words = forms.CharField(
        label=_("In their own words"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        open_parties = [duty.party_id for duty in item.text.duties_open()]
        parties = Party.objects.filter(pk__in=open_parties).select_related("organisation")
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]
        self.fields["party"].label_from_instance = _name_of  # type: ignore[attr-defined]

    def save(self, *, by: User, at: datetime) -> StageAct:
        """Record that a party declined. Raises PermissionDenied with the reason why not."""
        said = self.cleaned_data
        reason = DeclineReason(said["reason"])
        return decline_on_stage(self.item, said["party"], reason, said["words"], post=self.post(by=by, at=at))


def _name_of(party: Party) -> str:
    return party.organisation.name


class PromiseForm(Form):
    """One promise as it becomes."""

    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=LARGEST_QUANTITY,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    ends_on = DayField(label=_("Until"), required=False, help_text="")

    def __init__(self, *args: Any, terms: CommitmentTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms

    def clean_ends_on(self) -> date | None:
        """Hold the end to be no earlier than the start."""
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on and self.terms.starts_on and ends_on < self.terms.starts_on:
            raise ValidationError(_("The end must be later than the start."))
        return ends_on


class WhyForm(PostForm):
    """Why the text changes, and until when the whole deal runs."""

    reason = forms.CharField(label=_("What was agreed, and why"), max_length=300)
    deal_ends_on = DayField(label=_("The whole deal runs until"), required=False, help_text="")


class ChangeForms:
    """The numbers of a deal, changed on the spot in one short form."""

    def __init__(self, data: Any, *, item: AgendaItem, key: str = "") -> None:
        self.item, self.version, self.is_bound = item, item.text, data is not None
        version = self.version
        self.why = WhyForm(
            data,
            initial={"key": key, "text_hash": version.content_hash, "deal_ends_on": version.ends_on},
        )
        self.promises = [
            PromiseForm(data, prefix=f"promise-{terms.commitment.number}", terms=terms, initial=_now(terms))
            for terms in version.commitment_terms.in_order()
        ]

    @property
    def entries(self) -> list[Form]:
        """All forms, for the summary of what is wrong."""
        return [*self.promises, self.why]

    def is_valid(self) -> bool:
        """Whether every number and day can be."""
        if not all_valid(self.entries):
            return False
        start, end = self.version.starts_on, self.why.cleaned_data["deal_ends_on"]
        if start and end and end <= start:
            self.why.add_error("deal_ends_on", _("The end must be later than the start."))
        for form in self.promises:
            last = form.cleaned_data["ends_on"]
            if last and end and last > end:
                form.add_error("ends_on", _("The whole deal ends earlier. Change that day too."))
        return all(form.is_valid() for form in self.entries)

    def save(self, *, by: User, at: datetime) -> StageAct:
        """Write the next version and put it on stage. Raises PermissionDenied with the reason why not."""
        new = {
            form.terms.commitment.number: Promise(form.cleaned_data["quantity"], form.cleaned_data["ends_on"])
            for form in self.promises
        }
        said = self.why.cleaned_data
        return change_on_stage(
            self.item,
            new,
            ends_on=said["deal_ends_on"],
            reason=said["reason"],
            post=self.why.post(by=by, at=at),
        )


def _now(terms: CommitmentTerms) -> dict[str, Any]:
    return {"quantity": terms.quantity, "ends_on": terms.ends_on}
