"""How letters are found: by state, by kind, by the deal that they are about."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notices.letters import letters
from notices.models import Notice, NoticeState


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of letter to choose from."""
    return [(letter.kind, str(letter.label)) for letter in letters()]


class NoticeFilter(django_filters.FilterSet):
    """The filters of the list of letters; all of them stand in the address."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=NoticeState.choices, empty_label=_("all"))
    kind = django_filters.ChoiceFilter(label=_("Kind of letter"), choices=kinds, empty_label=_("all"))
    deal = django_filters.CharFilter(method="about_deal")

    class Meta:
        model = Notice
        fields = ["state", "kind"]

    def about_deal(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those about one deal, by its public id."""
        return rows.filter(subject_type="deals.deal", subject_id=value)
