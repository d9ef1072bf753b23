"""Filling in the wizard as a browser does: each page is posted with all fields that it shows."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from deals.kinds import CommitmentKind, DealKind
from deals.models import DealDraft, Programme, VariantVersion
from partners.models import SupportKind
from tests import factories


def bhag(programme: Programme, **values: Any) -> VariantVersion:
    """The learning and work place deal, with its usual promises; our assumption."""
    version = factories.variant_version(
        programme,
        provenance="assumption",
        summary="The employer offers places to learn and work.",
        allowed_kinds=[CommitmentKind.LEARN_WORK_PLACE, CommitmentKind.WORK_EXPERIENCE_PLACE],
        default_lines=[{"kind": "learn_work_place", "hours_per_week": 24, "obligation": "effort"}],
        default_support=[{"kind": SupportKind.JOB_COACH, "text": "4 hours a week", "partner": "Duinwerk"}],
        default_months=24,
        **{"clauses": [{"title": "Purpose", "text": "People learn and work."}]} | values,
    )
    version.variant.name = "Learning and work place deal"
    version.variant.save(update_fields=["name"])
    return version


def werkakkoord(programme: Programme) -> VariantVersion:
    """The work agreement: made to measure, with free clauses."""
    version = factories.variant_version(
        programme, summary="Made to measure.", allowed_kinds=CommitmentKind.values, clauses=[]
    )
    version.variant.name, version.variant.deal_kind = "Work agreement", DealKind.WORK_AGREEMENT
    version.variant.save(update_fields=["name", "deal_kind"])
    return version


class Fields(HTMLParser):
    """The fields of a page's forms, with the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._text = ""
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"file", "submit", "search"}:
            if given.get("type") in {"radio", "checkbox"}:
                if "checked" in given:
                    self.values.setdefault(name, []).append(given.get("value", "on"))
            else:
                self.values.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select":
            self._select, self._first = name, None
        elif tag == "option" and self._select:
            self._first = given.get("value", "") if self._first is None else self._first
            if "selected" in given:
                self.values[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._text = name
            self.values[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            self.values.setdefault(self._select, [self._first or ""])
            self._select = ""
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text] = [self.values[self._text][0] + data.removeprefix("\n")]


def fields_of(response: Any) -> dict[str, list[str]]:
    """Return what the page would post when nothing is changed."""
    parser = Fields()
    parser.feed(response.content.decode().partition("<main")[2])
    return parser.values


def day(name: str, value: date) -> dict[str, str]:
    """A day as its three fields."""
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def errors_of(response: Any) -> list[str]:
    """Return the lines of the summary of mistakes."""
    summary = re.search(r"hs-summary-errors.*?<ul>(.*?)</ul>", response.content.decode(), re.S)
    texts = re.findall(r"<li>(.*?)</li>", summary.group(1), re.S) if summary else []
    return [re.sub(r"<[^>]+>", "", text).strip() for text in texts]


class Visit:
    """One officer at the wizard."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.public_id = ""

    def url(self, step: str) -> str:
        """The address of a step."""
        if step == "check":
            return reverse("deals:draft_check", args=[self.public_id])
        return reverse("deals:draft", args=[self.public_id, step])

    def start(self, version: VariantVersion) -> Visit:
        """Answer the first step."""
        response = self.client.post(
            reverse("deals:new"), {"variant": version.variant.public_id, "go": "next"}
        )
        self.public_id = response["Location"].split("/")[3]
        return self

    def post(
        self,
        step: str,
        *,
        press: str = "go",
        value: str = "next",
        files: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Any:
        """Open a step, change these fields, and press a button."""
        filled = fields_of(self.client.get(self.url(step)))
        filled = {name: values for name, values in filled.items() if name != "csrfmiddlewaretoken"}
        filled |= {
            name.replace("__", "-"): each if isinstance(each, list) else [each]
            for name, each in changes.items()
        }
        return self.client.post(self.url(step), filled | (files or {}) | {press: [value]})

    @property
    def draft(self) -> DealDraft:
        """The draft as it is kept."""
        return DealDraft.objects.get(public_id=self.public_id)
