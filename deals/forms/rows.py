"""Forms that can hold back their messages, and rows of them that grow."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.forms import ChoiceField
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict

from ui.forms import Form


class StepForm(Form):
    """A form of a step that was perhaps not finished: `quiet`, it shows what was typed without complaints."""

    quiet = False

    def offer(self, name: str, choices: Any) -> None:
        """Set what can be chosen in a field."""
        cast(ChoiceField, self.fields[name]).choices = choices

    @property
    def errors(self) -> ErrorDict:
        """What is wrong; nothing while quiet."""
        return ErrorDict() if self.quiet else super().errors


class Rows(BaseFormSet):
    """Rows that are all new: the ones filled in beforehand can be changed or removed like those added."""

    def initial_form_count(self) -> int:
        """No row was saved before."""
        return 0

    def total_form_count(self) -> int:
        """As many as were posted, or as are filled in beforehand."""
        return super().total_form_count() if self.is_bound else len(self.initial or [])

    def hold_back(self) -> None:
        """Show the rows without complaints."""
        for form in self.forms:
            form.quiet = True

    def filled(self) -> list[dict[str, Any]]:
        """Return the clean values of the rows in which something stands."""
        return [form.cleaned_data for form in self.forms if form.has_changed() and form.is_valid()]


R = TypeVar("R", bound=Rows)


def rows_like(kind: type[R], form: type[StepForm], most: int) -> type[R]:
    """Return rows of this form that behave as `kind`; of a page that posts more than fit, one too many is shown."""
    rows = formset_factory(
        form, formset=kind, extra=0, max_num=most, validate_max=True, absolute_max=most + 1
    )
    return cast(type[R], rows)


def rows_of(form: type[StepForm], most: int = 40) -> type[Rows]:
    """Return plain rows of this form."""
    return rows_like(Rows, form, most)
