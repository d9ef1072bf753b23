"""By which rule a party must sign a text. Pure: reads rows that it is given, writes nothing.

The text of a deal itself is signed by every party that the deal names as signing (`takes_part`). A change of a signed deal
is signed by whom it touches; the first rule of this table that holds is the reason that the page shows:

| rule | who | when |
|---|---|---|
| `municipality` | the municipality | always: it answers for the deal |
| `joins` | a party that was not in the deal | always, unless it takes part without signing |
| `own_promise` | who promises | its promise of work or of support is new, dropped or changed |
| `longer_term` | who promises | the deal ends later, and its promise has no last day of its own |
| `less_support` | the employers | support is dropped, comes later or is described otherwise |
| `clauses` | all who sign the deal | a clause is new, dropped, changed or moved |
| `shorter_term` | all who sign the deal | the deal ends sooner, or begins on another day |
| `parties` | all who sign the deal | a party joins or leaves |
| `asked` | whom the account manager names | more may sign than must, never fewer |

A clause that reads otherwise only because a variable in it does, such as the number of places, is no change of the
clause: what the variable names has its own rule. Another title, another name or KvK number of a party, and spacing ask
for nobody but the municipality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.kinds import PartyRole
from deals.texts.differences import (
    ADDED,
    CLAUSE,
    COMMITMENT,
    DROPPED,
    PARTY,
    SUPPORT,
    TERM,
    Content,
    Difference,
    differences,
    matched_parties,
)

if TYPE_CHECKING:
    from deals.models import DealVersion, Party

REASONS: dict[str, Promise] = {
    "takes_part": _("takes part in the deal"),
    "municipality": _("the municipality signs every change"),
    "joins": _("joins the deal"),
    "own_promise": _("its own promise changes"),
    "longer_term": _("its promise goes on with the longer term"),
    "less_support": _("support for it is less, later or described otherwise"),
    "clauses": _("the clauses change for all who signed"),
    "shorter_term": _("the term is shorter or begins on another day, for all who signed"),
    "parties": _("the parties change, for all who signed"),
    "asked": _("asked by the account manager"),
}

Name = tuple[str, str]  # the organisation and its part in the deal


@dataclass(frozen=True)
class Duty:
    """That a party must sign: in which stage, by how many people, by which rule."""

    party: Party
    stage: int
    needed: int
    because: str


def duties_of(version: DealVersion) -> Iterator[Duty]:
    """Yield whose signatures a text needs, in the order of the parties; the stages stay as the deal has them."""
    parties, base = version.parties_in_order(), version.base()
    if base is None:
        rules = {party.pk: "takes_part" for party in parties if party.signs}
    else:
        known = {party.pk: party for party in [*parties, *base.parties_in_order()]}  # who leaves signs too
        parties = sorted(known.values(), key=lambda party: (party.position, party.pk))
        rules = _of_a_change(version, parties, must_sign(as_written(base), as_written(version)))
    for party in parties:
        if party.pk in rules:
            yield Duty(party, party.stage, party.signatories_needed, rules[party.pk])


def as_written(version: DealVersion) -> Content:
    """Return a text with the variables of its clauses unfilled: what they name has rules of its own."""
    return version.wording() | {"clauses": version.clauses}


def _of_a_change(version: DealVersion, parties: list[Party], rules: dict[Name, str]) -> dict[int, str]:
    """Return by which rule each party signs a change; who never signs the deal is not among all who signed."""
    asked = set(version.amendment.also_asked.values_list("pk", flat=True))
    found = {}
    for party in parties:
        rule = rules.get((party.organisation.name, party.role))
        if rule == "joins" and not party.signs:  # it takes part without signing, unless it promises something
            rule = "own_promise" if _promises(version, party) else None
        if rule is not None and (rule not in FOR_ALL or party.signs):
            found[party.pk] = rule
        elif party.pk in asked:
            found[party.pk] = "asked"
    return found


def _promises(version: DealVersion, party: Party) -> bool:
    """Whether a party promises work or support in this text."""
    work = version.commitment_terms.filter(commitment__party=party)
    return work.exists() or version.support_terms.filter(promise__party=party).exists()


FOR_ALL = frozenset({"clauses", "shorter_term", "parties"})


def must_sign(before: Content, after: Content) -> dict[Name, str]:
    """Return by which rule each party must sign the change from one text to the other; the first that holds."""
    found = differences(before, after)
    everyone = [*after["parties"], *matched_parties(before, after)[2]]
    rules: dict[Name, str] = {}
    for party in everyone:
        if rule := _rule_for(party, everyone, found, after):
            rules[party["organisation"], party["part"]] = rule
    return rules


def _rule_for(party: Content, everyone: list[Content], found: list[Difference], after: Content) -> str | None:
    """Return the first rule of the table by which this party signs."""
    part, name = party["part"], party["organisation"]
    if part == PartyRole.MUNICIPALITY:
        return "municipality"
    if any(
        each.about == PARTY and each.change == ADDED and (each.party, each.what) == (name, part)
        for each in found
    ):
        return "joins"
    own = {COMMITMENT: promises_work_as(name, everyone), SUPPORT: promises_support_as(name, everyone)}
    if any(each.party == name and own.get(each.about) == part for each in found):
        return "own_promise"
    terms = [each for each in found if each.about == TERM]
    if any(each.before[1] != each.after[1] and not each.lessens for each in terms):
        lines = [(COMMITMENT, line["by"], line["period"][1]) for line in after["commitments"]]
        lines += [(SUPPORT, line["by"], line["due"]) for line in after["support"]]
        if any(by == name and not until and own[about] == part for about, by, until in lines):
            return "longer_term"
    if part == PartyRole.EMPLOYER and any(each.about == SUPPORT and each.lessens for each in found):
        return "less_support"
    if any(each.about == CLAUSE and each.what != "spacing" for each in found):
        return "clauses"
    if any(each.lessens or each.before[0] != each.after[0] for each in terms):
        return "shorter_term"
    if any(each.about == PARTY and each.change in {ADDED, DROPPED} for each in found):
        return "parties"
    return None


def promises_work_as(name: str, parties: list[Content]) -> str | None:
    """Return the part in which an organisation promises work: as employer if it is one."""
    parts = [each["part"] for each in parties if each["organisation"] == name]
    return PartyRole.EMPLOYER if PartyRole.EMPLOYER in parts else next(iter(parts), None)


def promises_support_as(name: str, parties: list[Content]) -> str | None:
    """Return the part in which an organisation promises support: not as employer if it is something else too."""
    parts = [each["part"] for each in parties if each["organisation"] == name]
    return next((part for part in parts if part != PartyRole.EMPLOYER), next(iter(parts), None))
