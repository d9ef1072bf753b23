"""An organisation: the one record behind the parts that it plays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Prefetch, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.names import plain, sort_key
from accounts.public_id import new_public_id
from accounts.validators import validate_branch_number, validate_kvk_number
from trail.models import Entry

if TYPE_CHECKING:
    from accounts.models.user import User

# What may refer to an organisation without keeping it from being merged into another: all else is a tie.
MOVES_ALONG = frozenset({"employer", "partner", "events_hosted", "merged_here"})
ALIKE = 0.45  # trigram similarity from which two names may be one organisation


def rows_of(relation: str) -> Any:
    """Return the rows behind a reverse relation: those of rooms that this one does not know."""
    model: Any = Organisation._meta.get_field(relation).related_model
    return model._default_manager


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations as the registries find them."""

    def current(self) -> OrganisationQuerySet:
        """Leave out those that were merged into another."""
        return self.filter(merged_into=None)

    def with_members_visible_to(self, user: User) -> OrganisationQuerySet:
        """Those whose members the reader may know: their own, and for registrars employers and partners too."""
        found = Q(pk__in=[member.organisation_id for member in user.active_memberships])
        if user.roles & policies.REGISTRARS:
            found |= Q(municipality=None) & (Q(employer__isnull=False) | Q(partner__isnull=False))
        return self.current().filter(found).select_related("municipality", "employer", "partner")

    def with_members_at(self, at: datetime) -> OrganisationQuerySet:
        """Bring along who acts for each at this moment, and who was asked to."""
        members = rows_of("memberships").in_force(at)
        invitations = rows_of("member_invitations").waiting()
        return self.order_by("sort_key").prefetch_related(
            Prefetch(
                "memberships", members.select_related("user").order_by("user__full_name"), "members_now"
            ),
            Prefetch("member_invitations", invitations.order_by("invited_at"), "invitations_waiting"),
        )

    def register(self, **facts: Any) -> Organisation:
        """Save a new organisation in the caller's transaction; say so at the field when its number is known."""
        organisation = Organisation(**facts)
        organisation.save_checked()
        return organisation

    def named_like(self, name: str) -> OrganisationQuerySet:
        """Those whose name resembles `name`, or begins it, the most alike first."""
        key = sort_key(name)
        begins = Q(sort_key__startswith=key) | Q(typed__startswith=Concat("sort_key", Value(" ")))
        return (
            self.current()
            .annotate(likeness=TrigramSimilarity("sort_key", key), typed=Value(key))
            .filter(Q(likeness__gte=ALIKE) | begins | Q(search_text__contains=plain(name)))
            .order_by("-likeness", "sort_key")
        )


class Organisation(models.Model):
    """A legal person or public body. It can be employer in one deal, partner or municipality in another."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=160)
    sort_key = models.CharField(max_length=160, editable=False)
    search_text = models.TextField(editable=False)
    kvk_number = models.CharField(
        _("KvK number"),
        max_length=8,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_kvk_number],
        error_messages={"unique": _("This KvK number is already in the registry.")},
    )
    branch_numbers = ArrayField(
        models.CharField(max_length=12, validators=[validate_branch_number]),
        verbose_name=_("branch numbers"),
        default=list,
        blank=True,
    )
    place = models.CharField(_("place"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_here"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(kvk_number=None) | Q(kvk_number__regex=r"^\d{8}$"),
                name="organisation_kvk_number_has_eight_digits",
                violation_error_message=_("A KvK number has eight digits, for example 12345678."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                name="organisation_is_not_merged_into_itself",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="organisation_search"),
            GinIndex(fields=["sort_key"], opclasses=["gin_trgm_ops"], name="organisation_name_alike"),
            models.Index(fields=["sort_key", "id"], name="organisation_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep the sort key and the search text in step with the name and the numbers."""
        self.kvk_number = self.kvk_number or None
        self.sort_key = sort_key(self.name)[:160]
        self.search_text = " ".join(
            filter(None, [plain(self.name), self.kvk_number, *self.branch_numbers, plain(self.place)])
        )
        if update_fields is not None:
            update_fields = {*update_fields, "sort_key", "search_text"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def parties_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Return the places in deals that the reader may know of: reached from below, through the reverse relation."""
        return rows_of("parties").visible_to(user)

    def people_now(self, at: datetime) -> models.QuerySet[Any]:
        """Return who acts for this organisation at this moment, by name."""
        return self.memberships.in_force(at).select_related("user").order_by("user__full_name")

    def has_members(self) -> bool:
        """Return whether anybody acts for this organisation now."""
        return self.memberships.in_force(timezone.now()).exists()

    def ties(self) -> list[str]:
        """Return in words what refers to this organisation and cannot simply pass to another."""
        found = []
        for relation in self._meta.related_objects:
            name = relation.get_accessor_name() or f"{relation.related_model._meta.model_name}_set"
            rows = relation.related_model._default_manager.filter(**{relation.field.name: self})
            if name not in MOVES_ALONG and (count := rows.count()):
                words = relation.related_model._meta
                found.append(f"{count} {words.verbose_name if count == 1 else words.verbose_name_plural}")
        return found

    @transaction.atomic
    def change(self, *, by: User, **values: Any) -> None:
        """Give these facts their new values and record which ones changed."""
        changes = {
            name: [getattr(self, name), value]
            for name, value in values.items()
            if getattr(self, name) != value
        }
        if not changes:
            return
        for name, value in values.items():
            setattr(self, name, value)
        self.save_checked()
        Entry.objects.record(self, "change", by=by, changes=changes)

    def save_checked(self) -> None:
        """Save what is valid; say it at the field when somebody else saved the same number a moment ago."""
        self.full_clean()
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            raise ValidationError(
                {"kvk_number": _now("This KvK number is already in the registry.")}
            ) from error

    @transaction.atomic
    def merge_into(self, kept: Organisation, *, by: User) -> None:
        """Let `kept` take the place of this duplicate; refuse with a reason when that would not be clean."""
        rows = Organisation.objects.select_for_update().order_by("pk")
        locked = {row.pk: row for row in rows.filter(pk__in=[self.pk, kept.pk])}
        if why := policies.merging_denial(by, locked[self.pk], locked[kept.pk]):
            raise PermissionDenied(why)
        number, branches = self.kvk_number, self.branch_numbers
        self.kvk_number, self.merged_into = None, kept
        self.save()
        kept.kvk_number = kept.kvk_number or number
        kept.branch_numbers = sorted({*kept.branch_numbers, *branches})
        kept.place, kept.website = kept.place or self.place, kept.website or self.website
        kept.save()
        self._hand_parts_to(kept)
        Entry.objects.record(self, "merge", by=by, changes={"into": kept.public_id, "kvk_number": number})
        Entry.objects.record(kept, "take_over", by=by, changes={"from": self.public_id, "name": self.name})

    def _hand_parts_to(self, kept: Organisation) -> None:
        """Let the other play the parts that it did not play yet, and host what this one hosted."""
        for relation in self._meta.related_objects:
            name = relation.get_accessor_name()
            if (
                name not in MOVES_ALONG
                or name == "merged_here"
                or (relation.one_to_one and hasattr(kept, str(name)))
            ):
                continue
            rows = relation.related_model._default_manager.filter(**{relation.field.name: self})
            rows.update(**{relation.field.name: kept})
