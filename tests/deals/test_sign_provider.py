"""Signing with an outside provider: the proof is kept, and an answer that was not asked for here is worth nothing."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.checks import run_checks

from accounts.models import User
from deals.models import Deal, Invitation, Programme, Signature, SignatureLevel
from deals.providers import Proof
from employers.models import Employer
from partners.models import Partner
from tests.deals import signing
from tests.deals.outside_provider import HOME, visit
from tests.deals.sign_pages import Visitor, invited, visitor, words


@pytest.fixture
def offered(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, settings: Any
) -> Deal:
    settings.SIGNING_PROVIDER = "tests.deals.outside_provider.Trustee"
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


@pytest.fixture
def person(invitations: dict[str, Invitation]) -> Visitor:
    person = visitor(invitations["employer"])
    person.enter()
    return person


def leave(person: Visitor) -> str:
    """Fill in the form and press the button; return the address at the provider."""
    values = {"capacity": "director", "mandate": "Decision 12", "agree": "on"}
    text = person.invitation.version.content_hash
    page = person.client.post(f"{person.page}with/", values | {"text": text}).content.decode()
    found = re.search(rf'href="({re.escape(HOME)}[^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


def test_stronger_signature_keeps_who_vouches_for_it(person: Visitor) -> None:
    form = words(person.client.get(f"{person.page}sign/"))
    page = person.client.get(visit(leave(person)), follow=True)

    assert "Sign with Trustee" in form
    assert "Or sign here" in form
    kept = Signature.objects.get()
    assert (kept.level, kept.provider, kept.provider_reference) == ("qualified", "Trustee", "T-2026-001")
    assert (kept.person_name, kept.capacity, kept.mandate_reference) == (
        "E.M. de Vries",
        "director",
        "Decision 12",
    )
    assert "Qualified electronic signature (Trustee, T-2026-001)" in words(page)


def test_provider_gets_the_hash_and_no_text_and_the_token_stays_here(person: Visitor) -> None:
    address = leave(person)

    assert person.invitation.version.content_hash in address
    assert "Helmgras" not in address
    assert "/sign/" not in address


def test_answer_is_taken_once(person: Visitor, invitations: dict[str, Invitation]) -> None:
    back = visit(leave(person))
    person.client.get(back)

    again = person.client.get(back, follow=True)

    assert "You signed" in words(again)
    assert Signature.objects.count() == 1


def test_who_took_long_at_the_provider_signs_after_a_new_code(person: Visitor) -> None:
    back = visit(leave(person))
    session = person.client.session
    session["signing"][person.invitation.public_id]["shown"] -= 31 * 60
    session.save()

    late = person.client.get(back, follow=True)
    assert "Who are you?" in words(late)
    assert not Signature.objects.exists()
    page = person.client.post(f"{person.page}code/", {"code": person.ask_code()}, follow=True)

    assert "You signed" in words(page)
    assert Signature.objects.get().provider_reference == "T-2026-001"


def test_proof_of_one_signature_is_no_proof_of_another(
    person: Visitor, invitations: dict[str, Invitation]
) -> None:
    person.client.get(visit(leave(person)))
    other = visitor(invitations["partner"])
    other.enter()

    answer = other.client.get(visit(leave(other)))

    assert "This proof of a signature was used before." in words(answer)
    assert Signature.objects.count() == 1


def test_answer_that_another_browser_asked_for_is_refused(
    person: Visitor, invitations: dict[str, Invitation]
) -> None:
    back = visit(leave(person))
    other = visitor(invitations["partner"])
    other.enter()
    foreign = back.replace(person.page, other.page)

    for begun in (False, True):
        if begun:
            leave(other)
        answer = other.client.get(foreign)
        assert answer.status_code == 409
        assert "belongs to no signature that was begun here" in words(answer)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"hash": "0" * 64}, "The text was changed"),
        ({"outcome": "stopped"}, "You stopped at Trustee."),
    ],
)
def test_other_hash_or_no_signature_keeps_nothing(person: Visitor, facts: dict[str, str], said: str) -> None:
    answer = person.client.get(visit(leave(person), **facts))

    assert (answer.status_code, said in words(answer)) == (409, True)
    assert not Signature.objects.exists()


def test_forged_answer_keeps_nothing(person: Visitor) -> None:
    answer = person.client.get(visit(leave(person)) + "0")

    assert "The answer did not come from Trustee." in words(answer)
    assert not Signature.objects.exists()


def test_text_that_was_taken_back_meanwhile_is_not_signed_by_the_answer(
    person: Visitor, offered: Deal, officer: User
) -> None:
    back = visit(leave(person))
    offered.make("take_back", by=officer, reason="Nine, not ten.")

    page = person.client.get(back, follow=True)

    assert "The text is being changed" in words(page)
    assert not Signature.objects.exists()


def test_without_a_provider_there_is_only_the_simple_way(person: Visitor, settings: Any) -> None:
    settings.SIGNING_PROVIDER = ""

    assert "Or sign here" not in words(person.client.get(f"{person.page}sign/"))
    assert person.client.get(f"{person.page}with/").status_code == 404


def test_provider_that_gives_a_simple_signature_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="advanced or qualified"):
        Proof(SignatureLevel.SIMPLE, "Trustee", "T-1", "E. de Vries", "0" * 64)


@pytest.mark.parametrize(
    ("path", "count"), [("", 0), ("tests.deals.outside_provider.Trustee", 0), ("no.such", 1)]
)
def test_adapter_that_cannot_be_used_is_said_before_anybody_signs(
    settings: Any, path: str, count: int
) -> None:
    settings.SIGNING_PROVIDER = path

    assert [each.id for each in run_checks(tags=["signing"])] == ["deals.E001"] * count
