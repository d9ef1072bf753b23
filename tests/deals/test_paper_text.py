"""Signatures on paper come under the words that whoever records them saw, and once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from deals.actions import SignatureEntry, rewrite_deal, sign_on_paper
from deals.lifecycle import State
from deals.models import Deal, Document, Programme, Signature
from employers.models import Employer
from tests import factories
from tests.deals.ceremonies import fields_of, words
from tests.deals.test_scans import pdf_bytes


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer) -> Deal:
    """A deal that waits for signatures."""
    return factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)


@pytest.fixture
def change(officer: User, offered: Deal, programme: Programme, helmgras: Employer) -> Callable[[], None]:
    """A colleague who takes the deal back, writes nine places in place of ten, and offers that."""

    def make() -> None:
        deal = Deal.objects.get(pk=offered.pk)
        deal.make("take_back", by=officer, reason="Nine, not ten.")
        rewrite_deal(deal, factories.deal_entry(programme, helmgras.organisation, quantity=9), by=officer)
        deal.refresh_from_db()
        deal.make("offer", by=officer)

    return make


def filled_in(client: Any, deal: Deal) -> dict[str, Any]:
    """Return the form with everyone's capacity, the day and a scan."""
    fields: dict[str, Any] = fields_of(client.get(address_of(deal)).content.decode())
    for name in fields:
        if name.endswith("-capacity"):
            fields[name] = "director"
    fields |= {"signed_on_day": "3", "signed_on_month": "3", "signed_on_year": "2025"}
    fields["scan"] = SimpleUploadedFile("deal.pdf", pdf_bytes(), "application/pdf")
    return {name: value for name, value in fields.items() if value != ""}


def address_of(deal: Deal) -> str:
    return reverse("deals:sign_on_paper", args=[deal.public_id])


def test_paper_is_not_recorded_under_words_that_came_after_the_page_was_opened(
    officer: User, offered: Deal, change: Callable[[], None], signed_in: Any
) -> None:
    client = signed_in(officer)
    form = filled_in(client, offered)
    change()

    answer = client.post(address_of(offered), form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The text was changed since you opened this page." in words(page)
    assert "Version 2, fixed on" in words(page)
    assert page.count('value="director"') == 2  # nothing typed is lost
    assert not Signature.objects.exists()
    assert not Document.objects.filter(kind="scan").exists()


def test_row_for_a_witness_does_not_hide_that_the_text_was_changed(
    officer: User, offered: Deal, change: Callable[[], None], signed_in: Any
) -> None:
    client = signed_in(officer)
    form = filled_in(client, offered)
    change()

    grown = client.post(address_of(offered), form | {"witnesses-add": "1"}).content.decode()
    answer = client.post(address_of(offered), form | {"text": fields_of(grown)["text"]})

    assert answer.status_code == 422
    assert not Signature.objects.exists()


def test_who_looked_at_the_new_words_records_the_paper_under_those(
    officer: User, offered: Deal, change: Callable[[], None], signed_in: Any
) -> None:
    client = signed_in(officer)
    form = filled_in(client, offered)
    change()
    page = client.post(address_of(offered), form).content.decode()

    answer = client.post(address_of(offered), filled_in(client, offered) | {"text": fields_of(page)["text"]})

    offered.refresh_from_db()
    assert answer.status_code == 302
    assert offered.state == State.SIGNED
    assert {each.version.number for each in Signature.objects.select_related("version")} == {2}


def test_text_that_changes_while_the_form_is_on_its_way_gets_no_signature(
    officer: User, offered: Deal, change: Callable[[], None]
) -> None:
    read = offered.newest_version().content_hash
    change()

    with pytest.raises(PermissionDenied, match="The text was changed"):
        sign_on_paper(offered, factories.signatures(offered), by=officer, text_hash=read)

    assert not Signature.objects.exists()


def test_party_that_signed_meanwhile_is_said_and_none_of_the_paper_is_kept(
    officer: User, offered: Deal
) -> None:
    first, second = (
        SignatureEntry(party.organisation, "director", date(2025, 3, 3), party=party)
        for party in offered.parties_still_to_sign()
    )
    sign_on_paper(offered, [second], by=officer)

    with pytest.raises(PermissionDenied, match="need not sign this text"):
        sign_on_paper(offered, [first, second], by=officer)

    assert Signature.objects.count() == 1
