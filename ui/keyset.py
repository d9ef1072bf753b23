"""Pages of a long list by key, newest first: the last page costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and the addresses of its neighbours ("" when there is none)."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def sliced(request: HttpRequest, rows: QuerySet[Any], *, by: str, size: int = 25) -> Slice:
    """Return the page that the address asks for: `?after=` or `?before=` the public id of a row.

    An id that is not in the list (any more) starts from the newest.
    """
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    edge = rows.filter(public_id=after or before).values_list(by, "pk").first() if after or before else None
    backwards = bool(before and not after and edge)
    sign = "" if backwards else "-"
    found = rows.order_by(f"{sign}{by}", f"{sign}pk")
    if edge:
        value, pk = edge
        step = "gt" if backwards else "lt"
        found = found.filter(Q(**{f"{by}__{step}": value}) | Q(**{by: value, f"pk__{step}": pk}))
    page = list(found[: size + 1])
    more, page = len(page) > size, page[:size]
    if backwards:
        page.reverse()
    has_newer, has_older = (more, True) if backwards else (edge is not None, more)
    return Slice(
        rows=page,
        newer=_address(request, "before", page[0].public_id) if page and has_newer else "",
        older=_address(request, "after", page[-1].public_id) if page and has_older else "",
    )


def _address(request: HttpRequest, name: str, public_id: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    query[name] = public_id
    return f"?{query.urlencode()}"
