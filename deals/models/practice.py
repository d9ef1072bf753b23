"""Good practices: what worked, told so that another municipality can use it, and the way that it went from there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.free_text import refuse_personal_data
from accounts.models import Municipality, User
from accounts.names import plain
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES
from deals import policies
from deals.models.deal import Deal
from deals.models.draft import DealDraft
from deals.models.variant import VariantVersion
from trail.models import Entry


class GoodPracticeQuerySet(models.QuerySet["GoodPractice"]):
    """Good practices as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> GoodPracticeQuerySet:
        """All of one's own municipality; of others what is published, or what one's own adopted."""
        own = user.municipalities_as(*MUNICIPAL_ROLES) if user.is_authenticated else []
        if not own:
            return self.none()
        adopted = Adoption.objects.concluded().filter(municipality__in=own)
        return self.filter(
            Q(municipality__in=own)
            | Q(published_at__isnull=False, retired_at=None)
            | Q(pk__in=adopted.values("practice"))
        )

    def on_offer(self) -> GoodPracticeQuerySet:
        """Those that can be adopted."""
        return self.filter(published_at__isnull=False, retired_at=None)

    def matching(self, words: str) -> GoodPracticeQuerySet:
        """Those that hold every word."""
        found = self
        for word in plain(words).split():
            found = found.filter(search_text__contains=word)
        return found


def words(label: Any, most: int, **more: Any) -> models.TextField:
    """Return a field of free text in which nothing points at one person."""
    return models.TextField(label, max_length=most, validators=[refuse_personal_data], **more)


class GoodPractice(models.Model):
    """Something that worked in one municipality: the problem, the approach, the result in words, and what it takes."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="practices", verbose_name=_("municipality")
    )
    title = models.CharField(_("title"), max_length=120, validators=[refuse_personal_data])
    problem = words(_("problem"), 2000)
    approach = words(_("approach"), 4000)
    result = words(_("result, in words"), 2000)
    conditions = words(_("what it takes"), 2000, blank=True)
    deal = models.ForeignKey(Deal, models.PROTECT, null=True, blank=True, related_name="practices")
    variant_version = models.ForeignKey(
        VariantVersion, models.PROTECT, null=True, blank=True, related_name="practices"
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_fictional = models.BooleanField(_("fictional"), default=False, editable=False)
    search_text = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GoodPracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("good practice")
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(published_at__isnull=False),
                name="practice_is_published_before_it_is_retired",
            )
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="practice_search"),
            models.Index(fields=["-updated_at", "-id"], name="practice_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("deals:practice", args=[self.public_id])

    @property
    def is_on_offer(self) -> bool:
        """Whether others can adopt it."""
        return self.published_at is not None and self.retired_at is None

    @transaction.atomic
    def keep(self, *, by: User) -> GoodPractice:
        """Save what was written. Raises PermissionDenied."""
        self._ask(by)
        act = "change" if self.pk else "begin"
        self.is_fictional = self.municipality.organisation.is_fictional
        self.full_clean()
        texts = (self.title, self.problem, self.approach, self.result, self.conditions)
        self.search_text = " ".join(plain(each) for each in (*texts, self.municipality.organisation.name))
        self.save()
        Entry.objects.record(self, act, by=by)
        return self

    def publish(self, *, by: User, at: datetime) -> None:
        """Show it to all municipalities; a retired one comes back. Raises PermissionDenied."""
        self._stand("publish", by=by, published_at=self.published_at or at, retired_at=None)

    def retire(self, *, by: User, at: datetime) -> None:
        """Take it off the list; who adopted it keeps sight of it. Raises PermissionDenied."""
        if self.published_at is None:
            raise PermissionDenied(_now("This good practice is not published."))
        self._stand("retire", by=by, retired_at=at)

    def take_back(self, *, by: User) -> None:
        """Undo publishing, as long as nobody adopted it. Raises PermissionDenied."""
        if why := policies.practice_undo_denial(by, self):
            raise PermissionDenied(why)
        self._stand("unpublish", by=by, published_at=None, retired_at=None)

    @transaction.atomic
    def adopt(
        self,
        municipality: Municipality,
        *,
        by: User,
        at: datetime,
        answers: dict[str, Any],
        proposal: dict[str, Any],
    ) -> Adoption:
        """Begin a draft deal of another municipality with what this practice proposes. Raises PermissionDenied."""
        held = GoodPractice.objects.select_for_update().get(pk=self.pk)
        if why := policies.adopting_denial(by, held, municipality.pk):
            raise PermissionDenied(why)
        draft = DealDraft.begin(municipality, by=by, answers=answers)
        adoption = Adoption.objects.create(
            practice=self,
            municipality=municipality,
            draft=draft,
            previous=self.came_by(),
            proposal=proposal,
            adopted_by=by,
            adopted_at=at,
        )
        # told of the draft: what another municipality is writing is not for who told the practice
        Entry.objects.record(draft, "adopt", by=by, changes={"practice": [None, self.public_id]}, at=at)
        return adoption

    def came_by(self) -> Adoption | None:
        """Return the adoption through which its deal came here, when it began elsewhere."""
        return Adoption.objects.of_deal(self.deal) if self.deal else None

    @transaction.atomic
    def _stand(self, act: str, *, by: User, **values: Any) -> None:
        """Publish, retire or take back, and record it."""
        self._ask(by)
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "updated_at"])
        Entry.objects.record(self, act, by=by)

    def _ask(self, by: User) -> None:
        """Raise PermissionDenied unless `by` writes the good practices of this municipality."""
        if why := policies.practice_denial(by, self.municipality_id):
            raise PermissionDenied(why)


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Adoptions by what became of them."""

    def concluded(self) -> AdoptionQuerySet:
        """Those whose draft became a deal."""
        return self.filter(draft__submitted_at__isnull=False)

    def of_deal(self, deal: Deal) -> Adoption | None:
        """Return the adoption from which a deal came, or None."""
        rows = self.concluded().filter(draft__deal=deal)
        return rows.select_related("practice__municipality__organisation").order_by("pk").first()


class Adoption(models.Model):
    """One municipality that took up a good practice: a draft first, a deal when that draft becomes one.

    A draft that is thrown away takes its adoption along: nothing was taken over then.
    """

    practice = models.ForeignKey(GoodPractice, models.PROTECT, related_name="adoptions")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="adoptions")
    draft = models.OneToOneField(DealDraft, models.CASCADE, related_name="adoption")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next")
    proposal = models.JSONField(default=dict)  # lines, support and clauses as they were when it was adopted
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(_("adopted on"))

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        constraints = [
            models.CheckConstraint(
                condition=Q(previous=None) | ~Q(previous=models.F("id")),
                name="adoption_is_not_its_own_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice}, {self.municipality}"
