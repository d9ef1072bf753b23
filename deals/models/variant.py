"""Variants: what a deal under a programme looks like, as versioned data. A fifth needs no release."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pgtrigger
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES
from deals import policies
from deals.kinds import CommitmentKind, DealKind, Provenance
from deals.models.programme import Programme
from partners.models import SupportKind
from trail.models import Entry


class VariantQuerySet(models.QuerySet["Variant"]):
    """Variants as they can be chosen."""

    def visible_to(self, user: User | AnonymousUser) -> VariantQuerySet:
        """Those of the municipalities for which the reader works."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(programme__municipality__in=user.municipalities_as(*MUNICIPAL_ROLES))

    def taken_over_from(self, origin: dict[str, Any]) -> VariantQuerySet:
        """Those whose words came from this variant elsewhere, directly, and the variant itself."""
        same = {"municipality": origin["municipality"], "variant": origin["variant"]}
        found = VariantVersion.objects.filter(variant__in=self, origins__contains=[same])
        direct = [each.variant_id for each in found if same.items() <= each.origins[-1].items()]
        return self.filter(Q(pk__in=direct) | Q(public_id=origin["variant"]))

    def on_offer(self) -> VariantQuerySet:
        """Those that a new deal may use: published and not retired."""
        return self.filter(retired_on=None, versions__published_at__isnull=False).distinct()


class Variant(models.Model):
    """A kind of deal that a programme offers, such as the learning and work place deal."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="variants")
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    deal_kind = models.CharField(_("kind of deal"), max_length=24, choices=DealKind.choices)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    retired_on = models.DateField(_("no longer used since"), null=True, blank=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="variant_code_once_per_programme",
                violation_error_message=_("This programme already has a variant with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def begin(cls, programme: Programme, *, name: str, code: str, deal_kind: str) -> Variant:
        """Save a new variant at the end of the programme's list; a name without Latin letters gets a random code."""
        last = programme.variants.aggregate(last=models.Max("position"))["last"] or 0
        code = code or new_public_id()
        return cls.objects.create(
            programme=programme, name=name, code=code, deal_kind=deal_kind, position=last + 1
        )

    def rename(self, name: str, deal_kind: str) -> None:
        """Give it another name or kind; deals made with it keep their own title and kind."""
        self.name, self.deal_kind = name, deal_kind
        self.save(update_fields=["name", "deal_kind"])

    def version_from(self, sha256: str) -> VariantVersion | None:
        """Return the version that came from the file with this hash, or None."""
        rows = self.versions.filter(origins__contains=[{"sha256": sha256}]).order_by("-number")
        return next((each for each in rows if each.origins[-1]["sha256"] == sha256), None)

    def current(self) -> VariantVersion | None:
        """Return the version that a new deal would use, or None when none is published."""
        return self.versions.exclude(published_at=None).order_by("-number").first()

    def draft(self) -> VariantVersion | None:
        """Return the version that is still being written, or None."""
        return self.versions.filter(published_at=None).first()

    @transaction.atomic
    def write(
        self, values: dict[str, Any], *, by: User, act: str = "write", reason: str = ""
    ) -> VariantVersion:
        """Save `values` as the version being written: the one there is, else a new one after the last.

        Raises PermissionDenied.
        """
        self._ask(by)
        newest = self.versions.order_by("-number").first()
        version = self.draft() or VariantVersion(
            variant=self,
            number=newest.number + 1 if newest else 1,
            origins=newest.origins if newest else [],
        )
        for name, value in values.items():
            setattr(version, name, value)
        version.full_clean(exclude=["published_by"])
        version.save()
        Entry.objects.record(self, act, by=by, changes={"version": [None, version.number]}, reason=reason)
        return version

    @classmethod
    @transaction.atomic
    def take_in(
        cls, programme: Programme, variant: Variant | None, *, by: User, reason: str, **facts: Any
    ) -> Variant:
        """Save what a file says as a version being written: of `variant`, or of a new one.

        `facts`: name, code and deal_kind of a new variant, and the columns of the version. Raises PermissionDenied.
        """
        name, code, deal_kind = (facts.pop(each) for each in ("name", "code", "deal_kind"))
        if variant is None:
            Programme.objects.select_for_update().get(pk=programme.pk)  # two files at once get two codes
            taken = set(programme.variants.values_list("code", flat=True))
            code = next((each for each in (code, slugify(name)[:30]) if each not in taken), "")
            variant = cls.begin(programme, name=name, code=code, deal_kind=deal_kind)
        variant.write(facts, by=by, act="take_in", reason=reason)
        return variant

    @transaction.atomic
    def publish(self, *, by: User, at: datetime) -> None:
        """Let new deals use the version being written; from here on the database refuses to change it.

        Raises PermissionDenied, also when nothing is being written.
        """
        self._ask(by)
        version = self.versions.select_for_update().filter(published_at=None).first()
        if version is None:
            raise PermissionDenied(_now("There is no new version to publish."))
        version.published_at, version.published_by = at, by
        version.save(update_fields=["published_at", "published_by"])
        Entry.objects.record(self, "publish", by=by, changes={"version": [None, version.number]}, at=at)

    @transaction.atomic
    def retire(self, *, by: User, on: date | None) -> None:
        """Take the variant off the list for new deals from a day, or put it back with None."""
        self._ask(by)
        self.retired_on = on
        self.save(update_fields=["retired_on"])
        Entry.objects.record(self, "retire" if on else "restore", by=by)

    def _ask(self, by: User) -> None:
        """Raise PermissionDenied unless `by` may change variants here."""
        if why := policies.programme_denial(by, self.programme.municipality_id):
            raise PermissionDenied(why)


def no_rows() -> list[dict[str, Any]]:
    """Return an empty list for a JSON column."""
    return []


class VariantVersion(models.Model):
    """What a variant says from one moment on. Published, it never changes: a signed deal keeps the one it was made with.

    `default_lines`: [{"kind", "quantity"?, "hours_per_week"?, "months"?, "obligation"}], with codes of deals.kinds;
    `default_support`: [{"kind", "text"?, "partner"?}], with codes of partners.models.SupportKind;
    `clauses`: [{"title", "text"}]; the text may hold variables (deals.texts.variables);
    `origins`: of a version from elsewhere, the way that it came, oldest first (deals.variant_file).
    """

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    provenance = models.CharField(_("provenance"), max_length=12, choices=Provenance.choices)
    provenance_note = models.CharField(_("note on provenance"), max_length=300, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300)
    allowed_kinds = ArrayField(
        models.CharField(max_length=24, choices=CommitmentKind.choices),
        verbose_name=_("commitments that fit"),
    )
    default_lines = models.JSONField(_("commitments filled in beforehand"), default=no_rows, blank=True)
    default_support = models.JSONField(_("support filled in beforehand"), default=no_rows, blank=True)
    default_months = models.PositiveSmallIntegerField(_("usual term in months"), default=24)
    clauses = models.JSONField(_("clauses"), default=no_rows, blank=True)
    origins = models.JSONField(default=no_rows, blank=True, editable=False)
    required_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    allows_delegation = models.BooleanField(_("signatories may let somebody else sign"), default=True)
    allows_other_kinds = models.BooleanField(_("may deviate"), default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of a variant")
        constraints = [
            models.UniqueConstraint(fields=["variant", "number"], name="variant_version_once"),
            models.CheckConstraint(
                condition=Q(provenance__in=Provenance.values), name="variant_version_provenance_is_known"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_variant_version_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant} {self.number}"

    def allowed_kind_labels(self) -> list[str]:
        """Return the names of the commitments that fit."""
        return [str(CommitmentKind(kind).label) for kind in self.allowed_kinds]

    def line_labels(self) -> list[str]:
        """Return the commitments filled in beforehand, in words."""
        lines = []
        for line in self.default_lines:
            words = [
                f"{line['quantity']} ×" if line.get("quantity") else "",
                CommitmentKind(line["kind"]).label,
            ]
            if hours := line.get("hours_per_week"):
                words.append(_now("(%(hours)s hours a week)") % {"hours": hours})
            lines.append(" ".join(str(word) for word in words if word))
        return lines

    def support_labels(self) -> list[str]:
        """Return the support filled in beforehand, in words."""
        return [
            ": ".join(filter(None, [str(SupportKind(line["kind"]).label), line.get("text", "")]))
            for line in self.default_support
        ]
