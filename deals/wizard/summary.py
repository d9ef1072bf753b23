"""What the pages of the wizard show beside the fields: where one is, and what there is so far, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from deals.kinds import PartyRole
from deals.texts.deviations import compared, deviations
from deals.texts.words import commitment_in_words, names_in_short, term
from deals.wizard.entry import deal_entry, signature_entries
from deals.wizard.facts import facts_so_far, show_filled_in
from deals.wizard.pages import Page
from deals.wizard.wizard import STEPS, Wizard
from ui import formats

Facts = list[tuple[str, str]]


def labels() -> dict[str, str]:
    """Return the name of each step."""
    return {"programme": _("Deal"), "parties": _("Parties"), "promises": _("Promises")}


def frame(wizard: Wizard, page: Page) -> dict[str, Any]:
    """Return the steps with their addresses, and the facts so far."""
    at = STEPS.index(page.name) + 1
    if page.name == "promises":
        show_filled_in(wizard)
    return {
        "heading": heading(wizard, page),
        "entries": list(page.entries()),
        "steps": steps(wizard),
        "number": at,
        "kicker": _("Step %(number)s of %(count)s") % {"number": at, "count": len(STEPS)},
        "revision": wizard.draft.revision if wizard.draft else 0,
        "facts": facts(wizard, page),
    }


def heading(wizard: Wizard, page: Page) -> str:
    """Return what the page is about."""
    if page.name == "programme":
        return _("New deal")
    if page.name == "parties":
        return _("Parties of the %(variant)s") % {"variant": wizard.version.variant.name}
    employers = names_in_short([side.name for side in wizard.sides if side.role == PartyRole.EMPLOYER])
    return _("Promises with %(employer)s") % {"employer": employers} if employers else _("Promises")


def steps(wizard: Wizard) -> list[tuple[str, str | None]]:
    """Return the steps and the check page; those that can be visited have an address."""
    draft = wizard.draft
    names = labels()
    listed: list[tuple[str, str | None]] = []
    for step in STEPS:
        reached = draft and (step in draft.answers or step == draft.step)
        listed.append(
            (names[step], reverse("deals:draft", args=[draft.public_id, step]) if draft and reached else None)
        )
    return [*listed, (_("Check"), None)]


def facts(wizard: Wizard, page: Page) -> Facts:
    """Return in short what was settled in the steps before this one."""
    if page.name == "programme":
        return []
    said = [(_("Programme"), wizard.chosen_programme.name), (_("Deal"), wizard.version.variant.name)]
    if page.name == "promises":
        sides = wizard.sides
        partners = [
            side.name for side in sides if side.role not in {PartyRole.EMPLOYER, PartyRole.MUNICIPALITY}
        ]
        employers = [side.name for side in sides if side.role == PartyRole.EMPLOYER]
        said += [
            (_("Employers") if len(employers) > 1 else _("Employer"), ", ".join(employers) or _("none")),
            (_("Partners"), ", ".join(partners) or _("none")),
        ]
    return said


def everything(wizard: Wizard) -> dict[str, Any]:
    """Return all answers in words, for the check page."""
    entry, version, known = deal_entry(wizard), wizard.version, facts_so_far(wizard)
    kinds = [each.kind for each in entry.commitments]
    return {
        "entry": entry,
        "steps": [(label, url) for label, url in steps(wizard)],
        "term": term(entry.starts_on, entry.ends_on),
        "commitments": [
            (each.label or each.kind.label, commitment_in_words(each, each.kind), each.organisation.name)
            for each in entry.commitments
        ],
        "several": wizard.promises.asks_by_whom,
        "support": [support_in_words(each) for each in entry.support],
        "deviations": deviations(entry.clauses, kinds, version, known),
        "clauses": compared(entry.clauses, version, known),
        "signatures": [signature_in_words(each) for each in signature_entries(wizard)],
        "parties": [(each, _contact(each), each.organisation.pk is None) for each in entry.parties],
    }


def support_in_words(each: Any) -> tuple[str, str]:
    """Return what support is given, and by whom, how much and by when."""
    by = _("by %(day)s") % {"day": formats.day(each.due_on)} if each.due_on else ""
    return str(each.kind.label), " · ".join(filter(None, [each.organisation.name, each.text, by]))


def signature_in_words(each: Any) -> tuple[str, str]:
    """Return for whom, and who signed in what capacity, when and where."""
    who = ", ".join(filter(None, [each.person_name, each.capacity]))
    where = [formats.day(each.signed_on) if each.signed_on else "", str(each.event or ""), each.place]
    return each.organisation.name, " · ".join(filter(None, [who, each.mandate_reference, *where]))


def _contact(party: Any) -> str:
    """Return whom to call there."""
    values = (party.contact_name, party.contact_function, party.contact_email, party.contact_phone)
    return ", ".join(filter(None, values))
