"""What the registries of employers and partners share: rows that are a part played by an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Organisation, User
from accounts.names import plain

Row = TypeVar("Row", bound=models.Model)
PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A stretch of a list in order of name, and where the ones around it begin (empty: there is none)."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def page_of(found: list[Any], *, size: int, backwards: bool, began: bool) -> Page[Any]:
    """Return a page of rows, read with one too many; `began` says that it does not start at the top."""
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (found[0].public_id, found[-1].public_id) if found else ("", "")
    has_before, has_after = (more, True) if backwards else (began, more)
    return Page(found, first if has_before else "", last if has_after else "")


class PartQuerySet(models.QuerySet[Row]):
    """Rows with an `organisation`, as a registry finds and shows them."""

    def current(self) -> Any:
        """Leave out organisations that were merged into another."""
        return self.filter(organisation__merged_into=None)

    def matching(self, words: str) -> Any:
        """Those whose name, number or place contains every word."""
        found = self
        for word in plain(words).split():
            found = found.filter(organisation__search_text__contains=word)
        return found

    def with_deals(self, user: User) -> Any:
        """Add `deals`: in how many deals that the reader may know of the organisation takes part."""
        places = Organisation.parties_visible_to(user).filter(organisation=OuterRef("organisation"))
        counted = places.order_by().values("organisation").annotate(deals=Count("deal", distinct=True))
        return self.annotate(deals=Coalesce(Subquery(counted.values("deals")), 0))

    def taking_part(self, user: User, *, yes: bool) -> Any:
        """Those that do, or do not, take part in a deal that the reader may know of."""
        there = Q(organisation__in=Organisation.parties_visible_to(user).values("organisation"))
        return self.filter(there if yes else ~there)

    def in_order(self) -> Any:
        """By name, the Dutch way."""
        return self.order_by("organisation__sort_key", "pk")

    def page(self, *, after: str = "", before: str = "", size: int = PAGE) -> Page[Row]:
        """Return the rows after (or before) the one with this public id; deep pages cost no more than the first."""
        at = self.model._default_manager.filter(organisation__public_id=after or before)
        place = at.values_list("organisation__sort_key", "pk").first() if after or before else None
        backwards = bool(place and not after)
        rows = self.order_by("-organisation__sort_key", "-pk") if backwards else self.in_order()
        if place:
            side = "lt" if backwards else "gt"
            beyond = Q(**{f"organisation__sort_key__{side}": place[0]})
            rows = rows.filter(beyond | Q(organisation__sort_key=place[0], **{f"pk__{side}": place[1]}))
        return page_of(list(rows[: size + 1]), size=size, backwards=backwards, began=place is not None)
