"""What differs between two texts, in sentences that anyone understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from deals.kinds import UNIT_OF_KIND, CommitmentKind, DealKind, Obligation, PartyRole, Unit
from partners.models import SupportKind
from ui import formats

if TYPE_CHECKING:
    from deals.texts.differences import Difference


def sentence(each: Difference) -> str:
    """Return one difference in words and numbers."""
    match each.about:
        case "commitment":
            return _commitment(each)
        case "support":
            return _support(each)
        case "clause":
            return _clause(each)
        case "party":
            return _party(each)
    label = {"term": _("Term"), "title": _("Title"), "kind": _("Kind of deal")}.get(each.what)
    label = label or {"municipality": _("Municipality"), "programme": _("Programme")}[each.what]
    return f"{label}: {arrow(*(_value(each.what, value) for value in (each.before, each.after)))}"


def arrow(before: str, after: str) -> str:
    """Return both values with an arrow between them."""
    return f"{before} → {after}"


def counted(kind: str, label: str, unit: str, quantity: int) -> str:
    """Return the words that stand after a number of promises of this kind: places, unless it counts something else."""
    if unit and unit != UNIT_OF_KIND[CommitmentKind(kind)]:
        return f"{Unit(unit).label}: {label or CommitmentKind(kind).label}"
    if label:
        return f"× {label}"
    n = quantity
    words = {
        "paid_job_permanent": npgettext("after a number", "permanent paid job", "permanent paid jobs", n),
        "paid_job_long": npgettext(
            "after a number", "paid job of six months or longer", "paid jobs of six months or longer", n
        ),
        "paid_job_short": npgettext(
            "after a number", "paid job shorter than six months", "paid jobs shorter than six months", n
        ),
        "paid_job_agency": npgettext(
            "after a number", "paid job through an agency", "paid jobs through an agency", n
        ),
        "subsidised_job": npgettext("after a number", "subsidised job", "subsidised jobs", n),
        "carved_job": npgettext("after a number", "carved job", "carved jobs", n),
        "apprenticeship": npgettext("after a number", "apprenticeship", "apprenticeships", n),
        "learn_work_place": npgettext("after a number", "learn-work place", "learn-work places", n),
        "work_experience_place": npgettext(
            "after a number", "work experience place", "work experience places", n
        ),
        "trial_placement": npgettext("after a number", "trial placement", "trial placements", n),
        "internship": npgettext("after a number", "internship", "internships", n),
        "training_place": npgettext("after a number", "training place", "training places", n),
        "development_track": npgettext(
            "after a number", "work-development trajectory", "work-development trajectories", n
        ),
        "guaranteed_interview": npgettext(
            "after a number", "guaranteed interview", "guaranteed interviews", n
        ),
        "guidance_hours": npgettext("after a number", "hour of guidance", "hours of guidance", n),
        "task_analysis": npgettext("after a number", "task analysis", "task analyses", n),
    }
    return words.get(kind) or f"× {CommitmentKind(kind).label}"


def _commitment(each: Difference) -> str:
    """Return what becomes of a promise of work."""
    line: Mapping[str, Any] = each.line or {}
    what = line["kind"], line["label"], line["unit"]
    many = counted(line["kind"], line["label"], "", 2)
    facts = {"name": each.party, "what": many}
    if each.what == "quantity":
        facts["what"] = counted(*what, each.after)
        facts["count"] = arrow(formats.number(each.before), formats.number(each.after))
        return _until(_("%(count)s %(what)s") % facts, each)
    if each.change in {"added", "dropped"}:
        facts["what"] = f"{formats.number(line['quantity'])} {counted(*what, line['quantity'])}"
        words = _("New: %(what)s") if each.change == "added" else _("Dropped: %(what)s")
        return _until(words % facts, each)
    facts |= {"values": arrow(*(_value(each.what, value) for value in (each.before, each.after)))}
    if each.what == "period" and each.before[0] == each.after[0]:
        longer = _("Prolonged: %(what)s of %(name)s, %(values)s")
        return (_("Shortened: %(what)s of %(name)s, %(values)s") if each.lessens else longer) % facts
    return _("%(what)s of %(name)s: %(values)s") % (facts | {"what": _capital(many)})


def _until(words: str, each: Difference) -> str:
    """Return the words with the last day of the promise and whose it is."""
    if each.until:
        words = _("%(words)s until %(day)s") % {"words": words, "day": _day(each.until)}
    return f"{words} ({each.party})"


def _support(each: Difference) -> str:
    """Return what becomes of a promise of support."""
    line: Mapping[str, Any] = each.line or {}
    facts = {"what": str(SupportKind(line["kind"]).label), "name": each.party}
    if each.change in {"added", "dropped"}:
        more = [line["text"], line["due"] and _("by %(day)s") % {"day": _day(line["due"])}]
        facts["what"] = ", ".join([facts["what"], *filter(None, more)])
        words = _("New support: %(what)s") if each.change == "added" else _("Support dropped: %(what)s")
        return f"{words % facts} ({each.party})"
    facts["values"] = arrow(*(_value(each.what, value) for value in (each.before, each.after)))
    if each.what == "due":
        later = _("Support later: %(what)s of %(name)s, %(values)s")
        return (later if each.lessens else _("Support sooner: %(what)s of %(name)s, %(values)s")) % facts
    return _("Support changed: %(what)s of %(name)s, %(values)s") % facts


def _clause(each: Difference) -> str:
    """Return what becomes of a clause; its words are marked apart."""
    if each.what == "order":
        return _("The clauses stand in another order: %(titles)s") % {"titles": ", ".join(each.after)}
    if each.what == "spacing":
        return _("Only spaces and line breaks in the clauses changed.")
    if each.change == "changed" and each.before != each.after:
        return _("Clause changed: %(values)s") % {"values": arrow(quoted(each.before), quoted(each.after))}
    words = {
        "added": _("New clause: %(title)s"),
        "dropped": _("Clause dropped: %(title)s"),
        "changed": _("Clause changed: %(title)s"),
    }
    return words[each.change] % {"title": quoted(each.after or each.before or "")}


def _party(each: Difference) -> str:
    """Return what becomes of a party."""
    if each.change in {"added", "dropped"}:
        words = (
            _("%(name)s joins as %(part)s")
            if each.change == "added"
            else _("%(name)s no longer takes part as %(part)s")
        )
        return words % {"name": each.party, "part": PartyRole(each.what).label}
    if each.what == "kvk":
        values = arrow(*(value or _("none") for value in (each.before, each.after)))
        return _("KvK number of %(name)s: %(values)s") % {"name": each.party, "values": values}
    return _("%(before)s is now called %(after)s") % {"before": each.before, "after": each.after}


def _value(what: str, value: Any) -> str:
    """Return one value as people read it."""
    if value is None:
        return _("not filled in")
    match what:
        case "hours_per_week":
            hours = Decimal(value)
            shown = formats.number(hours, 0 if hours == int(hours) else 1)
            return _("%(hours)s hours a week") % {"hours": shown}
        case "period" | "term":
            return _period(*value)
        case "due":
            return _day(value)
        case "obligation":
            return str(Obligation(value).label)
        case "unit":
            return str(Unit(value).label)
        case "kind":
            return str(DealKind(value).label)
    return quoted(value) if what in {"text", "title"} else str(value)


def _period(start: str | None, end: str | None) -> str:
    """Return from when until when."""
    if start and end:
        return _("%(start)s until %(end)s") % {"start": _day(start), "end": _day(end)}
    if end:
        return _("until %(day)s") % {"day": _day(end)}
    return _("from %(day)s") % {"day": _day(start)} if start else _("the term of the deal")


def _day(value: str) -> str:
    """Return a day that was written in ISO form."""
    return formats.day(date.fromisoformat(value))


def quoted(text: str) -> str:
    """Return words of the deal between quotation marks."""
    return _("“%(words)s”") % {"words": text}


def _capital(words: str) -> str:
    """Return the words with a capital in front."""
    return words[:1].upper() + words[1:]
