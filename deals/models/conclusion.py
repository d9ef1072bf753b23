"""That a text was agreed: all whose signature it needed have signed it; and when it is tried again if that went wrong."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.models.version import DealVersion
from deals.pauses import pause_after
from trail.triggers import never_emptied


class Conclusion(models.Model):
    """The day on which the last signature made a version binding. The database refuses one that lacks a signature."""

    version = models.OneToOneField(DealVersion, models.PROTECT, related_name="conclusion")
    on = models.DateField(_("agreed on"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("conclusion")
        triggers = [
            pgtrigger.Protect(name="conclusion_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("conclusions_are_not_emptied"),
            pgtrigger.Trigger(
                name="conclusion_has_all_signatures",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM deals_signingduty WHERE version_id = NEW.version_id)
                       OR EXISTS (
                        SELECT 1 FROM deals_signingduty d WHERE d.version_id = NEW.version_id AND d.needed > (
                            SELECT count(*) FROM deals_signature s
                            LEFT JOIN deals_signaturecheck c ON c.signature_id = s.id
                            WHERE s.version_id = d.version_id AND s.party_id = d.party_id AND NOT s.as_witness
                              AND CASE WHEN s.needs_check THEN c.outcome = 'accepted'
                                       ELSE c.outcome IS DISTINCT FROM 'refused' END)) THEN
                        RAISE EXCEPTION 'a signature under this text is missing'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'conclusion_has_all_signatures';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.on}"


class ConclusionMissed(models.Model):
    """A text that all have signed and that could not be concluded: how often, and when the sweep tries again."""

    version = models.OneToOneField(DealVersion, models.CASCADE, related_name="conclusion_missed")
    times = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conclusion that went wrong")

    def __str__(self) -> str:
        return f"{self.version}: {self.due_at}"

    @classmethod
    def note(cls, version: DealVersion, *, at: datetime) -> None:
        """Plan the next try, each time later."""
        missed, _is_new = cls.objects.get_or_create(version=version, defaults={"due_at": at})
        missed.due_at = at + pause_after(missed.times)
        missed.times = min(missed.times + 1, 1000)
        missed.save(update_fields=["times", "due_at"])
