"""Asking an employer how things stand: one round per deal and date, answered from a letter or after sign-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.models import Commitment, Deal


class ProgressRound(models.Model):
    """The progress of one deal is asked around one date."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="progress_rounds")
    due_on = models.DateField(_("date"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress round")
        constraints = [
            models.UniqueConstraint(fields=["deal", "due_on"], name="progress_round_once_per_date")
        ]

    def __str__(self) -> str:
        return f"{self.deal}, {self.due_on}"


class ProgressLink(models.Model):
    """A link in a letter that opens one round for one reader: once, and until it expires.

    The token is kept hashed. Who is not signed in confirms with a code sent to the same address.
    """

    round = models.ForeignKey(ProgressRound, models.CASCADE, related_name="links")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    email = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    code_hash = models.CharField(max_length=128, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link to a progress round")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="progress_link_expires_after_it_was_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} → {self.email}"


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
