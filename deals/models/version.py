"""The text of a deal at one moment: clauses, commitments and support, frozen under a hash before anyone signs."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deals.models.deal import Deal
from deals.models.variant import VariantVersion


def canonical_json(content: dict[str, Any]) -> str:
    """Return the one text of `content`: keys in order, no spaces, UTF-8. Anyone can make it again."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


class DealVersion(models.Model):
    """One version of a deal's words and numbers. Frozen when offered: the database refuses every change after that."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    variant_version = models.ForeignKey(
        VariantVersion, models.PROTECT, null=True, blank=True, related_name="deal_versions"
    )
    clauses = models.JSONField(_("text"), default=list)  # [{"title": ..., "text": ...}]
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    content = models.JSONField(null=True, blank=True, editable=False)  # the canonical form, once frozen
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    effective_on = models.DateField(null=True, blank=True, editable=False)  # its terms count from this day

    class Meta:
        verbose_name = _("version")
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="deal_version_once"),
            models.CheckConstraint(
                condition=Q(frozen_at=None, content_hash="", content=None)
                | Q(frozen_at__isnull=False, content_hash__regex=r"^[0-9a-f]{64}$", content__isnull=False),
                name="deal_version_frozen_with_its_hash",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_version_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__frozen_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deal}, {self.number}"

    def canonical(self) -> dict[str, Any]:
        """Return the content that a signature covers, from the rows; contacts are not part of it."""
        deal = self.deal
        return {
            "format": "handslag-deal/1",
            "deal": deal.public_id,
            "version": self.number,
            "kind": deal.kind,
            "title": deal.title,
            "municipality": str(deal.municipality),
            "programme": deal.programme.name,
            "term": [each and each.isoformat() for each in (self.starts_on, self.ends_on)],
            "parties": [
                {
                    "organisation": party.organisation.name,
                    "kvk": party.organisation.kvk_number,
                    "part": party.role,
                }
                for party in deal.parties.select_related("organisation").order_by("position", "pk")
            ],
            "clauses": [{"title": clause["title"], "text": clause["text"]} for clause in self.clauses],
            "commitments": [terms.canonical() for terms in self.commitment_terms.in_order()],
            "support": [terms.canonical() for terms in self.support_terms.in_order()],
        }

    def freeze(self, *, at: datetime) -> None:
        """Fix the content under its hash; from here on the database refuses every change."""
        self.content = self.canonical()
        self.content_hash = content_hash(self.content)
        self.frozen_at = at
        self.save(update_fields=["content", "content_hash", "frozen_at"])


FROZEN = """
    IF EXISTS (SELECT 1 FROM deals_dealversion
               WHERE frozen_at IS NOT NULL AND id = COALESCE({row}.version_id, 0)) THEN
        RAISE EXCEPTION 'version %% of the deal is frozen', {row}.version_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'frozen_version_never_changes';
    END IF;
"""


def frozen_with_its_version(name: str) -> list[pgtrigger.Trigger]:
    """Return triggers that refuse to add, change or remove a row of a frozen version."""
    check_new, check_old = (FROZEN.format(row=row).replace("%%", "%") for row in ("NEW", "OLD"))
    return [
        pgtrigger.Trigger(
            name=f"{name}_added_before_freezing",
            operation=pgtrigger.Insert,
            when=pgtrigger.Before,
            func=check_new + "RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name=f"{name}_changed_before_freezing",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            func=check_old + check_new + "RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name=f"{name}_removed_before_freezing",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=check_old + "RETURN OLD;",
        ),
    ]
