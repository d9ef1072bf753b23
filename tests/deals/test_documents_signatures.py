"""What the sealed document says of each kind of signature: on paper, on our screen, online, passed on, at a provider."""

from __future__ import annotations

import io
import os
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest

from deals.actions import SignatureEntry, sign_on_paper
from deals.actions.amending import begin_amendment
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.paper import check_signature
from deals.actions.signing import decline, delegate, sign_online
from deals.documents.checks import read_text
from deals.documents.scans import store_scan
from deals.models import CheckOutcome, DeclineReason, SignatureLevel, SignatureMethod
from deals.providers import Proof
from tests import factories
from tests.deals.documents import finished, made
from tests.deals.signing import NOON, UNTIL, invited, offered, sign
from tests.deals.test_scans import pdf_bytes, upload

try:
    from tests import conformance
except ModuleNotFoundError:
    conformance = None

pytestmark = pytest.mark.usefixtures("demonstration")
DRAWING = [[[100, 300], [220, 80], [340, 300], [460, 90]], [[500, 200], [900, 180]]]


def flat(document) -> str:
    """The words of a document on one line."""
    return " ".join(read_text(document.read()).split())


@pytest.fixture
def colleague(municipality):
    """A second account manager."""
    return factories.user(
        "second@duinstede.example", role="officer", of=municipality.organisation, full_name="Sjoerd Second"
    )


@pytest.fixture
def signed(officer, colleague, programme, helmgras, duinwerk):
    """A deal signed in all ways: online after it was passed on, at a provider, drawn, on paper, and by a witness."""
    programme.checks_paper = True
    programme.save()
    deal = offered(
        officer, programme, helmgras.organisation, duinwerk.organisation, factories.organisation("Zeewind"),
        stages=(1, 1, 1, 1),
    )  # fmt: skip
    town, employer, partner, other = deal.parties.order_by("position")
    people = [
        SignatoryEntry(employer, "Ayşe Yılmaz", "ayse@sign.example", capacity="director"),
        SignatoryEntry(partner, "Bram de Wit", "bram@sign.example", capacity="chair"),
    ]
    first, second = invite(deal, people, until=UNTIL, by=officer, at=NOON)
    passed_on = delegate(
        first, name="Chidi Okafor", capacity="head of staff", email="chidi@sign.example",
        mandate="Chidi may sign for us, by the board's decision of 1 March.", at=NOON,
    )  # fmt: skip
    text = deal.newest_version().content_hash
    sign_online(
        passed_on, text_hash=text, name="Chidi Okafor", capacity="head of staff", at=NOON, drawing=DRAWING
    )
    proof = Proof(SignatureLevel.QUALIFIED, "Trustee QES", "ref-2025-0042", "Bram de Wit", text)
    sign_online(second, text_hash=text, name="Bram de Wit", capacity="chair", at=NOON, proof=proof)
    on_paper = SignatureEntry(
        town.organisation, "alderman", date(2025, 3, 4), person_name="Wies de Hond", mandate_reference="M-12"
    )
    drawn = SignatureEntry(
        other.organisation, "owner", date(2025, 3, 4), person_name="Dewi Sari", place="the town hall",
        method=SignatureMethod.DRAWN, drawing=DRAWING,
    )  # fmt: skip
    seen = SignatureEntry(
        town.organisation, "mayor", date(2025, 3, 4), person_name="Mo Burger", as_witness=True
    )
    at = datetime(2025, 7, 4, 9, 30, tzinfo=UTC)
    sign_on_paper(deal, [on_paper, drawn, seen], by=officer, at=at)
    store_scan(deal, deal.newest_version(), upload(pdf_bytes()), officer, at)
    (ink,) = deal.newest_version().signatures.to_check().filter(as_witness=False)
    check_signature(ink, CheckOutcome.REFUSED, by=colleague, at=at, reason="Not the name on the paper.")
    again = SignatureEntry(town.organisation, "alderman", date(2025, 3, 5), person_name="Wies van de Hond")
    sign_on_paper(deal, [again], by=officer, at=at + timedelta(hours=1))
    (ink,) = deal.newest_version().signatures.to_check().filter(as_witness=False)
    check_signature(ink, CheckOutcome.ACCEPTED, by=colleague, at=at + timedelta(hours=2))
    deal.refresh_from_db()
    deal.documents.filter(kind="deal").update(language="en")
    return deal


def test_each_signature_is_told_with_all_that_proves_it(signed):
    text = flat(made(signed))

    for words in [
        "Chidi Okafor",
        "head of staff",
        "Ayşe Yılmaz, director passed this on to Chidi Okafor: “Chidi may sign for us, by the board's decision of 1 March.”",
        "3 March 2025, 13:00 (CET)",
        "4 July 2025, 11:30 (CEST)",
        "Simple electronic signature",
        "Qualified electronic signature, by Trustee QES under ref-2025-0042",
        "Dewi Sari",
        "the town hall",
        "on the spot, on our screen",
        "in ink, on paper",
        "5 March 2025",
        "Checked by Sjoerd Second, 4 July 2025, 13:30 (CEST)",
        "Witnesses",
        "Mo Burger",
        "They saw the signing. Their signature binds nobody.",
        "simple electronic signature, with a personal link and a code, both sent by mail",
        "The paper is the proof.",
        "The provider keeps its proof.",
    ]:
        assert words in text, words


def test_refused_signature_is_not_in_the_document(signed):
    text = flat(made(signed))

    assert "Wies van de Hond" in text
    assert "Wies de Hond" not in text
    assert "Not the name on the paper" not in text


def test_drawn_signature_is_a_picture_with_words_and_never_alone(signed):
    content = made(signed).read()

    with pikepdf.open(io.BytesIO(content)) as pdf:
        things = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        pictures = [str(each.Alt) for each in things if each.get("/S") == "/Figure"]
    assert "Signature of Chidi Okafor, drawn by hand" in pictures
    assert "Signature of Dewi Sari, drawn by hand" in pictures
    assert "Dewi Sari" in read_text(content)


@pytest.mark.conformance
def test_document_with_drawn_signatures_conforms(signed):
    if conformance is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the validation engine is not here")
    content = made(signed).read()

    assert conformance.failures(content, "PDF/A-3a") == {}
    assert conformance.failures(content, "PDF/UA-1") == {}


def test_all_pages_are_of_one_size(signed):
    with pikepdf.open(io.BytesIO(made(signed).read())) as pdf:
        assert {tuple(map(float, page.mediabox)) for page in pdf.pages} == {
            tuple(map(float, pdf.pages[0].mediabox))
        }


def test_declined_and_invited_anew_leaves_only_who_signed(officer, programme, helmgras):
    deal = offered(officer, programme, helmgras.organisation, stages=(1, 1))
    first = invited(deal, officer)
    decline(first["employer"], DeclineReason.NUMBERS, "Far too many.", at=NOON)
    anew = SignatoryEntry(first["employer"].party, "Nadia Nieuw", "nadia@sign.example")
    (second,) = invite(deal, [anew], until=UNTIL, by=officer, at=NOON)
    sign(first["municipality"])
    sign(second)

    text = flat(made(deal))

    assert "Nadia Nieuw" in text
    assert "Signatory of Helmgras Groen" not in text
    assert "Far too many" not in text


@pytest.fixture
def amended(officer, programme, helmgras, demonstration):
    """A signed deal with ten places, of which a change to seven was signed and counts from June."""
    deal = offered(officer, programme, helmgras.organisation, stages=(1, 1))
    for invitation in invited(deal, officer).values():
        sign(invitation)
    deal.refresh_from_db()
    made(deal)
    at = NOON + timedelta(days=1)
    change = begin_amendment(
        deal, reason="Fewer places came free.", effective_on=date(2025, 6, 1), by=officer, at=at
    )
    change.version.commitment_terms.update(quantity=7)
    change.make("offer", by=officer, at=at)
    deal.refresh_from_db()
    for invitation in invited(deal, officer, at).values():
        sign(invitation, at)
    deal.refresh_from_db()
    deal.documents.exclude(state="final").update(language="en")
    return deal


def test_changed_deal_tells_what_it_changes_and_from_when(amended):
    text = flat(finished(amended.documents.get(version__number=2)))

    assert "What changes compared with version 1" in text
    assert "It counts from 1 June 2025; until then version 1 does." in text
    assert "Why: Fewer places came free." in text
    assert "10 becomes 7 learn-work places until 31 December 2026" in text
    assert "Signed on 4 March 2025" in text


@pytest.mark.parametrize(
    ("today", "given", "said"),
    [
        (date(2025, 5, 31), 1, "Counts from 1 June 2025"),
        (date(2025, 6, 1), 2, "Replaced by version 2"),
    ],
)
def test_document_of_a_deal_is_that_of_the_version_that_counts(
    amended, signed_in, officer, monkeypatch, today, given, said
):
    for document in amended.documents.exclude(state="final"):
        finished(document)
    monkeypatch.setattr("deals.views.documents.timezone.localdate", lambda: today)
    client = signed_in(officer)

    page = client.get(
        amended.get_absolute_url() + "documents/", headers={"HX-Request": "true"}
    ).content.decode()

    assert client.get(amended.get_absolute_url() + "document.pdf").content == (
        amended.documents.get(version__number=given).read()
    )
    assert said in page
    for document in amended.documents.all():
        assert document.get_absolute_url() in page
        assert client.get(document.get_absolute_url()).content == document.read()
