"""The smallest proof that the walls stand."""

from deals.models import Deal
from trail.models import Entry


def test_signed_deal_owes_its_document_and_has_a_history(deal: Deal) -> None:
    assert deal.state == "signed"
    assert deal.documents.get().state == "due"
    acts = [entry.act for entry in Entry.objects.of(deal)]
    assert acts == ["begin", "offer", "sign_on_paper", "sign_on_paper", "sign"]
