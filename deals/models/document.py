"""Files of a deal: what we rendered and sealed, and scans of what was signed on paper."""

from __future__ import annotations

import secrets
from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.public_id import ALPHABET, new_public_id
from deals.models.deal import Deal
from deals.models.version import DealVersion


def new_verify_code() -> str:
    """Return twelve random signs in groups of four: easy to type over from paper."""
    signs = "".join(secrets.choice(ALPHABET) for _position in range(12))
    return "-".join(signs[start : start + 4] for start in (0, 4, 8))


class DocumentKind(models.TextChoices):
    """What a file is."""

    DEAL = "deal", _("sealed deal")
    SCAN = "scan", _("scan of the signed paper")


class DocumentState(models.TextChoices):
    """How far a document is. A scan is final at once."""

    DUE = "due", _("waiting")
    WORKING = "working", _("being made")
    FINAL = "final", _("ready")
    FAILED = "failed", _("failed")


class DocumentStep(models.TextChoices):
    """What the maker is doing, for the progress on the page."""

    WAITING = "waiting", _("waiting for its turn")
    RENDERING = "rendering", _("setting the pages")
    SEALING = "sealing", _("sealing")
    CHECKING = "checking", _("checking")
    STORING = "storing", _("storing")


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents by what must still happen."""

    def waiting(self, *, at: datetime) -> DocumentQuerySet:
        """Those to make now, however old: due, or left by a worker that died (its lease ended)."""
        return self.filter(state__in=[DocumentState.DUE, DocumentState.WORKING], due_at__lte=at).order_by(
            "due_at", "pk"
        )


class Document(models.Model):
    """A file of a deal. As `due` it is work to be done; as `final` it never changes."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="documents")
    version = models.ForeignKey(DealVersion, models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    state = models.CharField(
        _("state"), max_length=8, choices=DocumentState.choices, default=DocumentState.DUE
    )
    step = models.CharField(max_length=10, choices=DocumentStep.choices, default=DocumentStep.WAITING)
    due_at = models.DateTimeField(null=True, blank=True)  # not before this moment; also the lease of a worker
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(max_length=200, blank=True)
    original_name = models.CharField(max_length=160, blank=True)
    media_type = models.CharField(max_length=60, default="application/pdf")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    verify_code = models.CharField(max_length=14, unique=True, default=new_verify_code, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], condition=Q(kind="deal"), name="one_sealed_deal_per_version"
            ),
            models.CheckConstraint(
                condition=~Q(state="final")
                | Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0, made_at__isnull=False) & ~Q(file=""),
                name="final_document_has_content",
            ),
            models.CheckConstraint(
                condition=~Q(kind="deal", state__in=["due", "working"]) | Q(due_at__isnull=False),
                name="document_to_make_is_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["due", "working"]), name="document_waiting"
            ),
            models.Index(fields=["sha256"], name="document_by_content"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="final_document_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="final"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.deal}"
