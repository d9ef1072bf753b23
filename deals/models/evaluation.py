"""What a party says about a deal when it is over: asked once for each term, given once, changeable for a fortnight."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.free_text import refuse_personal_data
from accounts.models import User
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES, Role
from deals.models.deal import Deal
from deals.models.party import Party
from deals.policies import ending as ending_policies
from notices.links import MailedLink, hash_of, new_token
from notices.models import EVALUATION, ReminderRule
from trail.models import Entry

CHANGEABLE_FOR = timedelta(days=14)
LINK_VALID_FOR = timedelta(days=60)


class Brought(TextChoices):
    """Whether the deal brought what was promised."""

    YES = "yes", pgettext_lazy("of a deal", "yes")
    PARTLY = "partly", pgettext_lazy("of a deal", "partly")
    NO = "no", pgettext_lazy("of a deal", "no")


class Again(TextChoices):
    """Whether the party would do it again."""

    YES = "yes", pgettext_lazy("of a deal", "yes")
    MAYBE = "maybe", pgettext_lazy("of a deal", "perhaps")
    NO = "no", pgettext_lazy("of a deal", "no")


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Evaluations as the reader may know them, and by where they stand."""

    def visible_to(self, user: User | AnonymousUser) -> EvaluationQuerySet:
        """The municipality sees those of all parties, a party only its own."""
        if not user.is_authenticated:
            return self.none()
        own = user.organisations_as(Role.EMPLOYER, Role.PARTNER)
        return self.filter(
            Q(deal__municipality__in=user.municipalities_as(*MUNICIPAL_ROLES))
            | Q(party__organisation__in=own, deal__in=Deal.objects.visible_to(user))
        )

    def given(self) -> EvaluationQuerySet:
        """Those that were answered."""
        return self.filter(given_at__isnull=False)

    def about(self, closing: date | None) -> EvaluationQuerySet:
        """Those asked for this end of the deal, or for a later one: not those of a term before a renewal."""
        return self.filter(closing_on__gte=closing) if closing else self.none()

    def to_ask(self, on: date) -> EvaluationQuerySet:
        """Those of which a letter is due by this day."""
        return self.filter(given_at=None, next_letter_on__lte=on)


class Evaluation(models.Model):
    """One party's closing evaluation of one term of a deal: the question, and once given the answer."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="evaluations")
    party = models.ForeignKey(Party, models.CASCADE, related_name="evaluations")
    asked_on = models.DateField()
    closing_on = models.DateField()  # the end of the deal, as it was when the party was asked
    letters = models.PositiveSmallIntegerField(default=0)
    next_letter_on = models.DateField(null=True, blank=True)
    brought = models.CharField(
        _("Did the deal bring what was promised?"), max_length=6, choices=Brought.choices, blank=True
    )
    again = models.CharField(_("Would you do it again?"), max_length=6, choices=Again.choices, blank=True)
    worked = models.CharField(
        _("What worked?"), max_length=600, blank=True, validators=[refuse_personal_data]
    )
    change = models.CharField(
        _("What would you change?"), max_length=600, blank=True, validators=[refuse_personal_data]
    )
    given_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_by_email = models.EmailField(blank=True)  # the reader of a letter who has no account

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing evaluation")
        constraints = [
            models.UniqueConstraint(fields=["party", "closing_on"], name="evaluation_once_per_party_and_end"),
            models.CheckConstraint(
                condition=Q(given_at=None, brought="", again="")
                | Q(given_at__isnull=False, brought__in=Brought.values, again__in=Again.values),
                name="evaluation_is_given_whole",
            ),
            models.CheckConstraint(
                condition=Q(given_at=None) | Q(next_letter_on=None), name="evaluation_given_gets_no_letters"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_letter_on"],
                condition=Q(next_letter_on__isnull=False),
                name="evaluation_to_ask",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.deal}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be given or changed."""
        return self.given_at is None or at < self.given_at + CHANGEABLE_FOR

    def plan_letter(self, *, on: date) -> None:
        """Count a letter, and let the next come when the rule says; not saved here."""
        rule = ReminderRule.objects.of(EVALUATION)
        self.letters += 1
        more = rule.is_active and self.letters < rule.at_most
        self.next_letter_on = on + timedelta(days=rule.repeat_every_days) if more else None

    @transaction.atomic
    def give(self, *, by: User | None, email: str = "", at: datetime, **answers: Any) -> None:
        """Keep what the party says, or what it changes in time. Raises PermissionDenied with the reason why not."""
        self.refresh_from_db(from_queryset=Evaluation.objects.select_for_update(of=("self",)))
        if why := ending_policies.evaluating_denial(self, at=at):
            raise PermissionDenied(why)
        if self.given_at is not None and all(getattr(self, name) == value for name, value in answers.items()):
            return
        for name, value in answers.items():
            setattr(self, name, value)
        act = "change_evaluation" if self.given_at else "give_evaluation"
        self.given_at, self.changed_at = self.given_at or at, at if self.given_at else None
        self.given_by, self.given_by_email = by, "" if by else email
        self.next_letter_on = None
        self.full_clean()
        self.save()
        changes = {"party": [None, str(self.party.organisation)]}
        Entry.objects.record(self.deal, act, by=by, changes=changes, at=at)


class EvaluationLinkQuerySet(models.QuerySet["EvaluationLink"]):
    """Links by their token."""

    def issue(self, evaluation: Evaluation, *, email: str, user: User | None, at: datetime) -> str:
        """Make a link and return its token, which exists nowhere but in the letter."""
        token = new_token()
        self.create(
            evaluation=evaluation,
            email=email,
            user=user,
            token_hash=hash_of(token),
            expires_at=at + LINK_VALID_FOR,
        )
        return token

    def of_token(self, token: str) -> EvaluationLinkQuerySet:
        """The link with this token, with what its page shows."""
        return self.filter(token_hash=hash_of(token)).select_related(
            "evaluation__party__organisation", "evaluation__deal__municipality__organisation"
        )


class EvaluationLink(MailedLink):
    """A link in a letter that opens one evaluation for one reader, until it expires."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="links")
    email = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()

    objects = EvaluationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an evaluation")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="evaluation_link_expires_after_it_was_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation} → {self.email}"

    def is_open(self, at: datetime) -> bool:
        """Whether it still opens its evaluation."""
        return at < self.expires_at
