"""A person who signs in."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policies import SECOND_FACTOR_ROLES
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES, Role
from trail.models import Entry

if TYPE_CHECKING:
    from accounts.models.organisation import Organisation


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Save and return a new person; without a password they can only enter by a link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def acting_as(self, role: Role, organisation: Organisation) -> models.QuerySet[User]:
        """Those who have this role for an organisation now, each once."""
        now = timezone.now()
        return self.filter(
            Q(memberships__until=None) | Q(memberships__until__gt=now),
            memberships__since__lte=now,
            memberships__role=role,
            memberships__organisation=organisation,
            is_active=True,
        ).distinct()

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by address, whatever its capitals."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: an officer, an employer's or partner's contact, an alderman, an administrator.

    Candidates are never users.
    """

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("Someone already uses this address.")}
    )
    full_name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=120, blank=True)
    phone = models.CharField(_("telephone number"), max_length=30, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False)  # refused outside the demo
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_whatever_its_capitals")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @cached_property
    def active_memberships(self) -> list[Any]:
        """The memberships in force now, with their organisations: one query per request."""
        return list(
            self.memberships.in_force(timezone.now())
            .select_related("organisation", "organisation__municipality")
            .order_by("pk")
        )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the person has now, over all memberships."""
        return frozenset(Role(membership.role) for membership in self.active_memberships)

    def organisations_as(self, *roles: Role) -> list[int]:
        """Return the ids of the organisations for which the person has one of these roles now."""
        return [member.organisation_id for member in self.active_memberships if member.role in roles]

    def municipalities_as(self, *roles: Role) -> list[int]:
        """Return the ids of the municipalities for which the person has one of these roles now."""
        wanted = roles or tuple(MUNICIPAL_ROLES)
        return [
            member.organisation.municipality.pk
            for member in self.active_memberships
            if member.role in wanted and hasattr(member.organisation, "municipality")
        ]

    def has_role(self, role: Role, organisation_id: int) -> bool:
        """Return whether the person has this role for this organisation now."""
        return organisation_id in self.organisations_as(role)

    def needs_second_factor(self) -> bool:
        """Return whether the person's roles ask for more than a password."""
        return bool(self.roles & SECOND_FACTOR_ROLES)

    def confirm_address(self) -> None:
        """Mark the e-mail address as proved, so that signing in asks for no confirmation."""
        EmailAddress.objects.update_or_create(
            user=self, email=self.email, defaults={"verified": True, "primary": True}
        )

    @transaction.atomic
    def change_profile(self, **values: Any) -> None:
        """Let people say who they are and how they read; the history names the fields, not what is in them."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(self, name, values[name])
        self.full_clean(exclude=["password"])
        self.save(update_fields=changed)
        Entry.objects.record(self, "change_profile", by=self, changes={"fields": changed})
