"""Step three, second half: who signed for each party, when and where, and the scan of the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.actions import SignatureEntry, sign_on_paper
from deals.documents.scans import check_scan, store_scan
from deals.forms.ceremony import witness_rows
from deals.forms.rows import StepForm
from deals.models import CheckOutcome, Deal, DocumentKind, Party
from events.models import Event
from ui.forms import Choices, DayField, FileInput, Form, all_valid

EARLIEST = date(2000, 1, 1)
TEXT_CHANGED = _("The text was changed since you opened this page. Read it again.")


def check_signing_day(day: date | None, *, today: date) -> None:
    """Refuse a day on which nobody can have signed."""
    if day and day > today:
        raise ValidationError(gettext("This date is in the future. Fill in the day on which it was signed."))
    if day and day < EARLIEST:
        raise ValidationError(gettext("This date is too long ago. Check the year."))


class ScanForm(StepForm):
    """One scan or photo of the signed paper."""

    scan = forms.FileField(
        label=_("Scan or photo of the signed paper"),
        required=False,
        max_length=160,
        allow_empty_file=True,
        widget=FileInput(
            kinds=_("PDF, JPEG or PNG"), max_bytes=settings.SCAN_MAX_BYTES, accept=".pdf,.jpg,.jpeg,.png"
        ),
    )

    def clean_scan(self) -> Any:
        """Judge the file by its content."""
        upload = self.cleaned_data["scan"]
        if upload:
            check_scan(upload)
        return upload


class AddedScanForm(ScanForm):
    """A scan that comes in after the signatures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].required = True


class SigningForm(ScanForm):
    """When, where and on what occasion; one scan of the paper."""

    signed_on = DayField(label=_("Signed on"), required=False)
    event = forms.ModelChoiceField(
        Event.objects.none(),
        label=_("Event"),
        required=False,
        empty_label=_("No event"),
        to_field_name="public_id",
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=120)

    def __init__(self, *args: Any, today: date, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast(forms.ModelChoiceField, self.fields["event"]).queryset = events

    def clean_signed_on(self) -> date | None:
        """Hold the day to be one on which somebody can have signed."""
        day: date | None = self.cleaned_data["signed_on"]
        check_signing_day(day, today=self.today)
        return day


class SignatoryForm(StepForm):
    """Who signed for one party; left empty, that party did not sign yet."""

    person_name = forms.CharField(label=_("Name"), required=False, max_length=120)
    capacity = forms.CharField(label=_("Capacity"), required=False, max_length=120)
    mandate_reference = forms.CharField(label=_("Mandate"), required=False, max_length=120)
    signed_on = DayField(label=_("Signed on another day"), required=False, help_text="")

    extras = ("mandate_reference", "signed_on")  # the template folds these away

    def __init__(self, *args: Any, party: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party, self.today = party, today

    @property
    def has_extras(self) -> bool:
        """Whether something stands, or is wrong, in what is folded away."""
        day = self["signed_on"].value() or []
        typed = [self["mandate_reference"].value(), *(day if isinstance(day, list) else [day])]
        return any(typed) or any(name in self.errors for name in self.extras)

    @property
    def signed(self) -> bool:
        """Whether this party signed, by what was typed."""
        return bool(self.is_valid() and self.cleaned_data["capacity"])

    def clean_signed_on(self) -> date | None:
        """Hold the day to be one on which somebody can have signed."""
        day: date | None = self.cleaned_data["signed_on"]
        check_signing_day(day, today=self.today)
        return day

    def clean(self) -> dict[str, Any]:
        """Ask in what capacity somebody signed."""
        answers = super().clean() or {}
        others = ("person_name", "mandate_reference", "signed_on")
        if any(answers.get(name) for name in others) and not answers.get("capacity"):
            self.add_error("capacity", _("Fill in the capacity, for example director."))
        return answers


class CheckForm(Form):
    """What a second person found when comparing a signature with its scan."""

    outcome = forms.ChoiceField(
        label=_("What do you see?"),
        widget=Choices,
        choices=[
            (CheckOutcome.ACCEPTED, _("It is right: the scan shows this signature")),
            (CheckOutcome.REFUSED, _("It is not right: the party signs anew")),
        ],
    )
    reason = forms.CharField(label=_("What is not right"), required=False, max_length=300)

    def __init__(self, *args: Any, has_other_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_other_name:
            self.fields["outcome"].label = _("Who signed?")
            cast(forms.ChoiceField, self.fields["outcome"]).choices = [
                (CheckOutcome.ACCEPTED, _("The person who was invited: it is the same person")),
                (
                    CheckOutcome.REFUSED,
                    _("Somebody else: the signature does not count, and the party signs anew"),
                ),
            ]

    def clean(self) -> dict[str, Any]:
        """Ask what is not right."""
        answers = super().clean() or {}
        if answers.get("outcome") == CheckOutcome.REFUSED and not answers.get("reason"):
            self.add_error("reason", _("Say what is not right, so that it can be done better."))
        return answers


class PaperForms:
    """The signatures that came in on one sheet of paper, with its scan, and who saw it happen."""

    def __init__(self, data: Any, files: Any, *, deal: Deal, events: Any, today: date) -> None:
        self.is_bound, self.deal = data is not None, deal
        self.parties: dict[str, Party] = {}
        self.signatories = []
        for prefix, party, name in _places(deal):
            self.parties[prefix] = party
            self.signatories.append(SignatoryForm(data, prefix=prefix, party=name, today=today))
        self.signing = SigningForm(data, files, today=today, events=events)
        self.signing.fields["scan"].required = _lacks_scan(deal)
        self.text = deal.text_at_hand().content_hash  # which words the page shows; sent back with the form
        self.read = data.get("text", "") if self.is_bound else self.text
        self.witnesses = witness_rows(data, deal)

    @property
    def entries(self) -> list[Any]:
        """All forms, for the summary of what is wrong."""
        return [self.signing, *self.signatories, self.witnesses]

    def hold_back(self) -> None:
        """Show what was typed without complaints: a row of witnesses came or went."""
        self.text = self.read
        for form in (self.signing, *self.signatories):
            form.quiet = True
        self.witnesses.hold_back()

    def is_valid(self) -> bool:
        """Whether at least one party signed, on a day that is known, under the words that the page showed."""
        valid = all_valid(self.entries)
        if self.read != self.text:
            self.signing.add_error(None, TEXT_CHANGED)
            return False
        if not valid:
            return False
        signed = [form for form in self.signatories if form.signed]
        if not signed:
            self.signing.add_error(None, _("Fill in who signed for at least one party."))
        elif not self.signing.cleaned_data["signed_on"] and any(
            not form.cleaned_data["signed_on"] for form in signed
        ):
            self.signing.add_error("signed_on", _("Fill in on which day it was signed."))
        return self.signing.is_valid()

    def save(self, *, by: User, at: datetime) -> bool:
        """Record the signatures and keep the scan; False, with what is wrong in the form, when that cannot be."""
        try:
            self._keep(by=by, at=at)
        except PermissionDenied as why:
            self.signing.add_error(None, str(why))
            return False
        return True

    @transaction.atomic
    def _keep(self, *, by: User, at: datetime) -> None:
        """Record them, whole or not at all; the last signature concludes the deal."""
        common = self.signing.cleaned_data
        entries = [self._entry(form) for form in self.signatories if form.signed]
        last = max(entry.signed_on for entry in entries)
        parties = {str(party.pk): party for party in self.deal.parties.select_related("organisation")}
        entries += [
            SignatureEntry(
                organisation=parties[row["party"]].organisation,
                party=parties[row["party"]],
                capacity=row["capacity"],
                signed_on=common["signed_on"] or last,
                person_name=row["person_name"],
                event=common["event"],
                place=common["place"],
                as_witness=True,
            )
            for row in self.witnesses.filled()
        ]
        version = self.deal.text_at_hand()
        if common["scan"]:
            store_scan(self.deal, version, common["scan"], by, at)
        sign_on_paper(self.deal, entries, by=by, at=at, text_hash=self.read)

    def _entry(self, form: SignatoryForm) -> SignatureEntry:
        """Return who signed for one party."""
        common, party = self.signing.cleaned_data, self.parties[str(form.prefix)]
        return SignatureEntry(
            organisation=party.organisation,
            party=party,
            capacity=form.cleaned_data["capacity"],
            signed_on=form.cleaned_data["signed_on"] or common["signed_on"],
            person_name=form.cleaned_data["person_name"],
            mandate_reference=form.cleaned_data["mandate_reference"],
            event=common["event"],
            place=common["place"],
        )


def _places(deal: Deal) -> Iterator[tuple[str, Party, str]]:
    """Yield a name for the fields, the party and how it is called, for each signature that is missing."""
    version = deal.version_to_sign()
    if version is None:
        return
    given = Counter(version.signatures.standing().values_list("party", flat=True))
    for duty in version.duties_open():
        for number in range(given[duty.party_id] + 1, duty.needed + 1):
            first = number == given[duty.party_id] + 1
            name = (
                duty.party.organisation.name if duty.needed == 1 else f"{duty.party.organisation} ({number})"
            )
            yield f"sign-{duty.party_id}" + ("" if first else f"-{number}"), duty.party, name


def _lacks_scan(deal: Deal) -> bool:
    """Whether a second person will look at the signatures, and there is no scan to compare them with."""
    scans = deal.documents.filter(version=deal.text_at_hand(), kind=DocumentKind.SCAN)
    return deal.programme.checks_paper and not scans.exists()
