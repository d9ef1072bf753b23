"""Whom to ask to sign, until when; more time, an answer to a question, a reason for withdrawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.actions.inviting import SignatoryEntry, extend, invite
from deals.forms.rows import StepForm
from deals.lifecycle import InvitationState
from deals.models import Deal, DealVersion, Invitation, Party, SigningDuty
from ui.formats import day
from ui.forms import DayField, Explained, Form, ManyChoices, all_valid

USUAL_DAYS, MOST_DAYS = 21, 366


def check_last_day(last: date, *, today: date) -> None:
    """Refuse a last day that is over, or in some far year by a slip of the finger."""
    if last < today:
        raise ValidationError(gettext("This date is over. Fill in a day that comes."))
    if last > today + timedelta(days=MOST_DAYS):
        raise ValidationError(gettext("This is more than a year ahead. Check the year."))


class UntilForm(StepForm):
    """The last day on which somebody can sign."""

    until = DayField(label=_("Last day to sign"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": today + timedelta(days=USUAL_DAYS)})
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        """Hold the day to be one that comes."""
        last: date = self.cleaned_data["until"]
        check_last_day(last, today=self.today)
        return last


class SignatoryForm(StepForm):
    """One person to invite for one party; left empty, nobody is invited."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Fill in who signs.")}
    )
    capacity = forms.CharField(label=_("Capacity"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"), error_messages={"required": _("Fill in where the letter goes to.")}
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)
    until = DayField(label=_("Last day to sign for this person"), required=False)

    def __init__(self, *args: Any, party: Party, invited: Iterable[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party, self.invited, self.today = party, set(invited), today
        if self.is_bound and not self.is_filled:
            self.fields["name"].required = self.fields["email"].required = False

    @property
    def is_filled(self) -> bool:
        """Whether somebody is named here, by what was typed."""
        typed = [self[name].value() for name in ("name", "capacity", "email")]
        return self.has_own_day or any(str(value or "").strip() for value in typed)

    @property
    def has_own_day(self) -> bool:
        """Whether a last day for this person stands here, right or wrong."""
        parts = self["until"].value()
        return any(str(part or "").strip() for part in parts) if isinstance(parts, list) else bool(parts)

    def clean_email(self) -> str:
        """Refuse who has a link for this party already."""
        email = str(self.cleaned_data["email"]).lower()
        if email in self.invited:
            raise ValidationError(gettext("This person is invited already."))
        return email

    def clean_until(self) -> date | None:
        """Hold the day to be one that comes."""
        last: date | None = self.cleaned_data["until"]
        if last:
            check_last_day(last, today=self.today)
        return last


class InviteForms:
    """Whom to invite for each party that still must sign, with the last day for all of them."""

    def __init__(self, data: Any, *, version: DealVersion, today: date, only: str = "") -> None:
        self.is_bound, self.version = data is not None, version
        self.until = UntilForm(data, today=today)
        waiting: dict[int, list[Invitation]] = defaultdict(list)
        for each in version.invitations.waiting():
            waiting[each.party_id].append(each)
        given = Counter(version.signatures.standing().values_list("party", flat=True))
        self.signatories = [
            form
            for duty in version.duties_open()
            if not only or str(duty.party_id) == only
            for form in rows_of(data, duty, waiting[duty.party_id], given[duty.party_id], today=today)
        ]

    @property
    def entries(self) -> list[Any]:
        """All forms, for the summary of what is wrong."""
        return [self.until, *self.signatories]

    @property
    def wanted(self) -> list[SignatoryForm]:
        """The rows in which somebody is named."""
        return [form for form in self.signatories if form.is_filled]

    def is_valid(self) -> bool:
        """Whether at least one person is named, each with an address, nobody twice for one party."""
        if not self.is_bound or not all_valid(self.entries):
            return False
        if not self.wanted:
            self.until.add_error(None, gettext("Fill in at least one person to invite."))
        seen = set()
        for form in self.wanted:
            key = (form.party.pk, form.cleaned_data["email"])
            if key in seen:
                form.add_error("email", gettext("This person stands here twice for the same party."))
            seen.add(key)
        return all_valid(self.entries)

    def save(self, deal: Deal, *, by: User, at: datetime) -> list[Invitation] | None:
        """Invite them; None, with what is wrong in the form, when that cannot be any more."""
        people = [
            SignatoryEntry(
                form.party,
                form.cleaned_data["name"],
                form.cleaned_data["email"],
                form.cleaned_data["capacity"],
                form.cleaned_data["language"],
                form.cleaned_data["until"],
            )
            for form in self.wanted
        ]
        try:
            return invite(deal, people, until=self.until.cleaned_data["until"], by=by, at=at)
        except (PermissionDenied, ValidationError) as error:
            self.until.add_error(None, _said(error))
            return None


def rows_of(
    data: Any, duty: SigningDuty, waiting: Sequence[Invitation], given: int, *, today: date
) -> list[SignatoryForm]:
    """Return rows for as many people as the party still lacks, and one more where several may sign for it."""
    missing = duty.needed - given - len(waiting)
    known = [] if missing < 1 else known_people(duty, {each.email for each in waiting})
    total = max(1, missing) + (1 if duty.needed > 1 else 0)
    return [
        SignatoryForm(
            data,
            prefix=f"invite-{duty.party_id}-{number}",
            party=duty.party,
            invited=[each.email for each in waiting],
            today=today,
            initial=known[number] if number < min(len(known), max(1, missing)) else None,
        )
        for number in range(total)
    ]


def known_people(duty: SigningDuty, invited: set[str]) -> list[dict[str, str]]:
    """Return who was asked to sign for this party before, the newest text first; else its contact."""
    before = (
        Invitation.objects.filter(party=duty.party_id, version__deal=duty.version.deal_id)
        .exclude(state__in=[InvitationState.WAITING, InvitationState.DELEGATED])
        .select_related("version")
        .order_by("-version__number", "-pk")
    )
    found: dict[str, dict[str, str]] = {}
    for each in before:
        if each.email not in invited:
            facts = {name: getattr(each, name) for name in ("name", "capacity", "email", "language")}
            found.setdefault(each.email, facts)
    party = duty.party
    if not found and (party.contact_email or party.contact_name) and party.contact_email not in invited:
        language = party.contact_user.language if party.contact_user else settings.LANGUAGE_CODE
        return [
            {
                "name": party.contact_name,
                "capacity": party.contact_function,
                "email": party.contact_email,
                "language": language,
            }
        ]
    return list(found.values())


class ExtendForm(UntilForm):
    """Who gets more time, and until when."""

    who = forms.MultipleChoiceField(
        label=_("Who gets more time?"),
        widget=ManyChoices,
        error_messages={"required": _("Choose at least one person.")},
    )

    field_order = ("who", "until")

    def __init__(self, *args: Any, invitations: Sequence[Invitation], only: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = {each.public_id: each for each in invitations}
        self.offer("who", [(name, _told(each)) for name, each in self.invitations.items()])
        self.initial["who"] = [only] if only in self.invitations else list(self.invitations)

    def save(self, *, by: User, at: datetime) -> int | None:
        """Give them time; None, with what is wrong in the form, when that cannot be any more."""
        chosen = [self.invitations[name] for name in self.cleaned_data["who"]]
        return give_time(self, chosen, by=by, at=at)


class ManyDealsForm(UntilForm):
    """The deals of which everyone who still must sign gets more time."""

    def __init__(self, *args: Any, invitations: Sequence[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = invitations

    def save(self, *, by: User, at: datetime) -> int | None:
        """Give them time; None, with what is wrong in the form, when that cannot be any more."""
        return give_time(self, self.invitations, by=by, at=at)


def give_time(form: UntilForm, chosen: Sequence[Invitation], *, by: User, at: datetime) -> int | None:
    """Extend the invitations, all or none; None with the reason in the form."""
    try:
        done = extend(chosen, form.cleaned_data["until"], by=by, at=at)
    except PermissionDenied as error:
        form.add_error(None, _said(error))
        return None
    if not done:
        form.add_error("until", gettext("Everybody you chose can sign until that day already, or longer."))
    return done or None


class WithdrawForm(Form):
    """Why an invitation ends; who got it reads this."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The person who was invited reads this in a letter."),
        error_messages={"required": _("Give a reason.")},
    )


class ReplyForm(Form):
    """The answer to a signatory's question."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("It goes by e-mail, with a link to the text."),
    )


def _told(invitation: Invitation) -> Explained:
    """Return who it is, with the address and the last day so far."""
    last = timezone.localdate(invitation.expires_at) - timedelta(days=1)
    return Explained(
        f"{invitation.name}, {invitation.party.organisation}", f"{invitation.email}, {day(last)}"
    )


def _said(error: PermissionDenied | ValidationError) -> str:
    """Return the words of an error."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
