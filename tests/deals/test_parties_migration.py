"""The parties of texts that were there before versions named them."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from accounts.models import Organisation, User
from deals.actions import rewrite_deal
from deals.lifecycle import State
from deals.models import Deal, Participation, Programme
from employers.models import Employer
from tests import factories
from tests.deals.test_parties_change import sign_all, takes_over


def test_each_text_gets_the_parties_that_it_names(
    deal: Deal, officer: User, programme: Programme, helmgras: Employer
) -> None:
    sign_all(takes_over(deal, factories.employer("Zandoog Bouw"), officer), officer)
    other = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    other.make("take_back", by=officer, reason="Without the partner.")
    rewrite_deal(other, factories.deal_entry(programme, helmgras.organisation), by=officer)
    rows = Participation.objects.order_by("version", "party").values_list("version", "party")
    before = list(rows)
    Organisation.objects.filter(name="Duinwerk").update(name="Duinwerk en Zonen")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE deals_participation DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM deals_participation")
        cursor.execute(import_module("deals.migrations.0010_parties_of_a_version").FILL)

    assert len(before) == 10
    assert list(rows) == before
