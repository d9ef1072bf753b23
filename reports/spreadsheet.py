"""A report as CSV: one line per figure, with its definition and day. For spreadsheets as well as programs.

UTF-8 with a byte order mark and semicolons, because that is what spreadsheets in the Netherlands open without
questions; lines end as RFC 4180 says. What is hidden on the page is an x here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from deals.kinds import CommitmentKind
from placements.models import Stage
from reports.definitions import DEFINITIONS
from reports.phrases import HIDDEN, figure_name
from reports.reading import Reading

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
Line = tuple[Any, ...]


def as_csv(reading: Reading, *, title: str, note: str = "", sha256: str = "") -> bytes:
    """Return the whole file."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\r\n").writerow
    write(
        [
            _("section"),
            _("concerns"),
            _("code"),
            _("figure"),
            _("value"),
            _("as of"),
            _("source"),
            _("definition"),
        ]
    )
    day = reading.figures["as_of"]
    for part, about, code, figure, value, source, definition in _lines(reading, title, note, sha256):
        write([safe(each) for each in (part, about, code, figure, value, day, source, definition)])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def safe(value: Any) -> str:
    """Return the text of a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _lines(reading: Reading, title: str, note: str, sha256: str) -> Iterator[Line]:
    figures = reading.figures
    facts = (
        ("title", title), ("programme", figures["programme"]["name"]),
        ("municipality", figures["programme"]["municipality"]), ("as_of", figures["as_of"]), ("note", note),
        ("sha256", sha256), ("definitions", figures["definitions"]), ("threshold", figures["threshold"]),
    )  # fmt: skip
    yield from (("report", "", code, "", value, "", "") for code, value in facts)
    yield from _of_totals(reading)
    yield from _of_kinds(reading)
    yield from _of_targets(reading)
    yield from _of_parts(reading)
    for key, (question, answer) in DEFINITIONS.items():
        yield ("definition", str(question), key, "", str(answer), "", key)


def _definition(key: str) -> str:
    """Return which definition explains a count of placements."""
    return "running" if key in ("running", "ended", "unknown") else "started"


TOTALS = ("started", "running", "ended", "unknown", "prepared", "unconfirmed", "paid:started", "counting")


def _of_totals(reading: Reading) -> Iterator[Line]:
    """Yield the totals of the programme."""
    for key in TOTALS:
        definition = "running" if key in ("running", "unknown") else "started"
        yield ("total", "", key, figure_name(key), reading.words_plain(key), "", definition)
    deals = reading.figures["pledged"]["deals"]
    yield ("total", "", "deals", figure_name("deals"), deals, "", "pledged")


def _of_kinds(reading: Reading) -> Iterator[Line]:
    """Yield each kind: promised, started, running, ended and the rate within the kind."""
    for row in reading.figures["kinds"]:
        kind = row["kind"]
        about = CommitmentKind(kind).label
        yield ("kind", about, kind, "pledged", row["pledged"], "", "pledged")
        for name in ("started", "running", "ended"):
            value = reading.words_plain(f"kind:{kind}:{name}")
            yield ("kind", about, kind, name, value, "", name if name == "running" else "started")
        yield ("kind", about, kind, "rate_percent", row["rate"], "", "pledged")


def _of_targets(reading: Reading) -> Iterator[Line]:
    """Yield the targets, the trend towards them and the forecast."""
    figures = reading.figures
    for goal in figures["targets"]:
        for name in ("first_value", "value", "baseline", "planned", "realised", "share"):
            yield ("target", goal["name"], goal["kind"], name, goal[name], goal["source"], "planned")
    trend = figures["trend"]
    for key in trend["points"] if trend else ():
        yield ("trend", "", key.partition(":")[2], "started", reading.words_plain(key), "", "started")
    if trend and (ahead := trend["forecast"]):
        for name in ("mid", "low", "high"):
            for end, value in zip(ahead["ends"], ahead[name], strict=True):
                yield ("forecast", "", end, name, value, "", "forecast")


def _of_parts(reading: Reading) -> Iterator[Line]:
    """Yield the streams, sectors and deals."""
    figures = reading.figures
    for stream in figures["streams"]:
        for stage in stream["stages"]:
            about, code = stream["name"] or figures["programme"]["name"], f"{stream['slug']}:{stage['stage']}"
            label = Stage(stage["stage"]).label
            source = f"{stage['source']}, {stage['as_of']}"
            yield ("funnel", about, code, label, reading.words_plain(stage["cell"]), source, "funnel")
            yield ("funnel", about, code, "percent_of_previous", stage["of_previous"], source, "funnel")
    for row in figures["sectors"]:
        about = row["name"] or _("Other, no sector")
        yield ("sector", about, row["slug"], "pledged_mixed", row["pledged"], "", "mixed")
        yield ("sector", about, row["slug"], "started_mixed", reading.words_plain(row["cell"]), "", "mixed")
    for row in figures["deals"]:
        about, code = row["title"], row["public_id"]
        yield ("deal", about, code, "standing", row["standing"], "", "pledged")
        yield ("deal", about, code, "pledged_mixed", row["pledged"], "", "mixed")
        yield ("deal", about, code, "started_mixed", reading.words_plain(row["cell"]), "", "mixed")
        yield ("deal", about, code, "status", row["status"] or HIDDEN, "", "planned")
