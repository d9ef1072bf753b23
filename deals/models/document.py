"""Files of a deal: what we rendered and sealed, and scans of what was signed on paper."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import ALPHABET, new_public_id
from deals import mail, policies
from deals.models.deal import Deal
from deals.models.participation import of_known_text
from deals.models.version import DealVersion
from deals.pauses import pause_after
from trail.models import Entry

LEASE = timedelta(seconds=30)  # far longer than one step takes; after it, a worker counts as dead
MOST_ATTEMPTS = 5
NEWS = timedelta(days=30)
STOPPED = gettext_noop("The program that makes documents stopped halfway, again and again.")


class TakenOver(Exception):
    """Another worker took the document over, because this one seemed dead: what it made is dropped."""


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
        """Those to make now, however old: due, or left by a worker that died (its lease ended).

        The newest first: somebody waits for that one, and a backlog is made all the same.
        """
        return self.unfinished().filter(due_at__lte=at).order_by("-created_at", "-pk")

    def unfinished(self) -> DocumentQuerySet:
        """Those being made or still to be made; not those that failed."""
        return self.filter(state__in=[DocumentState.DUE, DocumentState.WORKING])

    @transaction.atomic
    def hurry(self, *, at: datetime) -> int:
        """Let all that were put off be tried now, for what was missing is there; return how many."""
        late = self.filter(state=DocumentState.DUE, waits__gt=0, due_at__gt=at)
        rows = late.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
        return self.filter(pk__in=list(rows)).update(due_at=at, waits=0)

    def not_ready(self) -> DocumentQuerySet:
        """All that is owed and not there, the failed ones too; longest waiting first."""
        return self.exclude(state=DocumentState.FINAL).order_by("created_at", "pk")

    def ready(self) -> DocumentQuerySet:
        """Those that can be read."""
        return self.filter(state=DocumentState.FINAL)

    def sealed(self) -> DocumentQuerySet:
        """Sealed deals, with what may be told about them in public."""
        ready = self.ready().filter(kind=DocumentKind.DEAL)
        return ready.select_related("version", "deal__municipality__organisation")

    def visible_to(self, user: User | AnonymousUser) -> DocumentQuerySet:
        """Who may read a deal may read its documents; who left it, those of texts to which it was a party."""
        return self.filter(of_known_text(user), deal__in=Deal.objects.visible_to(user).values("pk"))

    @transaction.atomic
    def claim(self, *, at: datetime) -> Document | None:
        """Take the first that waits, for the length of a lease; None when nothing does.

        Two workers at once never get the same one. Who died too often leaves a failed document.
        """
        waiting = self.waiting(at=at).select_for_update(of=("self",), skip_locked=True)
        while document := waiting.first():
            if document.attempts < MOST_ATTEMPTS:
                document.state, document.step = DocumentState.WORKING, DocumentStep.RENDERING
                document.attempts += 1
                document.due_at = at + LEASE
                document.save(update_fields=["state", "step", "attempts", "due_at"])
                return document
            document.state = DocumentState.FAILED
            document.error = document.error or reason_to_keep(STOPPED)
            document.save(update_fields=["state", "error"])
        return None


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
    waits = models.PositiveSmallIntegerField(default=0)  # how often it was put off for what was missing
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

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("deals:document_file", args=[self.deal.public_id, self.public_id])

    def read(self) -> bytes:
        """Return the bytes that were kept. Raises FileNotFoundError when they are gone or no longer the same."""
        with self.file.open("rb") as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise FileNotFoundError(f"{self.file.name} is not the file that was kept")
        return content

    @property
    def file_name(self) -> str:
        """The name under which it is downloaded."""
        if self.kind == DocumentKind.SCAN:
            return self.original_name
        number = self.version.number if self.version else 1
        return f"{slugify(self.deal.title)[:60] or 'deal'}-{number}-{self.language}.pdf"

    @property
    def reason(self) -> str:
        """Why it was not made, in the language of the reader."""
        if not self.error:
            return ""
        kept = json.loads(self.error)
        return gettext(kept["words"]) % kept["facts"]

    def reach(self, step: DocumentStep, *, at: datetime) -> None:
        """Note how far the maker is, and hold the document a little longer. Raises TakenOver when it is no longer ours."""
        self.step, self.due_at = step, at + LEASE
        self._update_ours(step=self.step, due_at=self.due_at)

    @transaction.atomic
    def finish(self, *, file: str, sha256: str, size: int, pages: int, at: datetime) -> None:
        """Make it final, once; say so in the trail of the deal, and owe the parties a letter if it is news.

        Raises TakenOver when it is no longer ours.
        """
        made = {"file": file, "sha256": sha256, "size": size, "pages": pages, "made_at": at}
        self._update_ours(state=DocumentState.FINAL, error="", due_at=None, **made)
        Entry.objects.record(self.deal, "seal_document", by=None, changes={"sha256": [None, sha256]}, at=at)
        if self._is_news(timezone.localdate(at)):
            mail.tell_concluded(self, at=at)

    def _is_news(self, today: date) -> bool:
        """Whether the parties hear of it: not of a deal on paper of long ago that was only put in the registry now."""
        conclusion = getattr(self.version, "conclusion", None)
        return conclusion is not None and conclusion.on >= today - NEWS

    def miss(self, words: str, facts: dict[str, Any] | None = None, *, at: datetime) -> None:
        """Note why it could not be made: tried again later and later, and failed after the last time."""
        over = self.attempts >= MOST_ATTEMPTS
        later = at + timedelta(seconds=5 * 4 ** (self.attempts - 1))
        self._update_ours(
            state=DocumentState.FAILED if over else DocumentState.DUE,
            step=DocumentStep.WAITING,
            due_at=later,
            error=reason_to_keep(words, facts),
        )

    def wait(self, words: str, facts: dict[str, Any] | None = None, *, at: datetime) -> None:
        """Put it off for what it lacks, each time for longer, without counting the attempt: it is made by itself."""
        self._update_ours(
            state=DocumentState.DUE,
            step=DocumentStep.WAITING,
            due_at=at + pause_after(self.waits),
            error=reason_to_keep(words, facts),
            attempts=self.attempts - 1,
            waits=self.waits + 1,
        )

    @transaction.atomic
    def retry(self, *, by: User, at: datetime) -> None:
        """Try again from the start, now. Raises PermissionDenied with the reason why not."""
        if why := policies.document_denial(by, self.deal):
            raise PermissionDenied(why)
        again = Document.objects.filter(pk=self.pk, state__in=[DocumentState.DUE, DocumentState.FAILED])
        if again.update(
            state=DocumentState.DUE, step=DocumentStep.WAITING, due_at=at, attempts=0, waits=0, error=""
        ):
            Entry.objects.record(self.deal, "retry_document", by=by, at=at)

    @transaction.atomic
    def also_in(self, language: str, *, by: User, at: datetime) -> None:
        """Owe the same version in another language too. Raises PermissionDenied with the reason why not."""
        if why := policies.document_denial(by, self.deal):
            raise PermissionDenied(why)
        same = {"deal": self.deal, "version": self.version, "kind": DocumentKind.DEAL}
        _other, is_new = Document.objects.get_or_create(language=language, **same, defaults={"due_at": at})
        if is_new:
            changes = {"language": [self.language, language]}
            Entry.objects.record(self.deal, "translate_document", by=by, changes=changes, at=at)

    def _update_ours(self, **values: Any) -> None:
        """Change the row, only while it is in our hands: each claim counts one attempt up."""
        ours = Document.objects.filter(pk=self.pk, state=DocumentState.WORKING, attempts=self.attempts)
        if not ours.update(**values):
            raise TakenOver


def reason_to_keep(words: str, facts: dict[str, Any] | None = None) -> str:
    """Return words marked for translation and their facts as one text: translated for each reader."""
    return json.dumps({"words": words, "facts": facts or {}})
