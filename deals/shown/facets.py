"""The filters of the list of deals: chosen in the address, each option with how many deals it would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from deals.kinds import DealKind
from deals.lifecycle import State
from deals.models import Deal, DealVersion, Variant

MOST_COUNTED = 1000  # a longer list says "more than 1000" and gives no count per option
COLUMNS = (
    "state",
    "kind",
    "variant__public_id",
    "variant__name",
    "programme__public_id",
    "programme__name",
    "sector__slug",
    "sector__name",
    "account_manager_id",
)


@dataclass(frozen=True)
class Option:
    """One value of a filter."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter; of the values chosen in it one must hold."""

    name: str
    column: str
    chosen: frozenset[str]
    labels: dict[str, str] = field(default_factory=dict)

    def holds(self, row: dict[str, str]) -> bool:
        """Whether a deal passes."""
        return not self.chosen or row[self.column] in self.chosen


def made_with(deals: QuerySet[Deal]) -> QuerySet[Any]:
    """Add to each deal the version of a variant with which its newest text was made: `public id-number`."""
    newest = DealVersion.objects.filter(deal=OuterRef("pk")).order_by("-number")
    number = Cast("variant_version__number", CharField())
    name = Concat("variant_version__variant__public_id", Value("-"), number)
    return deals.annotate(made_with=Subquery(newest.values(name=name)[:1], output_field=CharField()))


def deals_by_version(variant: Variant, user: User) -> Counter[int]:
    """Return how many deals that the reader may see were made with each version of a variant."""
    texts = DealVersion.objects.filter(variant_version__variant=variant)
    used = Deal.objects.visible_to(user).filter(pk__in=texts.values("deal"))
    numbers = variant.versions.values_list("number", flat=True)
    named = {f"{variant.public_id}-{number}": number for number in numbers}
    found = made_with(used).values("made_with")
    return Counter(named[row["made_with"]] for row in found if row["made_with"] in named)


class Facets:
    """What was chosen in the address, narrowed and counted."""

    def __init__(self, query: QueryDict, user: User) -> None:
        self.query, self.user = query, user
        self.words = query.get("q", "").replace("\x00", "").strip()[:100]
        self.rows: list[dict[str, str]] = []
        columns = {
            "state": "state",
            "kind": "kind",
            "variant": "variant__public_id",
            "programme": "programme__public_id",
            "sector": "sector__slug",
            "mine": "mine",
        }
        self.by_version = (
            "version" in query
        )  # asked for by the page of a variant only: it costs a look at each text
        columns |= {"version": "made_with"} if self.by_version else {}
        self.facets = [
            Facet(
                name,
                column,
                frozenset(value for value in query.getlist(name) if "\x00" not in value),
                self._labels(name),
            )
            for name, column in columns.items()
        ]

    def count(self, deals: QuerySet[Deal]) -> None:
        """Read once what the counts need: a few columns of at most so many deals."""
        wanted = [*COLUMNS, "made_with"] if self.by_version else COLUMNS
        rows = made_with(deals) if self.by_version else deals
        found = list(rows.order_by("-updated_at", "-pk").values(*wanted)[: MOST_COUNTED + 1])
        for row in found:
            row["mine"] = "1" if row["account_manager_id"] == self.user.pk else "0"
        self.rows = found
        self._label_versions()
        for name in ("variant", "programme", "sector"):
            facet = next(each for each in self.facets if each.name == name)
            label = facet.column.replace("public_id", "name").replace("slug", "name")
            facet.labels.update({row[facet.column]: row[label] for row in found if row[facet.column]})

    def narrow(self, deals: QuerySet[Deal]) -> QuerySet[Deal]:
        """Return the deals that pass every filter."""
        deals = made_with(deals) if self.by_version else deals
        for facet in self.facets:
            if facet.chosen and facet.name == "mine":
                deals = deals.filter(account_manager=self.user)
            elif facet.chosen:
                deals = deals.filter(Q(**{f"{facet.column}__in": facet.chosen}))
        return deals

    def _label_versions(self) -> None:
        """Name the versions of variants that occur, when the list is narrowed to one."""
        for facet in self.facets:
            if facet.name == "version":
                for row in self.rows:
                    number = (row["made_with"] or "").rpartition("-")[2]
                    words = {"variant": row["variant__name"], "number": number}
                    if number:
                        facet.labels[row["made_with"]] = _("%(variant)s, version %(number)s") % words

    @property
    def is_counted(self) -> bool:
        """Whether all deals were counted."""
        return len(self.rows) <= MOST_COUNTED

    def total(self, deals: QuerySet[Deal]) -> int:
        """Return how many deals pass; one more than the most that is counted when there are more."""
        if self.is_counted:
            return sum(all(facet.holds(row) for facet in self.facets) for row in self.rows)
        return self.narrow(deals)[: MOST_COUNTED + 1].count()

    def lead(self) -> str:
        """Return in a sentence how many deals stand where; empty when they were not all counted."""
        counts = Counter(row["state"] for row in self.rows)
        said = [f"{counts[value]} {label}" for value, label in State.choices if counts[value]]
        return f"{', '.join(said)}." if said and self.is_counted else ""

    def groups(self) -> list[tuple[str, str, list[Option]]]:
        """Return per filter its name, its heading and its options; a filter with one option is left out."""
        headings = {
            "state": _("State"),
            "kind": _("Kind of deal"),
            "variant": _("Variant"),
            "version": _("Version"),
            "programme": _("Programme"),
            "sector": _("Sector"),
            "mine": _("Account manager"),
        }
        listed = [(facet.name, headings[facet.name], self._options(facet)) for facet in self.facets]
        return [each for each in listed if len(each[2]) > 1 or any(option.chosen for option in each[2])]

    def _options(self, facet: Facet) -> list[Option]:
        """Return the values that occur, with how many deals each would show beside the other filters."""
        others = [each for each in self.facets if each is not facet]
        counts = Counter(row[facet.column] for row in self.rows if all(each.holds(row) for each in others))
        occurring = {row[facet.column] for row in self.rows} | facet.chosen
        if facet.name == "mine":
            occurring = {"1"} if "1" in occurring else set()
        values: Iterable[str] = (value for value in facet.labels if value in occurring)
        return [Option(value, facet.labels[value], counts[value], value in facet.chosen) for value in values]

    def chips(self) -> list[tuple[str, str]]:
        """Return the chosen filters in words, each with the address of the list without it."""
        found = [(f"“{self.words}”", self._without("q", None))] if self.words else []
        for facet in self.facets:
            found += [
                (facet.labels.get(value, value), self._without(facet.name, value))
                for value in sorted(facet.chosen)
            ]
        return found

    def _without(self, name: str, value: str | None) -> str:
        """Return the address with one choice less."""
        query = self.query.copy()
        for paging in ("after", "before"):
            query.pop(paging, None)
        query.setlist(name, [each for each in query.getlist(name) if value is not None and each != value])
        return f"?{query.urlencode()}"

    @staticmethod
    def _labels(name: str) -> dict[str, str]:
        """Return the labels of the closed lists, in their order."""
        closed: dict[str, list[tuple[str, Any]]] = {
            "state": State.choices,
            "kind": DealKind.choices,
            "mine": [("1", _("My deals"))],
        }
        return {value: str(label) for value, label in closed.get(name, [])}
