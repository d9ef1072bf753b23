"""The second look: somebody else than who recorded a signature on paper compares it with the scan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.actions import log_signed_deal
from deals.actions.paper import check_signature
from deals.lifecycle import State
from deals.models import CheckOutcome, Deal, Programme, Signature, SignatureCheck
from employers.models import Employer
from tests import factories
from tests.conftest import LookingClient
from tests.deals import wizarding
from tests.deals.ceremonies import fields_of, words
from tests.deals.test_scans import pdf_bytes
from tests.deals.test_wizard import signatures, to_promises
from tests.deals.wizarding import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def careful(programme: Programme) -> Programme:
    """A programme that asks for a second person."""
    programme.checks_paper = True
    programme.save()
    return programme


@pytest.fixture
def colleague(programme: Programme) -> User:
    """Another account manager of the municipality."""
    return factories.user(
        "colleague@duinstede.example",
        role=Role.OFFICER,
        of=programme.municipality.organisation,
        full_name="Cor Colleague",
        language="en",
    )


@pytest.fixture
def offered(officer: User, careful: Programme, helmgras: Employer) -> Deal:
    """A deal that waits for signatures."""
    return factories.deal(officer, careful, helmgras.organisation, state=State.OFFERED)


def client_of(person: User) -> LookingClient:
    client = LookingClient()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def record(client: Any, deal: Deal, **changes: Any) -> Any:
    """Record on the page that everyone signed in ink, with the scan."""
    address = reverse("deals:sign_on_paper", args=[deal.public_id])
    page = client.get(address).content.decode()
    fields: dict[str, Any] = fields_of(page)
    for name in fields:
        if name.endswith("-capacity"):
            fields[name] = "director"
    fields |= {"signed_on_day": "3", "signed_on_month": "3", "signed_on_year": "2025"}
    fields["scan"] = SimpleUploadedFile("deal.pdf", pdf_bytes(), "application/pdf")
    return client.post(address, {name: value for name, value in (fields | changes).items() if value != ""})


def judge(client: Any, signature: Signature, outcome: str, reason: str = "") -> Any:
    """Say on the page what one sees."""
    address = reverse("deals:check_signature", args=[signature.version.deal.public_id, signature.pk])
    return client.post(address, {f"{signature.pk}-outcome": outcome, f"{signature.pk}-reason": reason})


def test_a_deal_waits_until_a_second_person_accepted_every_signature(
    officer: User, colleague: User, offered: Deal
) -> None:
    assert record(client_of(officer), offered).status_code == 302
    offered.refresh_from_db()
    assert offered.state == State.OFFERED
    first, second = Signature.objects.order_by("pk")
    second_person = client_of(colleague)
    listed = words(second_person.get(reverse("deals:signatures_to_check")).content.decode())
    assert listed.count(offered.title) == 2
    assert "Signatures to check" in words(second_person.get("/").content.decode())

    judge(second_person, first, "accepted")
    offered.refresh_from_db()
    assert offered.state == State.OFFERED
    judge(second_person, second, "accepted")

    offered.refresh_from_db()
    assert (offered.state, offered.signed_on) == (State.SIGNED, date(2025, 3, 3))
    assert set(SignatureCheck.objects.values_list("outcome", "by")) == {("accepted", colleague.pk)}
    assert offered.documents.filter(kind="deal", state="due").count() == 1


def test_who_recorded_it_sees_why_they_cannot_look(officer: User, offered: Deal) -> None:
    client = client_of(officer)
    record(client, offered)
    signature = Signature.objects.order_by("pk")[0]

    page = client.get(reverse("deals:check", args=[offered.public_id])).content.decode()

    assert "Somebody else than who recorded the signature looks at it." in words(page)
    assert "-outcome" not in page
    assert judge(client, signature, "accepted").status_code == 403
    assert not SignatureCheck.objects.exists()
    with pytest.raises(IntegrityError, match="second person"):
        SignatureCheck.objects.create(signature=signature, outcome="accepted", by=officer, at=timezone.now())


def test_a_refused_signature_is_set_anew(officer: User, colleague: User, offered: Deal) -> None:
    first_person, second_person = client_of(officer), client_of(colleague)
    record(first_person, offered)
    good, bad = Signature.objects.order_by("pk")
    judge(second_person, good, "accepted")
    assert judge(second_person, bad, "refused").status_code == 422  # without saying what is not right
    assert judge(second_person, bad, "refused", "Another name stands on the paper.").status_code == 302

    page = words(first_person.get(offered.get_absolute_url()).content.decode())
    assert "Another name stands on the paper." in page
    assert record(first_person, offered).status_code == 302
    anew = Signature.objects.latest("pk")
    assert anew.party == bad.party
    judge(second_person, anew, "accepted")

    offered.refresh_from_db()
    assert offered.state == State.SIGNED


def test_without_a_scan_nothing_is_recorded_and_nothing_is_accepted(
    officer: User, colleague: User, offered: Deal
) -> None:
    refused = record(client_of(officer), offered, scan="")
    assert refused.status_code == 422
    assert "Choose a file." in words(refused.content.decode())
    assert not Signature.objects.exists()

    factories.actions.sign_on_paper(offered, factories.signatures(offered), by=officer)  # as on a stage
    signature = Signature.objects.order_by("pk")[0]
    page = words(client_of(colleague).get(reverse("deals:check", args=[offered.public_id])).content.decode())

    assert "There is no scan of this paper yet" in page
    with pytest.raises(PermissionDenied, match="no scan"):
        check_signature(signature, CheckOutcome.ACCEPTED, by=colleague, at=timezone.now())


def test_a_signature_under_a_text_that_was_taken_back_no_longer_waits(
    officer: User, colleague: User, offered: Deal
) -> None:
    record(client_of(officer), offered)

    offered.make("take_back", by=officer, reason="A number was wrong.")

    page = client_of(colleague).get(reverse("deals:signatures_to_check"))
    assert "No signature waits for a second look" in words(page.content.decode())


def test_a_programme_that_does_not_ask_for_it_concludes_at_once(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)

    record(client_of(officer), deal, scan="")

    deal.refresh_from_db()
    assert deal.state == State.SIGNED


def test_an_administrator_lets_a_programme_ask_for_a_second_person(
    administrator: User, programme: Programme
) -> None:
    client = client_of(administrator)
    address = reverse("deals:programme_edit", args=[programme.public_id])
    fields = {name: value for name, value in fields_of(client.get(address).content.decode()).items() if value}

    client.post(address, fields | {"checks_paper": "on"})

    programme.refresh_from_db()
    assert programme.checks_paper


def test_a_witness_on_paper_is_kept_and_binds_nobody(officer: User, colleague: User, offered: Deal) -> None:
    town = offered.parties.get(role="municipality")
    witness = {
        "witnesses-TOTAL_FORMS": "1",
        "witnesses-0-party": str(town.pk),
        "witnesses-0-person_name": "V. Verzonnen",
        "witnesses-0-capacity": "alderman",
    }

    record(client_of(officer), offered, **witness)

    found = Signature.objects.get(as_witness=True)
    assert (found.person_name, found.needs_check, found.party) == ("V. Verzonnen", False, town)
    for signature in Signature.objects.to_check():
        judge(client_of(colleague), signature, "accepted")
    offered.refresh_from_db()
    assert offered.state == State.SIGNED


def test_a_row_for_a_witness_comes_without_losing_what_was_typed(officer: User, offered: Deal) -> None:
    address = reverse("deals:sign_on_paper", args=[offered.public_id])
    client = client_of(officer)
    fields = fields_of(client.get(address).content.decode())
    name = next(name for name in fields if name.endswith("-person_name"))

    page = client.post(address, fields | {name: "A. Typed", "witnesses-add": "1"})

    assert page.status_code == 200
    again = fields_of(page.content.decode())
    assert (again[name], again["witnesses-TOTAL_FORMS"]) == ("A. Typed", "1")
    assert not Signature.objects.exists()


def test_the_wizard_says_that_a_second_person_looks_and_asks_for_the_scan(
    officer: User, careful: Programme, helmgras: Employer, duinwerk: Any, signed_in: Any
) -> None:
    visit = Visit(signed_in(officer)).start(wizarding.bhag(careful))
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", commitments__0__quantity="6", **signatures(visit, helmgras))

    page = words(visit.client.get(visit.url("check")).content.decode())
    refused = visit.client.post(visit.url("check"), {"outcome": "signed"})

    assert "another account manager has compared them with the scan" in page
    assert "Add the scan: another account manager compares" in words(refused.content.decode())
    assert not Deal.objects.exists()


def test_a_deal_logged_as_signed_waits_for_the_second_person(
    officer: User, careful: Programme, helmgras: Employer
) -> None:
    entry = factories.deal_entry(careful, helmgras.organisation)
    signed = [
        factories.actions.SignatureEntry(party.organisation, "director", date(2025, 3, 3))
        for party in entry.parties
    ]

    deal = log_signed_deal(entry, signed, by=officer)

    assert deal.state == State.OFFERED
    assert Signature.objects.to_check().in_play().count() == 2
