"""What the database holds of every deal: its dates fit its state, and none counts as signed without its signatures."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deals.kinds import DealKind
from deals.lifecycle import State

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(condition=Q(state__in=State.values), name="deal_state_is_known"),
    models.CheckConstraint(condition=Q(kind__in=DealKind.values), name="deal_kind_is_known"),
    models.CheckConstraint(
        condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
        name="deal_ends_after_it_starts",
        violation_error_message=_("The end must be later than the start."),
    ),
    models.CheckConstraint(
        condition=~Q(state__in=[State.SIGNED, State.SUSPENDED, State.ENDED]) | Q(signed_on__isnull=False),
        name="deal_signed_when",
    ),
    models.CheckConstraint(
        condition=(Q(state=State.ENDED) & Q(ended_on__isnull=False))
        | (~Q(state=State.ENDED) & Q(ended_on=None)),
        name="deal_ended_when",
    ),
    models.CheckConstraint(
        condition=(Q(state=State.SUSPENDED) & Q(suspended_on__isnull=False))
        | Q(state=State.ENDED)
        | (~Q(state=State.SUSPENDED) & Q(suspended_on=None)),
        name="deal_suspended_when",
    ),
    models.CheckConstraint(
        condition=Q(parent=None) | ~Q(parent=F("id")), name="deal_is_not_its_own_umbrella"
    ),
]


def signed_only_when_concluded() -> pgtrigger.Trigger:
    """Return a trigger that looks at the end of the transaction whether a signed deal has a text that all agreed on."""
    return pgtrigger.Trigger(
        name="deal_signed_only_when_concluded",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func="""
            IF NEW.state IN ('signed', 'suspended', 'ended') AND NOT EXISTS (
                SELECT 1 FROM deals_conclusion c JOIN deals_dealversion v ON v.id = c.version_id
                WHERE v.deal_id = NEW.id) THEN
                RAISE EXCEPTION 'a deal is signed once all have signed its text'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'deal_signed_only_when_concluded';
            END IF;
            RETURN NULL;
        """,
    )
