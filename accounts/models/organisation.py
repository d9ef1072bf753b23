"""An organisation: the one record behind the parts that it plays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.names import plain, sort_key
from accounts.public_id import new_public_id
from accounts.validators import validate_branch_number, validate_kvk_number

ALIKE = 0.45  # trigram similarity from which two names may be one organisation


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations as the registries find them."""

    def current(self) -> OrganisationQuerySet:
        """Leave out those that were merged into another."""
        return self.filter(merged_into=None)

    def named_like(self, name: str) -> OrganisationQuerySet:
        """Those whose name resembles `name`, the most alike first."""
        key = sort_key(name)
        return (
            self.current()
            .annotate(likeness=TrigramSimilarity("sort_key", key))
            .filter(
                Q(likeness__gte=ALIKE) | Q(sort_key__startswith=key) | Q(search_text__contains=plain(name))
            )
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
