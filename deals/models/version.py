"""The text of a deal at one moment: clauses, commitments and support, frozen under a hash before anyone signs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals import mail
from deals.duties import duties_of
from deals.kinds import CommitmentKind, PartyRole, Unit
from deals.lifecycle import InvitationState
from deals.models.deal import Deal
from deals.models.variant import VariantVersion
from deals.texts import variables
from partners.models import SupportKind

if TYPE_CHECKING:
    from deals.models.duty import SigningDuty
    from deals.models.party import Party


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
    parties = models.ManyToManyField("deals.Party", through="deals.Participation", related_name="versions")
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
        """Return the content that a signature covers, from the rows; contacts are not part of it.

        `signs` is the stage in which a party signs, or null; `amends` names the text that this one changes.
        """
        deal, base = self.deal, self.base()
        stages = dict(self.duties.values_list("party", "stage"))
        return {
            "format": "handslag-deal/2",
            "deal": deal.public_id,
            "version": self.number,
            "kind": deal.kind,
            "title": deal.title,
            "municipality": str(deal.municipality),
            "programme": deal.programme.name,
            "term": [each and each.isoformat() for each in (self.starts_on, self.ends_on)],
            "effective": self.effective_on and self.effective_on.isoformat(),
            "amends": base and {"version": base.number, "hash": base.content_hash},
            "parties": [
                {
                    "organisation": party.organisation.name,
                    "kvk": party.organisation.kvk_number,
                    "part": party.role,
                    "signs": stages.get(party.pk),
                }
                for party in self.parties_in_order()
            ],
            "clauses": self.clauses_in_words(),
            "commitments": [terms.canonical() for terms in self.commitment_terms.in_order()],
            "support": [terms.canonical() for terms in self.support_terms.in_order()],
        }

    def wording(self) -> dict[str, Any]:
        """Return the content as it was fixed, or as it would be fixed now."""
        return self.content or self.canonical()

    def parties_in_order(self) -> list[Party]:
        """Return who takes part by this text."""
        return list(self.parties.select_related("organisation").order_by("position", "pk"))

    def base(self) -> DealVersion | None:
        """Return the version in force that this one changes; None for the text of a deal that nobody signed yet."""
        amendment = getattr(self, "amendment", None)
        return amendment.amends if amendment else None

    def clauses_in_words(self) -> list[dict[str, str]]:
        """Return the clauses as they are read: as they were fixed, or with their variables filled in so far."""
        if self.frozen_at and self.content:
            fixed: list[dict[str, str]] = self.content["clauses"]
            return fixed
        return variables.previewed(self.clauses, self.facts() if variables.any_in(self.clauses) else {})

    def lacking(self) -> list[str]:
        """Return in sentences which facts its clauses name and nobody filled in; nothing once it is frozen."""
        if self.frozen_at or not variables.any_in(self.clauses):
            return []
        return variables.obstacles(self.clauses, self.facts())

    def facts(self) -> dict[str, str]:
        """Return what the variables of its clauses become, from the rows as they are now."""
        deal, own = self.deal, {PartyRole.EMPLOYER, PartyRole.MUNICIPALITY}
        parties = self.parties_in_order()
        return variables.facts_of(
            title=deal.title,
            reference=deal.reference,
            municipality=deal.municipality.organisation.name,
            programme=deal.programme.name,
            contact=deal.account_manager.full_name if deal.account_manager else "",
            employers=[each.organisation.name for each in parties if each.role == PartyRole.EMPLOYER],
            partners=[each.organisation.name for each in parties if each.role not in own],
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            promises=[
                variables.Promised(
                    each.commitment.label or CommitmentKind(each.commitment.kind).label,
                    each.quantity,
                    Unit(each.unit).label,
                    each.hours_per_week,
                    each.commitment.party.organisation.name,
                )
                for each in self.commitment_terms.in_order()
            ],
            support=[
                (SupportKind(each.promise.kind).label, each.promise.party.organisation.name)
                for each in self.support_terms.in_order()
            ],
        )

    def offer(self, *, at: datetime) -> None:
        """Fix it for signing. One that was taken back is fixed: it is offered as it was, with what stands on paper.

        But who signed it online got a letter that it no longer counts: then a copy goes in its place, for all to sign.
        """
        offered = self
        if self.frozen_at and self.signatures.exclude(invitation=None).exists():
            offered = self.copied(number=self.number + 1, effective_on=self.effective_on)
        if offered.frozen_at is None:
            offered.freeze(at=at)

    def copied(self, *, number: int, effective_on: date | None) -> DealVersion:
        """Return a new version that says the same, open for change."""
        version = DealVersion.objects.create(
            deal=self.deal,
            number=number,
            variant_version=self.variant_version,
            clauses=self.clauses,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            effective_on=effective_on,
        )
        lines, support = list(self.commitment_terms.order_by("pk")), list(self.support_terms.order_by("pk"))
        copies: list[Any] = [*lines, *support]
        for copy in copies:
            copy.pk, copy.version = None, version
        version.commitment_terms.bulk_create(lines)
        version.support_terms.bulk_create(support)
        version.parties.set(self.parties.all())
        return version

    def freeze(self, *, at: datetime) -> None:
        """Fix whose signatures it needs, and the content under its hash; then the database refuses every change.

        Raises ValueError while a variable of its clauses cannot be filled in: no fixed text holds one.
        """
        if lacking := self.lacking():
            raise ValueError(" ".join(lacking))
        for duty in duties_of(self):
            self.duties.create(party=duty.party, stage=duty.stage, needed=duty.needed, because=duty.because)
        self.content = self.canonical()
        self.content_hash = content_hash(self.content)
        self.frozen_at = at
        self.save(update_fields=["content", "content_hash", "frozen_at"])

    def duties_in_order(self) -> list[SigningDuty]:
        """Return whose signatures it needs, by stage and then by the order of the parties."""
        duties = self.duties.select_related("party__organisation")
        return list(duties.order_by("stage", "party__position", "pk"))

    def duties_open(self) -> list[SigningDuty]:
        """Return those of whom signatures are missing; one that waits for a second look is there."""
        given = Counter(self.signatures.standing().values_list("party", flat=True))
        return [duty for duty in self.duties_in_order() if given[duty.party_id] < duty.needed]

    def is_complete(self) -> bool:
        """Whether every signature that it needs is there and counts."""
        counted = Counter(self.signatures.counting().values_list("party", flat=True))
        duties = self.duties_in_order()
        return bool(duties) and all(counted[duty.party_id] >= duty.needed for duty in duties)

    def last_signed_on(self) -> date | None:
        """Return the day of the last signature that counts."""
        last: date | None = self.signatures.counting().aggregate(last=Max("signed_on"))["last"]
        return last

    def conclude(self, *, at: datetime) -> None:
        """Note that it is agreed, and end what still waits for it; the database checks the signatures."""
        on = self.last_signed_on() or timezone.localdate(at)
        self._meta.apps.get_model("deals", "Conclusion").objects.create(version=self, on=on, at=at)
        self.void_invitations("", at=at)

    def call_next(self, *, at: datetime) -> None:
        """Owe everyone whose turn it is a letter with a link, once; end invitations of parties that have signed.

        While a party declined it is nobody's turn.
        """
        open_duties = self.duties_open()
        signed = self.invitations.waiting().exclude(party__in=[duty.party_id for duty in open_duties])
        for invitation in signed:
            invitation.close(InvitationState.VOID, at=at)
        if self.declines.standing().exists():
            return
        stage = open_duties[0].stage if open_duties else None
        now = [duty.party_id for duty in open_duties if duty.stage == stage]
        for invitation in self.invitations.open(at).filter(party__in=now).select_related("version__deal"):
            invitation.call(at=at)

    def void_invitations(self, because: str, *, at: datetime) -> None:
        """End all invitations that still wait; with a reason, tell who got one, and who signed the text already."""
        for invitation in self.invitations.waiting().select_related("version__deal", "party"):
            invitation.close(InvitationState.VOID, at=at, because=because)
            if because:
                mail.to_signatory(mail.VOIDED, invitation, at=at)
        signed = self.invitations.filter(state=InvitationState.SIGNED) if because else self.invitations.none()
        for invitation in signed.select_related("version__deal", "party"):
            mail.to_signatory(mail.VOIDED, invitation, at=at, because=because)
