"""What was offered or signed never changes: the database itself refuses, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from deals.lifecycle import State
from deals.models import Deal, Programme, content_hash
from employers.models import Employer
from partners.models import Partner
from tests import factories

SIGN = """INSERT INTO deals_signature (version_id, party_id, person_name, capacity, mandate_reference, method, level,
    provider, provider_reference, signed_on, place, as_witness, needs_check, version_hash, recorded_by_id, recorded_at)
    SELECT {version}, {party}, 'Forger', 'director', '', 'ink', 'simple', '', '', now(), '', false, false, {hash},
    recorded_by_id, now() FROM deals_signature WHERE version_id = {{version}} LIMIT 1"""
# What is added stands in the deal already, but not in this version: only the trigger can refuse it.
CHANGES = {
    "text": "UPDATE deals_dealversion SET clauses = '[]' WHERE deal_id = {deal}",
    "hash": "UPDATE deals_dealversion SET content_hash = repeat('0', 64) WHERE deal_id = {deal}",
    "unfreezing": "UPDATE deals_dealversion SET frozen_at = NULL, content = NULL, content_hash = '' WHERE deal_id = {deal}",
    "removal": "DELETE FROM deals_dealversion WHERE deal_id = {deal}",
    "quantity": "UPDATE deals_commitmentterms SET quantity = 1 WHERE version_id = {version}",
    "commitment removed": "DELETE FROM deals_commitmentterms WHERE version_id = {version}",
    "commitment added": """INSERT INTO deals_commitmentterms (commitment_id, version_id, quantity, unit, obligation)
        SELECT id, {version}, 5, 'places', 'effort' FROM deals_commitment WHERE deal_id = {other}""",
    "commitment moved in": "UPDATE deals_commitmentterms SET version_id = {version} WHERE version_id = {open}",
    "support text": "UPDATE deals_supportterms SET text = 'none' WHERE version_id = {version}",
    "support removed": "DELETE FROM deals_supportterms WHERE version_id = {version}",
    "support added": """INSERT INTO deals_supportterms (promise_id, version_id, text)
        SELECT id, {version}, 'more' FROM deals_supportpromise WHERE deal_id = {other}""",
    "signature changed": "UPDATE deals_signature SET capacity = 'nobody' WHERE version_id = {version}",
    "signature removed": "DELETE FROM deals_signature WHERE version_id = {version}",
    "signature under another text": SIGN.format(
        version="{version}", party="party_id", hash="repeat('a', 64)"
    ),
    "signature of an open text": SIGN.format(version="{open}", party="party_id", hash="version_hash"),
    "second signature for a party": SIGN.format(version="{version}", party="party_id", hash="version_hash"),
    "conclusion changed": "UPDATE deals_conclusion SET at = now() WHERE version_id = {version}",
    "conclusion removed": "DELETE FROM deals_conclusion WHERE version_id = {version}",
    "conclusion of an open text": 'INSERT INTO deals_conclusion (version_id, "on", at) VALUES ({open}, now(), now())',
    "another must sign": """INSERT INTO deals_signingduty (version_id, party_id, stage, needed, because)
        SELECT {version}, id, 1, 1, '' FROM deals_party WHERE deal_id = {other}""",
    "fewer must sign": "DELETE FROM deals_signingduty WHERE version_id = {version}",
    "later stage": "UPDATE deals_signingduty SET stage = 2 WHERE version_id = {version}",
    "another kind of work": "UPDATE deals_commitment SET kind = 'paid_job_long' WHERE deal_id = {deal}",
    "another description": "UPDATE deals_commitment SET label = 'less' WHERE deal_id = {deal}",
    "another promises work": """UPDATE deals_commitment SET party_id = (SELECT id FROM deals_party
        WHERE deal_id = {deal} AND role = 'municipality') WHERE deal_id = {deal}""",
    "another number": "UPDATE deals_commitment SET number = 7 WHERE deal_id = {deal}",
    "another kind of support": "UPDATE deals_supportpromise SET kind = 'buddy' WHERE deal_id = {deal}",
    "another gives support": """UPDATE deals_supportpromise SET party_id = (SELECT id FROM deals_party
        WHERE deal_id = {deal} AND role = 'employer') WHERE deal_id = {deal}""",
}
REFUSALS = r"frozen|hash of|has signed|is missing|Cannot update|Cannot delete"
GROWING = (
    "deals_commitmentterms", "deals_supportterms", "deals_signingduty", "deals_participation", "deals_signature",
    "deals_signaturecheck", "deals_conclusion",
)  # fmt: skip


def test_deal_is_not_signed_without_its_signatures(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    offered = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)

    with pytest.raises(IntegrityError, match="signed once all have signed"):
        attempt(f"UPDATE deals_deal SET state = 'signed', signed_on = now() WHERE id = {offered.pk}")


def attempt(sql: str) -> None:
    """Run it in raw SQL, checks at the end of the transaction included."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("change", CHANGES)
def test_database_refuses_to_change_what_was_signed(
    change: str, deal: Deal, officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner
) -> None:
    open_deal = factories.deal(
        officer, programme, helmgras.organisation, state=State.DRAFT, supporter=duinwerk.organisation
    )
    version = deal.newest_version()
    before = version.canonical()
    names = {
        "deal": deal.pk, "version": version.pk, "open": open_deal.newest_version().pk, "other": open_deal.pk,
    }  # fmt: skip

    with pytest.raises(DatabaseError, match=REFUSALS):
        attempt(CHANGES[change].format(**names))

    assert deal.newest_version().canonical() == before
    assert deal.newest_version().content_hash == content_hash(before)


@pytest.mark.parametrize("table", GROWING)
def test_tables_of_what_was_signed_are_not_emptied(table: str, db: None) -> None:
    with pytest.raises(DatabaseError, match="Cannot truncate"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_no_session_passes_over_a_trigger(deal: Deal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'")
        every = ",".join(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{every}}}"])

    with pytest.raises(DatabaseError, match="Cannot update"):
        attempt(CHANGES["text"].format(deal=deal.pk))


OPEN = {
    "text": lambda version: version.deal.versions.update(clauses=[]),
    "quantity": lambda version: version.commitment_terms.update(quantity=3),
    "kind": lambda version: version.deal.commitments.update(kind="paid_job_long"),
    "support": lambda version: version.deal.support_promises.update(kind="buddy"),
}


@pytest.mark.parametrize("change", OPEN.values(), ids=OPEN)
def test_text_that_nobody_was_offered_may_change(
    change: Callable[..., int],
    officer: User,
    programme: Programme,
    helmgras: Employer,
    duinwerk: Partner,
) -> None:
    draft = factories.deal(
        officer, programme, helmgras.organisation, state=State.DRAFT, supporter=duinwerk.organisation
    )

    assert change(draft.newest_version()) == 1


def test_published_variant_never_changes(programme: Programme) -> None:
    version = factories.variant_version(programme)

    with pytest.raises(DatabaseError):
        attempt(f"UPDATE deals_variantversion SET summary = 'else' WHERE id = {version.pk}")
