"""A deal that three parties sign online, in their order; then a change of it, signed on paper.

Nobody signs for another: not the account manager, not who comes by a copied link, not who is second in order.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from local.tour.traveller import Answers, Traveller, day_of, wait
from local.visitor import Unexpected, Visitor

OFFICER = "officer@duinstede.example"
PEOPLE = {  # in the order of the parties
    "alderman@duinstede.example": ("Wethouder Werk", "wethouder"),
    "tekenaar@vloedlijn.example": ("Ĳ. Brood-Élysée", "directeur"),
    "partner@duinstede.example": ("Joris Duin", "hoofd werkgeversdienst"),
}
MUNICIPALITY, EMPLOYER, PARTNER = PEOPLE
EMPLOYER_NAME = "Bakkerij De Vloedlijn"
LINK = r"/sign/[\w-]{20,}/"


class Signing(Traveller):
    """One deal from a draft to its second version."""

    def __init__(self, base: str, out: Path, letters: Path) -> None:
        super().__init__(base, out, letters)
        self.deal = ""
        self.links: dict[str, str] = {}

    def steps(self) -> Iterator[Callable[[], str]]:
        """Yield every step in order."""
        yield self.write_a_deal
        yield self.plan_and_offer
        yield self.invite
        yield self.keep_the_officer_from_signing
        yield lambda: self.sign_as(EMPLOYER, "the employer")
        yield lambda: self.sign_as(PARTNER, "the partner")
        yield lambda: self.sign_as(MUNICIPALITY, "the municipality, last in order,")
        yield self.find_the_sealed_document
        yield self.change_the_deal
        yield self.sign_the_change_on_paper
        yield self.find_both_versions

    def write_a_deal(self) -> str:
        """The wizard, up to the page that asks what it is now."""
        officer = self.sign_in(OFFICER).open("/deals/new/")
        officer.submit("variant", {"variant": officer.choice("variant", "werkplekdeal"), "go": "next"})
        officer.submit("employers-0-words", {"employers-0-words": "vloedlijn", "search": "employers-0"})
        parties: Answers = {
            "employers-0-employer": officer.choice("employers-0-employer", EMPLOYER_NAME),
            "partners": [officer.choice("partners", "Duinwerk")],
            "employers-0-contact_name": PEOPLE[EMPLOYER][0],
            "employers-0-contact_email": EMPLOYER,
            "go": "next",
        }
        officer.submit("employers-0-words", parties)
        tomorrow = date.today() + timedelta(days=1)
        promises: Answers = {"commitments-0-quantity": "12", "go": "next", **day_of("starts_on", tomorrow)}
        officer.submit("title", promises)
        officer.submit("outcome", {"outcome": "online"})
        found = re.search(r"/deals/([a-z0-9]{10})/", officer.address)
        if not found:
            raise Unexpected(f"After writing the deal the page is {officer.address}.")
        self.deal = found[1]
        return f"an account manager writes a deal to be signed online: /deals/{self.deal}/"

    def plan_and_offer(self) -> str:
        """Three parties sign: the employer and the partner side by side, then the municipality."""
        officer = self.sign_in(OFFICER).open(f"/deals/{self.deal}/signing/plan/")
        rows = sorted({name.rpartition("-")[0] for name in self._names(officer, "-stage")}, key=number_in)
        plan: Answers = {f"{row}-signs": "on" for row in rows}
        plan |= {f"{row}-stage": "2" if row == rows[0] else "1" for row in rows}
        officer.submit(f"{rows[0]}-stage", plan).sees(EMPLOYER_NAME, "Duinwerk")
        officer.open(f"/deals/{self.deal}/moves/offer/").submit("csrfmiddlewaretoken", {})
        return "the text is fixed: employer and partner sign first, then the municipality"

    def invite(self) -> str:
        """Everyone gets a link, each when it is their turn."""
        officer = self.sign_in(OFFICER).open(f"/deals/{self.deal}/signing/invite/")
        rows = sorted({name.rpartition("-")[0] for name in self._names(officer, "-email")}, key=number_in)
        values: Answers = {}
        for row, (email, (name, capacity)) in zip(rows, PEOPLE.items(), strict=True):
            values |= {f"{row}-name": name, f"{row}-capacity": capacity, f"{row}-email": email}
        officer.submit(f"{rows[0]}-email", values)
        self.links[EMPLOYER] = self.letter(EMPLOYER, LINK, about=EMPLOYER_NAME)
        return "three people are asked to sign; the first two have a letter with a link of their own"

    def keep_the_officer_from_signing(self) -> str:
        """Who is signed in as another may read the page behind a link, and can do nothing there."""
        officer = self.sign_in(OFFICER).open(self.links[EMPLOYER])
        officer.open(f"{officer.address}sign/")
        if 'name="agree"' in officer.html:
            raise Unexpected("The account manager can open the form to sign for the employer.")
        stranger = Visitor(self.base).open(self.links[EMPLOYER])
        if "Vloedlijn" in stranger.html:
            raise Unexpected("Without a code a link shows the deal.")
        return "the account manager can look and not sign; without the code a link shows nothing"

    def sign_as(self, email: str, who: str) -> str:
        """Open the link of the letter, type the code, read, sign."""
        link = self.links.get(email) or self.letter(email, LINK, about=EMPLOYER_NAME)
        signatory = Visitor(self.base).open(link)
        signatory.submit("send", {"send": "1"})
        code = self.letter(email, r"(?<!\d)\d{6}(?!\d)")
        signatory.submit("code", {"code": code}).sees(EMPLOYER_NAME, "Duinwerk")
        name, capacity = PEOPLE[email]
        page = signatory.address
        signatory.open(f"{page}sign/")
        signatory.submit("agree", {"name": name, "capacity": capacity, "agree": "on"}).sees(name)
        return f"{who} signs from the letter, with a code"

    def find_the_sealed_document(self) -> str:
        """The last signature concluded the deal; the document follows, with all three names."""
        officer = self.sign_in(OFFICER)
        address = f"/deals/{self.deal}/document.pdf"
        wait(lambda: officer.status(address) == 200, "the sealed document")
        (self.out / "online.pdf").write_bytes(officer.download(address))
        for email in PEOPLE:
            self.letter(email, LINK, about=EMPLOYER_NAME)  # that all have signed, and where the document is
        return "the last signature concludes it; the document is sealed and everyone is told: online.pdf"

    def change_the_deal(self) -> str:
        """Nine places in place of twelve: the difference in words, and who must sign it."""
        officer = self.sign_in(OFFICER).open(f"/deals/{self.deal}/change/")
        change: Answers = {"reason": "Minder begeleiders dan gedacht.", "commitments-0-quantity": "9"}
        tomorrow = date.today() + timedelta(days=1)
        officer.submit("reason", change | day_of("effective_on", tomorrow) | {"go": "next"})
        officer.sees("12 → 9")
        officer.press(r"/offer/")
        return "the deal is changed, 12 → 9 places; until it is signed the old one stays in force"

    def sign_the_change_on_paper(self) -> str:
        """Only who is touched by the change signs it."""
        officer = self.sign_in(OFFICER).open(f"/deals/{self.deal}/signatures/")
        names = self._names(officer, "-capacity")
        if len(names) != 2:
            raise Unexpected(
                f"The change asks for {len(names)} signatures, not of municipality and employer."
            )
        values: Answers = {**dict.fromkeys(names, "bevoegd"), **day_of("signed_on", date.today())}
        officer.submit(next(iter(names)), values)
        return "municipality and employer sign the change on paper; the partner need not"

    def find_both_versions(self) -> str:
        """The change has a document of its own; the first one stays what it was, and says that there is a newer."""
        officer = self.sign_in(OFFICER)

        def ready() -> list[str]:
            officer.open(f"/deals/{self.deal}/documents/")
            files = re.findall(rf"/deals/{self.deal}/documents/[a-z0-9]{{10}}/", officer.html)
            return files if len(set(files)) > 1 and all(officer.status(each) == 200 for each in files) else []

        files = list(dict.fromkeys(reversed(wait(ready, "a document for each version"))))
        for number, file in enumerate(files, start=1):
            (self.out / f"version-{number}.pdf").write_bytes(officer.download(file))
        return f"{len(files)} sealed documents, one for each version"

    def _names(self, visitor: Visitor, ending: str) -> set[str]:
        """Return the names of controls on the page with this ending."""
        controls = (
            each.get("name", "") for kind in ("input", "select") for each in visitor.page().iter(kind)
        )
        found = {name for name in controls if name.endswith(ending)}
        if not found:
            raise Unexpected(f"{visitor.address} has no control that ends in {ending!r}.")
        return found


def number_in(name: str) -> int:
    """Return the first number in a name: rows of parties are in the order in which they joined."""
    return int(re.findall(r"\d+", name)[0])
