"""Asking an employer how things stand: one round per deal and date, answered from a letter or after sign-in."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.kinds import PartyRole
from deals.models import Commitment, CommitmentTerms, Deal, Party
from deals.policies import editing_denial
from placements import progress_policies
from trail.models import Entry


class AlreadyAnswered(Exception):
    """A colleague answered this round first; nothing was saved."""


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class ProgressRoundQuerySet(models.QuerySet["ProgressRound"]):
    """Rounds by deal."""

    def of(self, deal: Deal, *, at: datetime) -> ProgressRound:
        """Return the round of the deal's next talk, opened now if it was not yet; without a talk: of today."""
        due_on = deal.next_progress_on or timezone.localdate(at)
        round, _made = self.get_or_create(deal=deal, due_on=due_on, defaults={"opened_at": at})
        return round


class ProgressRound(models.Model):
    """The progress of one deal is asked around one date."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="progress_rounds")
    due_on = models.DateField(_("date"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders written"), default=0)

    objects = ProgressRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress round")
        constraints = [
            models.UniqueConstraint(fields=["deal", "due_on"], name="progress_round_once_per_date")
        ]

    def __str__(self) -> str:
        return f"{self.deal}, {self.due_on}"

    def employers(self) -> list[Party]:
        """Return the parties who promise work in this deal and take part on the day of the round."""
        return list(self.deal.parties.taking_part(self.due_on).filter(role=PartyRole.EMPLOYER).in_order())

    def still_to_answer(self) -> list[Party]:
        """Return the employers who did not answer yet."""
        answered = set(self.answers.values_list("organisation", flat=True))
        return [party for party in self.employers() if party.organisation_id not in answered]

    def promises_of(self, organisation: Organisation) -> list[CommitmentTerms]:
        """Return what the organisation promised, by the text in force on the day of the round."""
        lines = self.deal.text_in_force(self.due_on).commitment_terms.in_order()
        return list(lines.filter(commitment__employer=organisation))

    def answer_of(self, organisation: Organisation) -> ProgressAnswer | None:
        """Return what the organisation answered, if it did."""
        return self.answers.filter(organisation=organisation).prefetch_related("figures__commitment").first()

    def question_to(self, organisation: Organisation) -> str:
        """Return what the account manager asked last about the organisation's answer."""
        asked = Entry.objects.of(self.deal).filter(
            act="query_progress",
            changes__organisation=organisation.name,
            changes__round=self.due_on.isoformat(),
        )
        last = asked.last()
        return last.reason if last else ""

    @transaction.atomic
    def answer(
        self,
        *,
        organisation: Organisation,
        figures: Mapping[int, int],
        support_ok: bool | None,
        remark: str,
        by: User | None,
        email: str,
        at: datetime,
    ) -> ProgressAnswer:
        """Keep what an employer says: per commitment (its id) how many are at work now.

        `by` is who signed in, or None for a reader who showed to own the address. An answer that the account
        manager asked about is given anew. Raises AlreadyAnswered when a colleague was first.
        """
        Deal.objects.select_for_update().get(pk=self.deal_id)
        answer = self.answers.filter(organisation=organisation).first() or ProgressAnswer(
            round=self, organisation=organisation
        )
        if answer.pk and answer.state != AnswerState.QUERIED:
            raise AlreadyAnswered
        answer.answered_by, answer.answered_by_email, answer.answered_at = by, "" if by else email, at
        answer.support_ok, answer.remark = support_ok, remark
        answer.state, answer.handled_by, answer.handled_at = AnswerState.RECEIVED, None, None
        answer.save()
        for commitment, running in figures.items():
            answer.figures.update_or_create(commitment_id=commitment, defaults={"running": running})
        if not self.still_to_answer():
            self.deal.move_reminder(None)
        changes = {"organisation": organisation.name, "round": self.due_on}
        Entry.objects.record(self.deal, "answer_progress", by=by, changes=changes, at=at)
        return answer

    def close_when_done(self, *, by: User, at: datetime) -> None:
        """Close it once every employer's answer is confirmed, and set the date of the next talk."""
        confirmed = set(
            self.answers.filter(state=AnswerState.ACCEPTED).values_list("organisation", flat=True)
        )
        if any(party.organisation_id not in confirmed for party in self.employers()):
            return
        self.closed_at = at
        self.save(update_fields=["closed_at"])
        deal = Deal.objects.get(pk=self.deal_id)
        if deal.next_progress_on in {None, self.due_on} and not editing_denial(by, deal):
            deal.change(
                by=by, revision=deal.revision, next_progress_on=self.next_talk(timezone.localdate(at))
            )

    def next_talk(self, today: date) -> date | None:
        """Return the first date after today in the deal's rhythm; the end of its term if that comes first, then none."""
        step, last = self.deal.progress_every_months, self.deal.ends_on
        if not step or (last and last <= max(self.due_on, today)):
            return None
        months = step
        while (due_on := months_later(self.due_on, months)) <= today:
            months += step
        return min(due_on, last) if last else due_on


class AnswerState(models.TextChoices):
    """What the account manager did with an answer."""

    RECEIVED = "received", _("to be confirmed")
    ACCEPTED = "accepted", _("confirmed")
    QUERIED = "queried", _("asked about")


class ProgressAnswerQuerySet(models.QuerySet["ProgressAnswer"]):
    """Answers as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> ProgressAnswerQuerySet:
        """Officers see their municipality's answers; an employer its own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(round__deal__municipality__in=user.municipalities_as(Role.OFFICER))
            | Q(organisation__in=user.organisations_as(Role.EMPLOYER))
        )

    def handled_by_office_of(self, user: User) -> ProgressAnswerQuerySet:
        """Those that this account manager may confirm."""
        return self.filter(round__deal__municipality__in=user.municipalities_as(Role.OFFICER))


class ProgressAnswer(models.Model):
    """What an employer said about one round. It counts once the account manager confirms it."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    round = models.ForeignKey(ProgressRound, models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="progress_answers")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by_email = models.EmailField(blank=True)
    answered_at = models.DateTimeField()
    support_ok = models.BooleanField(_("support came as promised"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AnswerState.choices, default=AnswerState.RECEIVED, editable=False
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = ProgressAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer on progress")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                name="progress_answered_once_per_round",
                violation_error_message=_("Your organisation has already answered this round."),
            ),
            models.CheckConstraint(
                condition=Q(state="received", handled_at=None)
                | (~Q(state="received") & Q(handled_at__isnull=False, handled_by__isnull=False)),
                name="progress_answer_handled_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.round}"

    def get_absolute_url(self) -> str:
        """Its page for the account manager."""
        return reverse("placements:answer", args=[self.public_id])

    @property
    def who(self) -> str:
        """Who gave it: a person, or an address that was shown to be the reader's."""
        return str(self.answered_by) if self.answered_by else self.answered_by_email

    @transaction.atomic
    def accept(self, *, by: User, at: datetime) -> None:
        """Confirm it; the last one that a round waits for closes it. Raises PermissionDenied with the reason."""
        self._handle(AnswerState.ACCEPTED, by=by, at=at)
        Entry.objects.record(self.round.deal, "accept_progress", by=by, changes=self._what(), at=at)
        self.round.close_when_done(by=by, at=at)

    @transaction.atomic
    def ask_about(self, *, by: User, at: datetime, question: str) -> None:
        """Put a question to the employer, who may then answer anew. Raises PermissionDenied with the reason."""
        self._handle(AnswerState.QUERIED, by=by, at=at)
        changes = self._what()
        Entry.objects.record(
            self.round.deal, "query_progress", by=by, changes=changes, reason=question, at=at
        )

    def _handle(self, state: AnswerState, *, by: User, at: datetime) -> None:
        Deal.objects.select_for_update().get(pk=self.round.deal_id)
        self.refresh_from_db()
        if why := progress_policies.handling_denial(by, self):
            raise PermissionDenied(why)
        self.state, self.handled_by, self.handled_at = state, by, at
        self.save(update_fields=["state", "handled_by", "handled_at"])

    def _what(self) -> dict[str, object]:
        return {"organisation": self.organisation.name, "round": self.round.due_on}


class ProgressFigure(models.Model):
    """How many are at work now under one commitment, as the employer says."""

    answer = models.ForeignKey(ProgressAnswer, models.CASCADE, related_name="figures")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    running = models.PositiveIntegerField(_("at work now"))

    class Meta:
        verbose_name = _("figure in an answer")
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "commitment"], name="progress_figure_once_per_commitment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.running}"
