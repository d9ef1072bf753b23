"""Who is to sign a deal, in which order and by how many people: set while nothing is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from deals.models import Deal, Party
from deals.policies.signing import planning_denial
from trail.models import Entry


@dataclass(frozen=True)
class PlanEntry:
    """What is asked of one party."""

    party: Party
    signs: bool
    stage: int = 1
    needed: int = 1


@transaction.atomic
def plan_signing(deal: Deal, plan: Sequence[PlanEntry], *, by: User, at: datetime) -> bool:
    """Keep who signs, in which stage and by how many; return whether that differs from before.

    Stages are numbered without gaps. A text that was offered once keeps its own order: what changes is a next version.
    Raises PermissionDenied with the reason why not.
    """
    deal.hold()
    if why := planning_denial(by, deal):
        raise PermissionDenied(why)
    stages = sorted({each.stage for each in plan if each.signs})
    changed = False
    for each in plan:
        stage = stages.index(each.stage) + 1 if each.signs else 1
        changed |= _keep(each.party, (each.signs, stage, each.needed), by=by, at=at)
    newest = deal.newest_version()
    if changed and newest.frozen_at:
        newest.copied(number=newest.number + 1, effective_on=newest.effective_on)
    return changed


def _keep(party: Party, values: tuple[bool, int, int], *, by: User, at: datetime) -> bool:
    """Set what is asked of one party, and record what changed."""
    changes: dict[str, Any] = {}
    for name, value in zip(("signs", "stage", "signatories_needed"), values, strict=True):
        if getattr(party, name) != value:
            changes[name] = [getattr(party, name), value]
            setattr(party, name, value)
    if changes:
        party.save(update_fields=list(changes))
        said = {"party": [None, str(party.organisation)]} | changes
        Entry.objects.record(party.deal, "plan_signing", by=by, changes=said, at=at)
    return bool(changes)
