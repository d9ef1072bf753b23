"""A link in a letter that opens one round for one reader, and the code that shows that the letter is theirs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from placements.models.progress import ProgressRound

VALID_FOR = timedelta(days=30)
CODE_VALID_FOR = timedelta(minutes=10)
CODE_ATTEMPTS = 5


def hash_of(token: str) -> str:
    """Return what we keep of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


class ProgressLinkQuerySet(models.QuerySet["ProgressLink"]):
    """Links by their token."""

    def issue(
        self, round: ProgressRound, *, organisation: Organisation, email: str, user: User | None, at: datetime
    ) -> str:
        """Make a link and return its token, which exists nowhere but in the letter."""
        token = secrets.token_urlsafe(32)
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

    def new_code(self, at: datetime) -> str:
        """Return a code for the reader of the address, valid for some minutes; an earlier one is void."""
        code = f"{secrets.randbelow(10**6):06}"
        self.code_hash, self.code_attempts = self._hash_of_code(code), 0
        self.code_expires_at = at + CODE_VALID_FOR
        self.save(update_fields=["code_hash", "code_attempts", "code_expires_at"])
        return code

    @transaction.atomic
    def accepts(self, code: str, *, at: datetime) -> bool:
        """Return whether this is the code, once; after a few wrong ones it is void."""
        self.refresh_from_db(from_queryset=ProgressLink.objects.select_for_update())
        if not self.has_code(at):
            return False
        right = constant_time_compare(self.code_hash, self._hash_of_code(code))
        self.code_attempts += 1
        if right:
            self.code_hash = ""
        self.save(update_fields=["code_attempts", "code_hash"])
        return right

    def has_code(self, at: datetime) -> bool:
        """Whether a code that was sent still works."""
        return bool(
            self.code_hash
            and self.code_attempts < CODE_ATTEMPTS
            and self.code_expires_at
            and at < self.code_expires_at
        )

    def _hash_of_code(self, code: str) -> str:
        """Return the code's hash under our own key: a million codes are soon tried by who reads the table."""
        return salted_hmac("placements.progress.code", f"{self.pk}:{code}", algorithm="sha256").hexdigest()
