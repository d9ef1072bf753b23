"""A link in a letter that opens one round for one reader, and the code that shows that the letter is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from notices.links import MailedLink, hash_of, new_token
from placements.models.progress import ProgressRound

VALID_FOR = timedelta(days=30)


class ProgressLinkQuerySet(models.QuerySet["ProgressLink"]):
    """Links by their token."""

    def issue(
        self, round: ProgressRound, *, organisation: Organisation, email: str, user: User | None, at: datetime
    ) -> str:
        """Make a link and return its token, which exists nowhere but in the letter."""
        token = new_token()
        self.create(
            round=round,
            organisation=organisation,
            email=email,
            user=user,
            token_hash=hash_of(token),
            expires_at=at + VALID_FOR,
        )
        return token

    def of_token(self, token: str) -> ProgressLinkQuerySet:
        """The link with this token, with all that its page shows."""
        deal = "round__deal__municipality__organisation"
        return self.filter(token_hash=hash_of(token)).select_related("organisation", deal)


class ProgressLink(MailedLink):
    """A link in a letter that opens one round for one reader: once, and until it expires.

    The token is kept hashed. Who is not signed in confirms with a code sent to the same address.
    """

    round = models.ForeignKey(ProgressRound, models.CASCADE, related_name="links")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    email = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ProgressLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a progress round")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="progress_link_expires_after_it_was_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} → {self.email}"

    def is_open(self, at: datetime) -> bool:
        """Whether an answer can still be given with it."""
        return self.used_at is None and at < self.expires_at

    def use(self, at: datetime) -> None:
        """Let it never open the round again."""
        self.used_at = at
        self.save(update_fields=["used_at"])
