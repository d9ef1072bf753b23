"""From the handshake to the first figure, with a deal that was signed on paper.

An account manager logs a signed deal, a worker seals its document, anyone checks it, the employer sees its own
commitments and reports a start, the account manager confirms, a reminder goes out and is answered, the alderman
freezes a progress report.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from local.tour.traveller import Answers, Traveller, day_of, wait
from local.visitor import Unexpected, Visitor

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "dccc59e70000000049454e44ae426082"
)


class Commitments(Traveller):
    """One deal from the handshake to the first figure; remembers what one step leaves for the next."""

    def __init__(self, base: str, out: Path, letters: Path) -> None:
        super().__init__(base, out, letters)
        self.deal = self.code = self.verdict = self.place = self.link = ""

    def steps(self) -> Iterator[Callable[[], str]]:
        """Yield every step in order."""
        yield self.log_a_signed_deal
        yield self.wait_for_the_sealed_document
        yield self.check_the_document_as_a_stranger
        yield self.refuse_a_changed_document
        yield self.see_the_own_commitments
        yield self.report_a_start
        yield self.confirm_it
        yield self.send_a_reminder
        yield self.answer_from_the_letter
        yield self.hide_the_deal_from_others
        yield self.freeze_a_progress_report

    def log_a_signed_deal(self) -> str:
        """The account manager's main act: three short steps and a check page."""
        officer = self.sign_in("officer@duinstede.example").open("/deals/new/")
        officer.submit("variant", {"variant": officer.choice("variant", "werkplekdeal"), "go": "next"})
        officer.submit("employers-0-words", {"employers-0-words": "helmgras", "search": "employers-0"})
        parties: Answers = {
            "employers-0-employer": officer.choice("employers-0-employer", "Helmgras Groen"),
            "partners": [officer.choice("partners", "Duinwerk")],
            "employers-0-contact_name": "Sanne Helmers",
            "employers-0-contact_email": "employer@helmgras.example",
            "go": "next",
        }
        officer.submit("employers-0-words", parties)
        officer.submit("title", self._promises(officer), files={"scan": ("handtekening.png", PNG)})
        officer.sees("Leer- en werkplekdeal Helmgras Groen")
        officer.submit("outcome", {"outcome": "signed"})
        found = re.search(r"/deals/([a-z0-9]{10})/", officer.address)
        if not found:
            raise Unexpected(f"After logging the deal the page is {officer.address}.")
        self.deal = found[1]
        return f"an account manager logs a signed deal with a scan: /deals/{self.deal}/"

    def _promises(self, officer: Visitor) -> Answers:
        """Fill in who signed, and when: everything else comes from the variant."""
        today = date.today()
        values: Answers = {"go": "next"}
        names = officer.form("title").names
        for name in names:
            if name.endswith("-capacity"):
                values[name] = "directeur"
            if name.endswith("-person_name"):
                values[name] = "Ĳ. Handtekenaar"
        days = {
            "signed_on": today,
            "starts_on": today - timedelta(days=1),
            "next_progress_on": today + timedelta(days=5),
        }
        for field, day in days.items():
            values |= day_of(field, day)
        return values

    def wait_for_the_sealed_document(self) -> str:
        """A worker makes the PDF; the page says how far it is."""
        officer = self.sign_in("officer@duinstede.example")
        address = f"/deals/{self.deal}/document.pdf"
        wait(lambda: officer.status(address) == 200, "the sealed document")
        (self.out / "deal.pdf").write_bytes(officer.download(address))
        officer.open(f"/deals/{self.deal}/")
        found = re.search(r"/verify/([a-z0-9-]{14})/", officer.html)
        if not found:
            raise Unexpected("The page of the deal does not name the code of its document.")
        self.code = found[1]
        return f"a worker seals its document: deal.pdf, {(self.out / 'deal.pdf').stat().st_size // 1024} kB"

    def check_the_document_as_a_stranger(self) -> str:
        """By code and by upload, without an account."""
        stranger = Visitor(self.base).open(f"/verify/{self.code}/").sees("Gemeente Duinstede")
        stranger.open("/verify/")
        stranger.submit("file", {}, files={"file": ("deal.pdf", (self.out / "deal.pdf").read_bytes())})
        stranger.sees("Gemeente Duinstede")
        self.verdict = stranger.heading()
        return f"a stranger checks it by code and by upload: {self.verdict!r}"

    def refuse_a_changed_document(self) -> str:
        """One byte changed is another document."""
        content = bytearray((self.out / "deal.pdf").read_bytes())
        content[len(content) // 2] ^= 1
        stranger = Visitor(self.base).open("/verify/")
        stranger.submit("file", {}, files={"file": ("deal.pdf", bytes(content))})
        if stranger.heading() == self.verdict:
            raise Unexpected("A changed document passes for ours.")
        return f"with one byte changed: {stranger.heading()!r}"

    def see_the_own_commitments(self) -> str:
        """The employer's dashboard shows the new deal with nothing realised."""
        employer = self.sign_in("employer@helmgras.example")
        employer.open(f"/dashboard/?deal={self.deal}").sees("Helmgras Groen", "Duinwerk", "Noor Verhoef")
        return "the employer sees its own commitments, the support owed and whom to call"

    def report_a_start(self) -> str:
        """The employer says that somebody started; it does not count yet."""
        employer = self.sign_in("employer@helmgras.example").open(f"/placements/new/?deal={self.deal}")
        today = date.today()
        values: Answers = {"commitment": "1", **day_of("started_on", today)}
        employer.submit("commitment", values)
        self.place = next(iter(re.findall(r"/placements/([a-z0-9]{10})/", employer.html)), "")
        employer.open(f"/dashboard/?deal={self.deal}")
        return "the employer reports a start"

    def confirm_it(self) -> str:
        """The account manager confirms; from now on it counts."""
        officer = self.sign_in("officer@duinstede.example").open("/placements/?state=reported")
        place = self.place or officer.link(r"/placements/[a-z0-9]{10}/").split("/")[-2]
        officer.open(f"/placements/{place}/confirm/")
        officer.submit("revision", {})
        return "the account manager confirms it"

    def send_a_reminder(self) -> str:
        """A reminder of the progress talk goes out; its letter lies on a page of the demo."""
        officer = self.sign_in("officer@duinstede.example").open(f"/deals/{self.deal}/remind/")
        officer.submit("csrfmiddlewaretoken", {})
        self.link = self.letter("employer@helmgras.example", r"/progress/[\w-]{20,}/")
        return "a reminder goes out and lands in the employer's mail"

    def answer_from_the_letter(self) -> str:
        """The link in the letter opens the page to answer on; the answer waits for the account manager."""
        employer = self.sign_in("employer@helmgras.example").open(self.link)
        values: Answers = {"support_ok": "yes"}
        values |= {name: "1" for name in employer.form("remark").names if name.startswith("running")}
        employer.submit("remark", values)
        officer = self.sign_in("officer@duinstede.example").open("/progress/answers/")
        officer.sees("Helmgras Groen")
        return "the employer answers from the letter; the account manager sees the answer"

    def hide_the_deal_from_others(self) -> str:
        """What a person may not see is not there."""
        for address in ("officer@delft.example", "employer@tudelft.example"):
            status = self.sign_in(address).status(f"/deals/{self.deal}/")
            if status != 404:
                raise Unexpected(f"{address} gets {status} for a deal of somebody else.")
        status = self.sign_in("alderman@duinstede.example").status(f"/placements/{self.place}/")
        if status != 404:
            raise Unexpected(f"The alderman gets {status} for a single place.")
        return "for other employers and municipalities the deal does not exist"

    def freeze_a_progress_report(self) -> str:
        """The alderman freezes the figures and takes them along as PDF and CSV."""
        alderman = self.sign_in("alderman@duinstede.example").open("/reports/new/")
        values: Answers = {"programme": alderman.choice("programme", "Samen aan het werk")}
        values |= day_of("as_of", date.today())
        alderman.submit("programme", values)
        if not re.search(r"/reports/[a-z0-9]{10}/", alderman.address):
            alderman.submit("freeze", {"freeze": "1"})
        address = alderman.address.partition("?")[0]
        (self.out / "report.csv").write_bytes(alderman.download(f"{address}report.csv"))
        wait(lambda: alderman.status(f"{address}report.pdf") == 200, "the report as PDF")
        (self.out / "report.pdf").write_bytes(alderman.download(f"{address}report.pdf"))
        return "the alderman freezes a progress report: report.pdf, report.csv"
