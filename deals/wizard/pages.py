"""The pages of the wizard: each bundles the forms of a step, filled with what was typed or with the usual answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from deals.forms.employers import EmployerRows
from deals.forms.parties import WITH_AN_EMPLOYER, PartiesForm, Register, Side
from deals.forms.programme import ProgrammeForm
from deals.forms.promises import ClauseRows, CommitmentRows, SupportRows, TermForm
from deals.forms.rows import Rows, StepForm
from deals.forms.signing import SignatoryForm, SigningForm
from deals.kinds import DealKind
from deals.models import VariantVersion
from deals.texts.words import names_in_short


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
        self.employers = EmployerRows(
            data,
            prefix="employers",
            needs_one=kind in WITH_AN_EMPLOYER,
            form_kwargs={"employers": register.employers, "usually_signs": True},
        )
        self.form = PartiesForm(
            data,
            register=register,
            kind=kind,
            has_an_employer=lambda: self.employers.names_one,
            initial=initial,
        )

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield the employers, what is asked once, and the partners that take part."""
        yield from (self.employers, self.form)
        yield from self.form.chosen

    @property
    def title(self) -> str:
        """The employers' names."""
        return names_in_short([each.name for each in self.employer_sides()]) if self.is_valid() else ""

    def employer_sides(self) -> list[Side]:
        """Return the employers in their order; some may still have to be saved."""
        return list(self.employers.sides())


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
        promising = sorted(named, key=lambda pair: pair[0] not in initial["by"])
        with_an_employer = version.variant.deal_kind in WITH_AN_EMPLOYER
        self.asks_by_whom = len(initial["by"]) > 1 or (not with_an_employer and len(named) > 2)
        customised = bool(data and data.get("is_customised"))
        line = {
            "allowed": version.allowed_kinds,
            "only_allowed": not version.allows_other_kinds,
            "customised": customised and version.allows_other_kinds,
            "by": [("", gettext("Choose")), *promising] if self.asks_by_whom else promising,
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
