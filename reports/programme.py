"""The figures of a programme at a day, as one document: what pages, PDF, CSV and JSON show, and snapshots keep.

`programme_figures` returns JSON without a label in any language. Every count of people stands in `cells` under its key,
None when it must not be told; nothing else in the document says it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from deals.kinds import PAID_KINDS, CommitmentKind, PartyRole
from deals.models import Deal, Programme
from placements.models import Placement
from reports import definitions
from reports.attention import attention_list
from reports.figures import NOT_YET, STANDS, DealFigures, deal_figures
from reports.funnels import percent_of, placed_by_one_stream, streams_of, with_conversions
from reports.people import Frame, Place, atoms_of, places_of
from reports.planning import status_of, whole
from reports.pledges import mixed, pledged_together, standings
from reports.suppression import Atoms, Earlier, cells_of, hidden_cells, rounded
from reports.targets import Goal, counted, goals_of, iso
from reports.trend import Period, period_of, trend_of

FORMAT = "handslag-report/1"


@dataclass
class Gathered:
    """The rows behind one programme at one day, read once."""

    programme: Programme
    as_of: date
    deals: list[Deal]
    figures: dict[int, DealFigures]
    places: list[Place]
    goals: list[Goal]
    streams: list[dict[str, Any]]

    @cached_property
    def goal(self) -> Goal | None:
        """The target that placements count towards."""
        return counted(self.goals)

    @cached_property
    def period(self) -> Period | None:
        """What the trend runs over."""
        return period_of(self.programme, self.goal, self.places, self.as_of)

    def atoms(self, as_of: date, streams: list[dict[str, Any]]) -> Atoms:
        """Return people by cell on a day, with the counts that were reported by then."""
        period = self.period
        parents = {deal.public_id: deal.parent.public_id for deal in self.deals if deal.parent}
        frame = Frame(
            as_of=as_of,
            sectors={deal.public_id: _sector(deal) for deal in self.deals},
            parents=parents,
            counting={deal.public_id for deal in self.deals if self.figures[deal.pk].standing == STANDS},
            trend_from=period.first if period else None,
            trend_ends=period.ends if period else (),
        )
        atoms = atoms_of(self.places, frame)
        for stream in streams:
            for stage in stream["stages"]:
                atoms[frozenset({stage["cell"]})] = stage["count"]
        return atoms

    @property
    def headline(self) -> str:
        """The key of the one count that matters most."""
        return "period:started" if self.goal else "started"


def gather(programme: Programme, as_of: date) -> Gathered:
    """Read what the figures need, in a fixed number of queries."""
    deals = list(
        Deal.objects.filter(programme=programme)
        .select_related("sector", "parent", "account_manager")
        .prefetch_related("parties__organisation")
        .order_by("pk")
    )
    return Gathered(
        programme=programme,
        as_of=as_of,
        deals=deals,
        figures=deal_figures(deals, as_of=as_of),
        places=places_of(programme),
        goals=goals_of(programme, as_of),
        streams=streams_of(programme, as_of),
    )


def programme_figures(
    programme: Programme, as_of: date, *, threshold: int = 0, earlier: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Return the figures as of a day. A threshold of 0 tells everything; 5 hides counts of 1 to 4 people.

    `earlier` are the documents of reports made before: no difference with them tells a small number either.
    """
    found = gather(programme, as_of)
    atoms = found.atoms(as_of, found.streams)
    cells = cells_of(atoms)
    sparse = found.period.untold(cells, threshold) if found.period else []
    before = [Earlier(document["cells"], _held(found, document)) for document in earlier]
    hidden = (
        hidden_cells(atoms, threshold=threshold, earlier=before, never_told=sparse) if threshold else set()
    )
    told = {key: None if key in hidden else count for key, count in _with_noughts(found, cells).items()}
    about = _about(found, atoms, cells, hidden, threshold, before)
    return document(found, told, about, threshold)


def _held(found: Gathered, document: dict[str, Any]) -> dict[str, int]:
    """Return what the cells of an earlier report held on its day, as far as we know now."""
    day = date.fromisoformat(document["as_of"])
    return cells_of(found.atoms(day, streams_of(found.programme, day)))


def _with_noughts(found: Gathered, cells: dict[str, int]) -> dict[str, int]:
    """Name the cells that nobody is in: nought is told."""
    keys = {"started", "running", "ended", "unknown", "prepared", "unconfirmed", "paid:started", "counting"}
    keys |= {f"deal:{deal.public_id}:started" for deal in found.deals}
    keys |= {f"sector:{_sector(deal)}:started" for deal in found.deals}
    if found.period:
        keys |= {"period:started", *found.period.keys}
    keys |= {key for stream in found.streams for key in (stage["cell"] for stage in stream["stages"])}
    for kind in _kinds(found):
        keys |= {f"kind:{kind}:{name}" for name in ("started", "running", "ended", "counting")}
    return {key: cells.get(key, 0) for key in sorted(keys | cells.keys())}


def _about(
    found: Gathered,
    atoms: Atoms,
    cells: dict[str, int],
    hidden: set[str],
    threshold: int,
    before: list[Earlier],
) -> dict[str, int]:
    """Return the rounded value of hidden counts that can bear it.

    Those are the headline, reported counts, and what an earlier report told: there the change is what is hidden.
    """
    head = {keys for keys in atoms if found.headline in keys}
    bear = {key for key in hidden if {keys for keys in atoms if key in keys} == head}
    bear |= {stage["cell"] for stream in found.streams for stage in stream["stages"]}
    bear |= {key for report in before for key, told in report.told.items() if told is not None}
    near = {key: rounded(cells[key], threshold) for key in sorted(bear & hidden)}
    return {key: value for key, value in near.items() if value is not None}


def document(
    found: Gathered,
    told: dict[str, int | None],
    about: dict[str, int],
    threshold: int,
) -> dict[str, Any]:
    """Put the document together from told cells."""
    programme, period = found.programme, found.period
    deals = [_deal(found, deal, told, about, threshold) for deal in found.deals]
    return {
        "format": FORMAT,
        "definitions": definitions.VERSION,
        "threshold": threshold,
        "as_of": found.as_of.isoformat(),
        "programme": {
            "public_id": programme.public_id, "name": programme.name, "source": programme.source,
            "municipality": str(programme.municipality), "is_fictional": programme.is_fictional,
            "from": iso(programme.starts_on), "until": iso(programme.ends_on),
        },
        "recorded": bool(found.places) or not programme.source,
        "cells": told,
        "about": about,
        "headline": found.headline,
        "pledged": _pledged(found),
        "kinds": _kind_rows(found, told),
        "targets": [_target(found, goal, told) for goal in found.goals],
        "trend": trend_of(period, found.goal, told, about) if period else None,
        "streams": [with_conversions(stream, told) for stream in found.streams],
        "sectors": _sector_rows(found),
        "deals": deals,
        "attention": attention_list(found.deals, found.figures, deals, found.as_of),
        "quality": _quality(found),
    }  # fmt: skip


def _kinds(found: Gathered) -> list[str]:
    """Return the kinds of places of which there is a figure, in the order of the closed list."""
    present = {kind for figures in found.figures.values() for kind in figures.kinds}
    return [kind for kind in CommitmentKind.values if kind in present]


def _pledged(found: Gathered) -> dict[str, Any]:
    """Return what counts as promised, and how many deals stand how."""
    pledged, planned = mixed(pledged_together(found.deals, found.figures))
    standing = [figures for figures in found.figures.values() if figures.standing == STANDS]
    return {
        "mixed": pledged,
        "planned": None if planned is None else whole(planned),
        "deals": len(standing),
        "without_number": sum(1 for figures in standing if not figures.place_lines),
        "standings": standings(found.figures.values()),
        "is_mixed": len(_kinds(found)) > 1,
    }


def _kind_rows(found: Gathered, told: dict[str, int | None]) -> list[dict[str, Any]]:
    """Return one row per kind: promised, and what part of it started under deals that count."""
    pledges = pledged_together(found.deals, found.figures)
    rows = []
    for kind in _kinds(found):
        pledged, planned = pledges.get(kind, (0, None))
        rate = percent_of(told[f"kind:{kind}:counting"], pledged)
        rows.append(
            {"kind": kind, "pledged": pledged, "planned": None if planned is None else whole(planned), "rate": rate,
             "is_paid": kind in PAID_KINDS}
        )  # fmt: skip
    return rows


def _target(found: Gathered, goal: Goal, told: dict[str, int | None]) -> dict[str, Any]:
    """Return a target with what is held against it: placements, or the one reported count of people placed."""
    row = goal.as_json() | {"realised": None, "cell": None, "share": None, "reported": False}
    if goal is found.goal:
        row["cell"] = "period:started"
    elif goal.current.kind == "flow" and not found.places and (stage := placed_by_one_stream(found.streams)):
        row |= {"cell": stage["cell"], "reported": True}
    if row["cell"]:
        row["realised"] = told[row["cell"]]
        row["share"] = percent_of(row["realised"], goal.current.value)
    return row


def _sector(deal: Deal) -> str:
    return deal.sector.slug if deal.sector else ""


def _sector_rows(found: Gathered) -> list[dict[str, Any]]:
    """Return one row per sector that has deals which count or placements, the largest promise first."""
    by_sector: dict[str, list[Deal]] = defaultdict(list)
    for deal in found.deals:
        if found.figures[deal.pk].standing != NOT_YET:
            by_sector[_sector(deal)].append(deal)
    rows = []
    for slug, deals in by_sector.items():
        pledged, planned = mixed(pledged_together(deals, found.figures))
        name = deals[0].sector.name if deals[0].sector else ""
        rows.append(
            {"slug": slug, "name": name, "pledged": pledged, "planned": None if planned is None else whole(planned),
             "cell": f"sector:{slug}:started", "deals": len(deals)}
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["slug"] == "", -row["pledged"], row["name"]))


def _deal(
    found: Gathered, deal: Deal, told: dict[str, int | None], about: dict[str, int], threshold: int
) -> dict[str, Any]:
    """Return the row of one deal."""
    figures = found.figures[deal.pk]
    pledged, planned = mixed(pledged_together([deal], found.figures))
    cell = f"deal:{deal.public_id}:started"
    status = figures.status if figures.standing == STANDS else None
    near = about.get(cell)
    possible = range(near - threshold, near + threshold + 1) if near else range(1, threshold)
    if told[cell] is None and any(
        status_of(count, pledged, figures.planned_mixed) != status for count in possible
    ):
        status = None  # it would tell more about a hidden count than that it is hidden
    there = (each for each in deal.parties.all() if each.role == PartyRole.EMPLOYER)
    return {
        "public_id": deal.public_id, "title": deal.title, "kind": deal.kind, "standing": figures.standing,
        "state": deal.state, "employers": [each.organisation.name for each in there if each.takes_part(found.as_of)],
        "sector": deal.sector.name if deal.sector else "", "parent": deal.parent.public_id if deal.parent else None,
        "pledged": pledged if figures.place_lines or figures.standing == NOT_YET else None,
        "promised": sum(line.promised for line in figures.place_lines),
        "planned": None if planned is None else whole(planned), "kinds": figures.kinds, "cell": cell, "status": status,
        "signed_on": iso(deal.signed_on), "ends_on": iso(figures.ends_on),
    }  # fmt: skip


def _quality(found: Gathered) -> dict[str, Any]:
    """Return what a reader must know about how complete the figures are."""
    confirmed = (
        Placement.objects.filter(programme=found.programme, confirmed_at__date__lte=found.as_of)
        .order_by("-confirmed_at")
        .values_list("confirmed_at__date", flat=True)
        .first()
    )
    signed = [deal for deal in found.deals if found.figures[deal.pk].standing == STANDS]
    return {
        "last_confirmed_on": iso(confirmed),
        "deals_without_number": [deal.title for deal in signed if not found.figures[deal.pk].place_lines],
        "deals_without_sector": sum(1 for deal in signed if deal.sector is None),
        "states": dict(Counter(deal.state for deal in found.deals)),
    }
