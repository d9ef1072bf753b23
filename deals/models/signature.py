"""Who signed which words, in what capacity, how and when; and who looked at a signature on paper a second time."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import same_person
from deals.lifecycle import AmendmentState, State
from deals.models.invitation import Invitation
from deals.models.party import Party
from deals.models.version import DealVersion
from events.models import Event
from trail.triggers import never_emptied


class SignatureMethod(models.TextChoices):
    """How somebody signed."""

    INK = "ink", _("in ink, on paper")
    ONLINE = "online", _("online")
    DRAWN = "drawn", _("on the spot, on our screen")


class SignatureLevel(models.TextChoices):
    """How strong a signature is by European law (eIDAS): ours are simple; an outside provider may give more."""

    SIMPLE = "simple", _("simple electronic signature")
    ADVANCED = "advanced", _("advanced electronic signature")
    QUALIFIED = "qualified", _("qualified electronic signature")


class CheckOutcome(models.TextChoices):
    """What a second person found."""

    ACCEPTED = "accepted", pgettext_lazy("of a signature", "accepted")
    REFUSED = "refused", pgettext_lazy("of a signature", "refused")


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures by whether they count."""

    def standing(self) -> SignatureQuerySet:
        """Those for a party that were not refused: given, though a second person may still have to look."""
        return self.filter(as_witness=False).exclude(second_look__outcome=CheckOutcome.REFUSED)

    def counting(self) -> SignatureQuerySet:
        """Those that bind: not refused, and looked at where that is asked for."""
        return self.standing().filter(Q(needs_check=False) | Q(second_look__outcome=CheckOutcome.ACCEPTED))

    def to_check(self) -> SignatureQuerySet:
        """Those that wait for a second person."""
        return self.filter(needs_check=True, second_look=None)

    def in_play(self) -> SignatureQuerySet:
        """Those under a text that waits for signatures now, and not one that was taken back or withdrawn."""
        later = DealVersion.objects.filter(
            deal=OuterRef("version__deal"), number__gt=OuterRef("version__number")
        )
        waits = Q(version__deal__state=State.OFFERED) | Q(version__amendment__state=AmendmentState.OFFERED)
        return self.filter(waits, ~Exists(later))


IN_ORDER = """
    PERFORM 1 FROM deals_dealversion WHERE id = NEW.version_id FOR UPDATE;
    IF NOT EXISTS (SELECT 1 FROM deals_dealversion v JOIN deals_party p ON p.deal_id = v.deal_id
                   WHERE v.id = NEW.version_id AND p.id = NEW.party_id
                     AND v.frozen_at IS NOT NULL AND v.content_hash = NEW.version_hash) THEN
        RAISE EXCEPTION 'a signature needs the hash of a frozen version of its own deal'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_under_the_frozen_text';
    END IF;
    IF NEW.as_witness THEN
        RETURN NEW;
    END IF;
    SELECT d.stage, d.needed INTO duty FROM deals_signingduty d
        WHERE d.version_id = NEW.version_id AND d.party_id = NEW.party_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this party does not sign this text'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_needed';
    END IF;
    IF (SELECT count(*) FROM deals_signature s LEFT JOIN deals_signaturecheck c ON c.signature_id = s.id
        WHERE s.version_id = NEW.version_id AND s.party_id = NEW.party_id AND NOT s.as_witness
          AND c.outcome IS DISTINCT FROM 'refused') >= duty.needed THEN
        RAISE EXCEPTION 'this party has signed this text'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_once';
    END IF;
    IF NEW.method <> 'ink' AND EXISTS (
        SELECT 1 FROM deals_signingduty d WHERE d.version_id = NEW.version_id AND d.stage < duty.stage
          AND d.needed > (SELECT count(*) FROM deals_signature s
                          LEFT JOIN deals_signaturecheck c ON c.signature_id = s.id
                          WHERE s.version_id = d.version_id AND s.party_id = d.party_id AND NOT s.as_witness
                            AND c.outcome IS DISTINCT FROM 'refused')) THEN
        RAISE EXCEPTION 'it is not yet the turn of this party'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_in_order';
    END IF;
    RETURN NEW;
"""


class Signature(models.Model):
    """One person's signature for one party under one frozen version. Never changed, never removed."""

    version = models.ForeignKey(DealVersion, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, blank=True, related_name="signature"
    )  # online only
    person_name = models.CharField(_("name"), max_length=120, blank=True)  # empty: by function only
    capacity = models.CharField(_("capacity"), max_length=120)
    mandate_reference = models.CharField(_("mandate"), max_length=120, blank=True)
    method = models.CharField(_("method"), max_length=8, choices=SignatureMethod.choices)
    level = models.CharField(
        _("level"), max_length=10, choices=SignatureLevel.choices, default=SignatureLevel.SIMPLE
    )
    provider = models.CharField(_("provider"), max_length=60, blank=True)  # an outside one, by name
    provider_reference = models.CharField(max_length=200, blank=True)  # under which it keeps its proof
    drawing = models.JSONField(null=True, blank=True)  # see deals.strokes
    signed_on = models.DateField(_("signed on"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)  # on paper only the day is known
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("event")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    as_witness = models.BooleanField(_("as a witness"), default=False)  # does not bind anyone
    needs_check = models.BooleanField(default=False)  # by the rule of the programme at that moment
    version_hash = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="signatures_recorded"
    )  # nobody, when somebody signed online
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.CheckConstraint(
                condition=Q(version_hash__regex=r"^[0-9a-f]{64}$"), name="signature_names_the_text"
            ),
            models.CheckConstraint(
                condition=Q(method="online", invitation__isnull=False, recorded_by=None)
                | Q(method__in=["ink", "drawn"], invitation=None, recorded_by__isnull=False),
                name="signature_online_by_its_own_hand",
            ),
            models.CheckConstraint(
                condition=Q(method="ink") | (Q(signed_at__isnull=False) & ~Q(person_name="")),
                name="signature_on_screen_has_name_and_moment",
            ),
            models.CheckConstraint(
                condition=~Q(method="drawn") | Q(drawing__isnull=False),
                name="drawn_signature_has_its_drawing",
            ),
            models.CheckConstraint(
                condition=Q(level="simple") | ~Q(provider="", provider_reference=""),
                name="stronger_signature_names_its_provider",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="signature_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("signatures_are_not_emptied"),
            pgtrigger.Trigger(
                name="signature_is_under_the_frozen_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("duty", "RECORD")],
                func=IN_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name or self.capacity}, {self.party.organisation}"

    @property
    def has_other_name(self) -> bool:
        """Whether a provider names somebody else than who was invited: that, not a scan, is then to be looked at."""
        return self.needs_check and self.method == SignatureMethod.ONLINE

    @property
    def invited_as(self) -> str:
        """The name of who was invited, where that of somebody else stands under the text; else nothing."""
        invited = self.invitation.name if self.invitation else ""
        return "" if not invited or same_person(self.person_name, invited) else invited


class SignatureCheck(models.Model):
    """What was found about a signature: on paper, beside its scan; at a provider, under another name. Never changed."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="second_look")
    outcome = models.CharField(_("outcome"), max_length=8, choices=CheckOutcome.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("second look at a signature")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""), name="refused_signature_has_a_reason"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="signature_check_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("second_looks_are_not_emptied"),
            pgtrigger.Trigger(
                name="signature_check_by_a_second_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM deals_signature WHERE id = NEW.signature_id
                               AND (recorded_by_id = NEW.by_id OR NOT needs_check)) THEN
                        RAISE EXCEPTION 'a signature is checked by a second person'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_check_by_a_second_person';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature}: {self.get_outcome_display()}"
