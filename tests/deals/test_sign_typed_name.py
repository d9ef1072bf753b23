"""Somebody types another name than that of who was invited: it counts, and both names stay wherever it is told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from deals.documents.signatures import in_words
from deals.models import Deal, Invitation, Programme, Signature
from employers.models import Employer
from tests.deals import signing
from tests.deals.sign_pages import invited, visitor, words


@pytest.fixture
def invitation(officer: User, programme: Programme, helmgras: Employer) -> Invitation:
    """Of Emma de Vries, for the employer."""
    return invited(signing.offered(officer, programme, helmgras.organisation), officer)["employer"]


def test_other_name_that_was_typed_stands_beside_that_of_who_was_invited(
    invitation: Invitation, officer: User, signed_in: Any
) -> None:
    person = visitor(invitation)
    person.enter()
    person.sign(name="Jan Bakker")

    signature, deal = Signature.objects.get(), Deal.objects.get()
    assert not signature.needs_check
    assert in_words(signature)["invited_as"] == "Emma de Vries"
    desk = signed_in(officer)
    assert "Emma de Vries was invited" in words(desk.get(f"{deal.get_absolute_url()}signing/"))
    page = words(desk.get(deal.get_absolute_url()))
    assert "Signatory: Emma de Vries. Signed as: Jan Bakker." in page


@pytest.mark.parametrize("name", ["Emma de Vries", "E. de Vries", "Emma de Vries-Jansen", "EMMA DE VRIËS"])
def test_same_person_in_other_words_is_said_once(invitation: Invitation, name: str) -> None:
    person = visitor(invitation)
    person.enter()
    person.sign(name=name)

    assert in_words(Signature.objects.get())["invited_as"] == ""
