"""A link in a letter that opens a signed text and its document for the contact of a party, who need not have signed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deals.models.party import Party
from deals.models.version import DealVersion
from notices.links import MailedLink, hash_of, new_token

VALID_FOR = timedelta(days=90)


class CopyLinkQuerySet(models.QuerySet["CopyLink"]):
    """Links by their token."""

    def issue(self, version: DealVersion, party: Party, *, email: str, at: datetime) -> str:
        """Make a link and return its token, which exists nowhere but in the letter."""
        token = new_token()
        self.create(
            version=version, party=party, email=email, token_hash=hash_of(token), expires_at=at + VALID_FOR
        )
        return token

    def of_token(self, token: str) -> CopyLinkQuerySet:
        """The link with this token, with what its page shows."""
        return self.filter(token_hash=hash_of(token)).select_related(
            "party__organisation",
            "party__contact_user",
            "version__deal__municipality__organisation",
            "version__deal__account_manager",
        )


class CopyLink(MailedLink):
    """A link to one version for one reader: until it expires, and while they are the contact of their party."""

    version = models.ForeignKey(DealVersion, models.PROTECT, related_name="copy_links")
    party = models.ForeignKey(Party, models.PROTECT, related_name="copy_links")
    email = models.EmailField()
    expires_at = models.DateTimeField()

    objects = CopyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a copy")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="copy_link_expires_after_it_was_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.email}"

    def is_open(self, at: datetime) -> bool:
        """Whether it still opens the text: not for somebody who is no longer the contact."""
        return at < self.expires_at and self.email == self.party.contact_email.lower()
