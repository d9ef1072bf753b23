"""How forms look and behave: our templates, no browser validation, a date as three fields, rows that grow."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import django
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.template.backends.django import DjangoTemplates as Backend
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from ui.formats import size

# Signs that nobody sees: control signs, and those that turn the words after them around (Unicode's UAX 9), so that
# a text would read otherwise than it says. Tabs, line ends and what shapes letters stay.
UNSEEN = dict.fromkeys(
    [sign for sign in range(0x20) if chr(sign) not in "\t\n\r"]
    + [*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


class Checkable(Protocol):
    """A form, or rows of forms."""

    def is_valid(self) -> bool:
        """Whether what was typed can be kept."""


def all_valid(entries: Iterable[Checkable]) -> bool:
    """Whether every form can be kept; each is asked, so that all complaints show at once."""
    answers = [entry.is_valid() for entry in entries]
    return all(answers)


class Renderer(DjangoTemplates):
    """Form templates come from our own folder first, then from Django; the ui tags are at hand in both."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"

    @cached_property
    def engine(self) -> Backend:
        """Build an engine of its own, so that forms render the same wherever they stand."""
        folders = [settings.BASE_DIR / "templates", Path(django.__file__).parent / "forms" / "templates"]
        builtins = ["django.templatetags.i18n", "django.templatetags.static", "ui.templatetags.ui"]
        options = {"builtins": builtins, "debug": settings.DEBUG}
        return Backend({"APP_DIRS": False, "DIRS": folders, "NAME": "ui-forms", "OPTIONS": options})


class Plain:
    """Mixin for every form: no messages of the browser, and ours say what to do."""

    use_required_attribute = False
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _words_for(field)

    def _clean_fields(self) -> None:
        """Leave out what nobody sees of what was typed or pasted; a password stays as it is."""
        super()._clean_fields()  # type: ignore[misc]
        for name, value in self.cleaned_data.items():
            if isinstance(value, str) and not isinstance(self.fields[name].widget, forms.PasswordInput):
                self.cleaned_data[name] = value.translate(UNSEEN)


class Form(Plain, forms.Form):
    """A form that validates on the server only."""


class ModelForm(Plain, forms.ModelForm):
    """A model form that validates on the server only."""


def _words_for(field: forms.Field) -> Any:
    """Return what to do about an empty field of this kind."""
    if isinstance(field, forms.BooleanField):
        return _("Tick this box.")
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    if isinstance(field, forms.ChoiceField):
        return _("Make a choice.")
    return _("Fill this in.")


class Explained(str):
    """A choice's label with a second line: `choices=[("bhag", Explained("BHAG Deal", "Four variants"))]`."""

    text: str

    def __new__(cls, label: str, text: str = "") -> "Explained":
        """Keep the second line with the label."""
        explained = super().__new__(cls, label)
        explained.text = text
        return explained


class Choices(forms.RadioSelect):
    """One answer out of a few, each a card; a label that is `Explained` shows its second line."""

    option_template_name = "django/forms/widgets/choice.html"
    template_name = "django/forms/widgets/choices.html"


class ManyChoices(forms.CheckboxSelectMultiple):
    """Several answers, each a card; a label that is `Explained` shows its second line."""

    option_template_name = "django/forms/widgets/choice.html"
    template_name = "django/forms/widgets/choices.html"


class DayWidget(forms.MultiWidget):
    """Day, month and year as three short text fields in one group."""

    template_name = "django/forms/widgets/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(number) for name in ("day", "month", "year")
        }
        super().__init__(parts, attrs)

    def decompress(self, value: dt.date | str | None) -> list[Any]:
        """Split a day into its three parts; an ISO text (from a link) is understood as well."""
        if isinstance(value, str):
            value = dt.date.fromisoformat(value) if value else None
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each of the three its label."""
        context = super().get_context(name, value, attrs)
        subwidgets = context["widget"]["subwidgets"]
        for subwidget, label in zip(subwidgets, (_("Day"), _("Month"), _("Year")), strict=True):
            subwidget["label"] = label
        return context

    def id_for_label(self, id_: str) -> str:
        """Point at the first of the three."""
        return f"{id_}_0" if id_ else id_


class DayField(forms.MultiValueField):
    """A day typed in three parts, with one message for the group."""

    widget = DayWidget
    default_error_messages = {
        "required": _("Fill in a date."),
        "incomplete": _("Fill in the day, the month and the year."),
        "digits": _("Use digits for the day, the month and the year, for example 26 11 2021."),
        "unknown": _("This date does not exist. Check the day and the month."),
        "year": _("Fill in the year with four digits, for example 2021."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("require_all_fields", False)
        kwargs.setdefault("help_text", _("For example 26 11 2021."))
        fields = [forms.CharField(required=False, max_length=8) for _part in range(3)]
        super().__init__(fields, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        """Return the day, or None when all three are empty and the field may be."""
        if isinstance(value, dt.date) or value is None:
            value = DayWidget().decompress(value)
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            if self.required:
                raise self._error("required")
            return None
        day = self.compress(parts)
        self.validate(day)
        self.run_validators(day)
        return day

    def compress(self, data_list: list[str]) -> dt.date:
        """Make one day of the three parts, and say what is wrong with them otherwise."""
        if not all(data_list):
            raise self._error("incomplete")
        if not all(part.isascii() and part.isdigit() for part in data_list):
            raise self._error("digits")
        day, month, year = map(int, data_list)
        if not 1900 <= year <= 2199:
            raise self._error("year")
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise self._error("unknown") from None

    def has_changed(self, initial: dt.date | None, data: Any) -> bool:
        """Compare the typed parts with the day that was there."""
        before = ["" if part is None else str(part) for part in DayWidget().decompress(initial)]
        after = [str(part or "").strip().lstrip("0") for part in (data or ["", "", ""])]
        return before != after

    def _error(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)


class FileInput(forms.FileInput):
    """A file chooser that says what it takes: `FileInput(kinds="PDF", max_bytes=10**6, accept=".pdf")`."""

    template_name = "django/forms/widgets/file.html"

    def __init__(
        self, *, kinds: str | Promise = "", max_bytes: int = 0, accept: str = "", **kwargs: Any
    ) -> None:
        attrs = kwargs.pop("attrs", None) or {}
        super().__init__(attrs=attrs | ({"accept": accept} if accept else {}), **kwargs)
        self.kinds, self.max_bytes = kinds, max_bytes

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the limits in words."""
        context = super().get_context(name, value, attrs)
        context["widget"]["limits"] = {
            "kinds": self.kinds,
            "size": size(self.max_bytes) if self.max_bytes else "",
        }
        return context


def changed_rows(data: Mapping[str, Any], prefix: str) -> QueryDict | None:
    """Return the posted data with one row more or less when a row button was pressed, else None.

    The buttons of `{% form_rows %}` are `name="PREFIX-add"` and `name="PREFIX-remove" value="ROW"`, so rows
    grow without JavaScript. A view does `if data := changed_rows(request.POST, "support"):`, makes its
    formset of `data` and renders again without validating. A saved row is marked as deleted, an unsaved one
    closes the gap.
    """
    rows = data.copy() if isinstance(data, QueryDict) else QueryDict(mutable=True)
    total = _count(data, f"{prefix}-TOTAL_FORMS")
    if f"{prefix}-add" in data:
        rows[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
        return rows
    row = str(data.get(f"{prefix}-remove", ""))
    if not row.isdigit() or int(row) >= total:
        return None
    if int(row) < _count(data, f"{prefix}-INITIAL_FORMS"):
        rows[f"{prefix}-{row}-DELETE"] = "on"
        return rows
    return _without(rows, prefix, int(row), total)


def _count(data: Mapping[str, Any], name: str) -> int:
    """Return how many rows the page says it has; what is not a number counts as none."""
    words = str(data.get(name, ""))
    return int(words) if words.isascii() and words.isdigit() else 0


def _without(rows: QueryDict, prefix: str, gone: int, total: int) -> QueryDict:
    """Drop one row and number the later ones anew."""
    kept = QueryDict(mutable=True)
    for name, values in rows.lists():
        number, _dash, rest = name.removeprefix(f"{prefix}-").partition("-")
        if not name.startswith(f"{prefix}-") or not number.isdigit() or not rest:
            kept.setlist(name, values)
        elif int(number) != gone:
            kept.setlist(f"{prefix}-{int(number) - (int(number) > gone)}-{rest}", values)
    kept[f"{prefix}-TOTAL_FORMS"] = str(total - 1)
    return kept
