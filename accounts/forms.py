"""What people fill in about themselves, about colleagues and about organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.policies import fitting_roles
from accounts.validators import validate_branch_number
from ui.forms import Choices, Form, ModelForm


class InviteForm(Form):
    """Whom to invite, and what for."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation goes to this address and works for nobody else."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=Choices)
    manages_members = forms.BooleanField(label=_("May invite colleagues and end memberships"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101  # for the type checker
        role.choices = [(role.value, role.label) for role in fitting_roles(organisation)]
        if len(role.choices) == 1:
            self.initial["role"] = role.choices[0][0]


class ProfileForm(ModelForm):
    """Who somebody is and how they read."""

    class Meta:
        model = User
        fields = ["full_name", "function", "phone", "language"]
        widgets = {"language": Choices}


class NewMemberForm(Form):
    """An invited person who has no account yet."""

    full_name = forms.CharField(label=_("Name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least twelve signs. Three or four words that only you would put together work well."),
        strip=False,
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules, and against its second typing."""
        typed = super().clean() or {}
        password = typed.get("password")
        if password and typed.get("password_again") and password != typed["password_again"]:
            self.add_error("password_again", _("The two passwords differ."))
        if password:
            person = User(email=self.email, full_name=typed.get("full_name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return typed


class OrganisationForm(ModelForm):
    """The facts of an organisation, whatever the parts that it plays.

    After validation `known` is the organisation that already has the typed KvK number, if any.
    """

    kvk_number = forms.CharField(  # longer than a number: people write spaces in it
        label=_("KvK number"),
        required=False,
        max_length=20,
        help_text=_("Eight digits. Leave it empty when you do not know it."),
    )
    branch_numbers = SimpleArrayField(
        forms.CharField(max_length=12, validators=[validate_branch_number]),
        label=_("Branch numbers"),
        required=False,
        help_text=_("Twelve digits each, with a comma between them."),
        error_messages={"item_invalid": _("Number %(nth)s in the list is not right:")},
    )

    class Meta:
        model = Organisation
        fields = ["name", "kvk_number", "branch_numbers", "place", "website"]
        error_messages = {"name": {"required": _("Fill in the name of the organisation.")}}

    known: Organisation | None = None

    def clean_kvk_number(self) -> str | None:
        """Take a number as people write it, and remember whose it already is."""
        number = (self.cleaned_data.get("kvk_number") or "").replace(" ", "").replace(".", "") or None
        others = Organisation.objects.current().exclude(pk=self.instance.pk)
        self.known = others.filter(kvk_number=number).first() if number else None
        return number

    def organisation_values(self) -> dict[str, Any]:
        """Return what was typed about the organisation itself."""
        return {name: self.cleaned_data[name] for name in OrganisationForm.Meta.fields}

    def alike(self) -> list[Organisation]:
        """Return the organisations that may be the same one: this number, or a name much like it."""
        found = [self.known] if self.known else []
        name = self.cleaned_data.get("name")
        rows = (
            Organisation.objects.named_like(name).exclude(pk=self.instance.pk)
            if name
            else Organisation.objects.none()
        )
        return found + [row for row in rows.select_related("employer", "partner")[:5] if row != self.known]


class OrganisationChoice(forms.ModelChoiceField):
    """One organisation, shown with what tells it from another of nearly the same name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return name, place and number."""
        return ", ".join(filter(None, [obj.name, obj.place, obj.kvk_number]))


class MergeForm(Form):
    """Which organisation takes the place of a duplicate."""

    kept = OrganisationChoice(
        Organisation.objects.none(),
        to_field_name="public_id",
        label=_("Organisation that stays"),
        widget=Choices,
        empty_label=None,
        error_messages={"required": _("Choose the organisation that stays.")},
    )

    def __init__(self, *args: Any, duplicate: Organisation, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        like = Organisation.objects.named_like(words or duplicate.name).exclude(pk=duplicate.pk)
        kept = self.fields["kept"]
        assert isinstance(kept, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        kept.queryset = like.filter(pk__in=like.values("pk")[:10]).order_by("sort_key")
