"""Filters of a list that live in its address: an unknown value counts as none."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from ui.forms import Form


class Filters(Form):
    """A GET form; each field is optional. Fields of a list say in `narrow` what they leave out."""

    paging = ("after", "before")

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.query = data.copy()
        for name in self.paging:
            self.query.pop(name, None)
        self.is_valid()

    def value(self, name: str) -> Any:
        """Return what was chosen, or None."""
        return self.cleaned_data.get(name) or None

    def chips(self) -> list[tuple[str, str]]:
        """Return the chosen filters in words, each with the address of the list without it."""
        found = []
        for name, field in self.fields.items():
            if value := self.value(name):
                rest = self.query.copy()
                rest.pop(name, None)
                found.append((self._words(field, value), f"?{rest.urlencode()}"))
        return found

    def address(self, **changes: str) -> str:
        """Return the address of this list with the same filters and these values beside them."""
        query = self.query.copy()
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"

    @staticmethod
    def _words(field: forms.Field, value: Any) -> str:
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.ModelChoiceField):
            return str(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(cast(Any, field.choices)).get(value, value))
        return f"“{value}”"
