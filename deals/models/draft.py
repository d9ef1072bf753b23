"""What an officer typed into the wizard so far: kept at every step, right or wrong, until it becomes a deal."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.models.deal import ChangedMeanwhile, Deal
from trail.models import Entry

Answers = dict[str, list[str]]  # one step as it was posted: name → values


class AlreadySubmitted(Exception):
    """The draft became a deal before; `deal` is that deal."""

    def __init__(self, deal: Deal) -> None:
        super().__init__(deal.public_id)
        self.deal = deal


class DealDraftQuerySet(models.QuerySet["DealDraft"]):
    """Drafts by whose they are."""

    def visible_to(self, user: User | AnonymousUser) -> DealDraftQuerySet:
        """Officers see the drafts of their municipality: a colleague can finish what one began."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(municipality__in=user.municipalities_as(Role.OFFICER))

    def unfinished(self) -> DealDraftQuerySet:
        """Those that were not submitted yet."""
        return self.filter(submitted_at=None).order_by("-updated_at", "-pk")


class DealDraft(models.Model):
    """An unfinished entry of a deal. Submitted once, it is the deal; two submits at once make one deal."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="deal_drafts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deal_drafts")
    deal = models.ForeignKey(
        Deal, models.PROTECT, null=True, blank=True, related_name="drafts"
    )  # rewritten or made
    title = models.CharField(max_length=160, blank=True)
    answers = models.JSONField(default=dict)  # step → what was typed, as posted
    step = models.CharField(max_length=20, default="programme")  # the furthest step reached
    scan = models.FileField(max_length=200, blank=True)  # accepted already; by content, see deals.documents
    scan_name = models.CharField(max_length=160, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = DealDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(deal__isnull=False), name="submitted_draft_made_a_deal"
            )
        ]

    def __str__(self) -> str:
        return self.title or str(_("Deal without a name"))

    @classmethod
    def begin(
        cls, municipality: Municipality, *, by: User, answers: dict[str, Answers], deal: Deal | None = None
    ) -> DealDraft:
        """Start a draft with the answers of its first step, or with all of a deal that is written anew."""
        draft = cls(
            municipality=municipality, owner=by, edited_by=by, answers=answers, deal=deal, step="parties"
        )
        if deal:
            draft.title = deal.title
            draft.scan, draft.scan_name = scan_kept_with(deal)
        draft.save()
        return draft

    def locked(self) -> DealDraft:
        """Return the row as it is now, held until the transaction ends. Raises AlreadySubmitted."""
        # no join: under the lock it would show the deal as it was
        held = DealDraft.objects.select_for_update().get(pk=self.pk)
        if held.submitted_at and held.deal:
            raise AlreadySubmitted(held.deal)
        return held

    @transaction.atomic
    def keep(self, step: str, answers: Answers, *, by: User, revision: int, title: str = "") -> None:
        """Keep what was typed in a step, right or wrong.

        Raises AlreadySubmitted, or ChangedMeanwhile when another window kept something since `revision`.
        """
        held = self.locked()
        if held.revision != revision:
            raise ChangedMeanwhile
        self.answers = held.answers | {step: answers}
        self.step, self.edited_by = step, by
        self.title = title or held.title
        self.revision = held.revision + 1
        self.save(update_fields=["answers", "step", "edited_by", "title", "revision", "updated_at"])

    @transaction.atomic
    def attach(self, *, file: str, name: str) -> None:
        """Keep an accepted scan with the draft; an empty name takes it away."""
        self.locked()
        self.scan, self.scan_name = file, name
        self.save(update_fields=["scan", "scan_name", "updated_at"])

    def conclude(self, deal: Deal, *, at: datetime) -> None:
        """Note that the draft became this deal; the caller holds the row."""
        self.deal, self.submitted_at = deal, at
        self.save(update_fields=["deal", "submitted_at", "updated_at"])

    @transaction.atomic
    def discard(self, *, by: User) -> None:
        """Throw the draft away; that this happened stays in the trail."""
        held = self.locked()
        if held.municipality_id not in by.municipalities_as(Role.OFFICER):
            raise PermissionDenied(_now("This step is for the account manager of the municipality."))
        Entry.objects.record(held, "discard", by=by)
        held.delete()


def scan_kept_with(deal: Deal) -> tuple[str, str]:
    """Return file and name of the scan that was added when the deal was last kept as a draft, if no text has it yet."""
    last = deal.drafts.exclude(submitted_at=None).order_by("-submitted_at", "-pk").first()
    if last is None or deal.documents.filter(kind="scan").exists():
        return "", ""
    return last.scan.name or "", last.scan_name
