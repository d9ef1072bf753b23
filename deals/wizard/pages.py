"""The pages of the wizard: each bundles the forms of a step, filled with what was typed or with the usual answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import QueryDict

from deals.forms.parties import PartiesForm, Register, Side
from deals.forms.programme import ProgrammeForm
from deals.forms.promises import ClauseRows, CommitmentRows, SupportRows, TermForm
from deals.forms.rows import Rows, StepForm
from deals.forms.signing import SignatoryForm, SigningForm
from deals.kinds import DealKind
from deals.models import VariantVersion


class Page:
    """The forms of one step."""

    name = ""

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield the forms and rows, in the order of the page."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        """Whether all of it was answered, rightly."""
        return all(entry.is_valid() for entry in self.entries())

    def hold_back(self) -> None:
        """Show what was typed without complaints."""
        for entry in self.entries():
            if isinstance(entry, Rows):
                entry.hold_back()
            else:
                entry.quiet = True

    @property
    def title(self) -> str:
        """What the draft may be called, by this page."""
        return ""


class ProgrammePage(Page):
    """Which deal it is."""

    name = "programme"

    def __init__(self, data: QueryDict | None, **choices: Any) -> None:
        self.form = ProgrammeForm(data, **choices)

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield its one form."""
        yield self.form


class PartiesPage(Page):
    """Who takes part."""

    name = "parties"

    def __init__(
        self, data: QueryDict | None, *, register: Register, version: VariantVersion, initial: dict[str, Any]
    ) -> None:
        kind = DealKind(version.variant.deal_kind)
        self.form = PartiesForm(data, register=register, kind=kind, initial=initial)

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield its one form."""
        yield self.form

    @property
    def title(self) -> str:
        """The employer's name."""
        if self.form.is_valid() and (side := self.form.employer_side()):
            return side.name
        return ""


class PromisesPage(Page):
    """What is promised both ways, the text, and the signatures."""

    name = "promises"

    def __init__(
        self,
        data: QueryDict | None,
        files: Any,
        *,
        version: VariantVersion,
        sides: list[Side],
        events: Any,
        today: date,
        initial: dict[str, Any],
    ) -> None:
        named = [(side.key, side.name) for side in {each.key: each for each in sides}.values()]
        customised = bool(data and data.get("is_customised"))
        line = {
            "allowed": version.allowed_kinds,
            "only_allowed": not version.allows_other_kinds,
            "customised": customised and version.allows_other_kinds,
            "by": sorted(named, key=lambda pair: pair[0] != initial["by"]),
        }
        rows = (
            initial if data is None else {}
        )  # what was posted is compared with nothing: an untouched row counts
        self.version = version
        self.term = TermForm(data, initial=initial["term"])
        self.commitments = CommitmentRows(
            data, prefix="commitments", initial=rows.get("commitments"), form_kwargs=line
        )
        self.support = SupportRows(
            data, prefix="support", initial=rows.get("support"), form_kwargs={"by": named}
        )
        self.clauses = ClauseRows(data, prefix="clauses", initial=rows.get("clauses"))
        self.signing = SigningForm(data, files, today=today, events=events)
        self.signatories = [
            SignatoryForm(data, prefix=f"sign-{side.key}", party=side.name, today=today)
            for side in sides
            if side.signs
        ]

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield all forms and rows."""
        yield from (self.term, self.commitments, self.support, self.clauses, self.signing)
        yield from self.signatories

    @property
    def title(self) -> str:
        """The name of the deal."""
        return str(self.term["title"].value() or "")[:160]

    def clause_texts(self) -> list[dict[str, str]]:
        """Return the clauses that were kept or written."""
        return [{"title": each["title"], "text": each["text"]} for each in self.clauses.filled()]
