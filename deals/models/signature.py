"""Who signed which words, in what capacity, how and when."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deals.models.party import Party
from deals.models.version import DealVersion
from events.models import Event
from trail.triggers import never_emptied


class SignatureMethod(models.TextChoices):
    """How somebody signed."""

    INK = "ink", _("in ink, on paper")
    ONLINE = "online", _("online")


class Signature(models.Model):
    """One person's signature for one party under one frozen version. Never changed, never removed."""

    version = models.ForeignKey(DealVersion, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    person_name = models.CharField(_("name"), max_length=120, blank=True)  # empty: by function only
    capacity = models.CharField(_("capacity"), max_length=120)
    mandate_reference = models.CharField(_("mandate"), max_length=120, blank=True)
    method = models.CharField(_("method"), max_length=8, choices=SignatureMethod.choices)
    signed_on = models.DateField(_("signed on"))
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("event")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    version_hash = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures_recorded"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party", "person_name", "capacity"], name="signature_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(version_hash__regex=r"^[0-9a-f]{64}$"), name="signature_names_the_text"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="signature_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("signatures_are_not_emptied"),
            pgtrigger.Trigger(
                name="signature_is_under_the_frozen_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM deals_dealversion v JOIN deals_party p ON p.deal_id = v.deal_id
                                   WHERE v.id = NEW.version_id AND p.id = NEW.party_id
                                     AND v.frozen_at IS NOT NULL AND v.content_hash = NEW.version_hash) THEN
                        RAISE EXCEPTION 'a signature needs the hash of a frozen version of its own deal'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_under_the_frozen_text';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name or self.capacity}, {self.party.organisation}"
