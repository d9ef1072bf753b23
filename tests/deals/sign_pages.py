"""What tests of the page behind a letter share: a deal that is offered now, its letters, and a visitor who opens one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from deals.actions.inviting import SignatoryEntry, invite
from deals.models import Deal, Invitation
from notices import outbox
from tests.conftest import LookingClient

PEOPLE = {"employer": "Emma de Vries", "partner": "Pim Bakker", "municipality": "Wies Smit"}


def soon() -> date:
    """The last day on which somebody may sign."""
    return timezone.localdate() + timedelta(days=14)


def invited(deal: Deal, officer: User, **addresses: str) -> dict[str, Invitation]:
    """Invite one person for each party that must sign, in English; return the invitations by the part of the party."""
    entries = [
        SignatoryEntry(
            party,
            PEOPLE[party.role],
            addresses.get(party.role, f"{party.role}@sign.example"),
            capacity="director",
            language="en",
        )
        for party in deal.parties_still_to_sign()
    ]
    made = invite(deal, entries, until=soon(), by=officer, at=timezone.now())
    return {each.party.role: each for each in made}


def send_all() -> None:
    """Send everything that is due."""
    outbox.send_due(timezone.now(), most=100)


def letters_to(address: str) -> list[Any]:
    """Return what was mailed to an address, oldest first."""
    return [message for message in mail.outbox if message.to == [address]]


def link_in(message: Any) -> str:
    """Return the path of the link in a letter."""
    found = re.search(r"http://localhost:8000(/sign/\S+)", message.body)
    assert found, message.body
    return found[1]


def code_in(message: Any) -> str:
    """Return the code in a letter."""
    found = re.search(r"\b\d{6}\b", message.subject)
    assert found, message.subject
    return found[0]


@dataclass
class Visitor:
    """Somebody with a browser and a mailbox, who is asked to sign."""

    client: LookingClient
    invitation: Invitation

    @property
    def page(self) -> str:
        """The address that the link leads to."""
        return f"/signing/{self.invitation.public_id}/"

    def letter(self) -> Any:
        """Return the newest letter in the mailbox."""
        send_all()
        return letters_to(self.invitation.email)[-1]

    def open_letter(self) -> Any:
        """Press the button in the newest letter; return the page."""
        return self.client.get(link_in(self.letter()), follow=True)

    def ask_code(self) -> str:
        """Ask for a code; return it from the mailbox."""
        self.client.post(f"{self.page}code/", {"send": "1"})
        return code_in(self.letter())

    def enter(self) -> Any:
        """Open the letter, ask for a code and type it; return the page with the text."""
        self.open_letter()
        return self.client.post(f"{self.page}code/", {"code": self.ask_code()}, follow=True)

    def answers(self, **values: str) -> dict[str, str]:
        """Return a well filled form to sign with."""
        return {
            "name": self.invitation.name,
            "capacity": "director",
            "agree": "on",
            "text": self.invitation.version.content_hash,
        } | values

    def sign(self, **values: str) -> Any:
        """Send the form; return the page that follows."""
        return self.client.post(f"{self.page}sign/", self.answers(**values), follow=True)


def visitor(invitation: Invitation) -> Visitor:
    """Return the person who was invited, in a fresh browser."""
    cache.clear()  # limits count requests
    return Visitor(LookingClient(), invitation)


def words(response: Any) -> str:
    """Return the words of a page, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
