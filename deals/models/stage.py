"""Who will sign on stage, and what was done there, once for each key of a tablet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deals.models.ceremony import AgendaItem
from deals.models.party import Party


class StageSignatory(models.Model):
    """Who will sign on stage for one party, or be there as a witness: a plan, not a signature."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="signatories")
    party = models.ForeignKey(Party, models.CASCADE, related_name="stage_signatories")
    number = models.PositiveSmallIntegerField()
    person_name = models.CharField(_("name"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity"), max_length=120)
    mandate_reference = models.CharField(_("mandate"), max_length=120, blank=True)
    as_witness = models.BooleanField(_("as a witness"), default=False)

    class Meta:
        verbose_name = _("signatory on stage")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="stage_signatory_has_its_own_place")
        ]

    def __str__(self) -> str:
        return f"{self.person_name or self.capacity}, {self.party.organisation}"


class StageAct(models.Model):
    """One thing done on stage, under the key that its page was made with: sent twice, it is done once."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="acts")
    key = models.CharField(max_length=40)
    move = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("act on stage")
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="stage_act_once_per_key")]

    def __str__(self) -> str:
        return self.in_words()

    def in_words(self) -> str:
        """Return what was done, as the stage says it."""
        said = {
            "call": _now("%(deal)s is on stage."),
            "recall": _now("%(deal)s is on stage again: a signature is missing."),
            "step_back": _now("%(deal)s is back in the queue."),
            "put_off": _now("%(deal)s is put off to later."),
            "sign": _now("%(deal)s is signed."),
            "decline": _now("%(deal)s is not signed: a party declined."),
            "change": _now("The text of %(deal)s was changed. It is on stage again."),
        }
        return said[self.move] % {"deal": self.item.title}
