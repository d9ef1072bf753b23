"""A link in a letter that opens one thing for one reader, and the code that shows that the letter is theirs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

CODE_VALID_FOR = timedelta(minutes=10)
CODE_ATTEMPTS = 5


def hash_of(token: str) -> str:
    """Return what we keep of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a token that exists nowhere but in the letter."""
    return secrets.token_urlsafe(32)


class MailedLink(models.Model):
    """A link that was mailed: its token is kept hashed; a code mailed to the same address shows whose it is."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    code_hash = models.CharField(max_length=128, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

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
        self.refresh_from_db(from_queryset=type(self)._default_manager.select_for_update())
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
        salt = f"{self._meta.label_lower}.code"
        return salted_hmac(salt, f"{self.pk}:{code}", algorithm="sha256").hexdigest()
