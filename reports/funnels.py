"""Reported counts per stage, stream by stream, as they stood on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from deals.models import Programme
from placements.models import FunnelCount, Stage

ORDER = {stage: at for at, stage in enumerate(Stage.values)}


def streams_of(programme: Programme, as_of: date) -> list[dict[str, Any]]:
    """Return each stream with its newest count per stage, in one query; counts of single deals stay with the deal."""
    rows = (
        FunnelCount.objects.filter(programme=programme, deal=None, as_of__lte=as_of)
        .select_related("stream")
        .order_by("stream", "stage", "-as_of")
        .distinct("stream", "stage")
    )
    streams: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (_place(row), row.position, ORDER[row.stage])):
        slug = row.stream.slug if row.stream else ""
        stream = streams.setdefault(
            slug,
            {
                "slug": slug,
                "name": row.stream.name if row.stream else "",
                "note": row.stream.note if row.stream else "",
                "stages": [],
            },
        )
        stream["stages"].append(
            {
                "stage": row.stage, "cell": f"funnel:{slug}:{row.stage}", "count": row.count,
                "approximate": row.is_approximate, "as_of": row.as_of.isoformat(),
                "source": row.source, "note": row.note,
            }
        )  # fmt: skip
    return list(streams.values())


def _place(row: FunnelCount) -> tuple[int, int]:
    return (row.stream.position, row.stream.pk) if row.stream else (-1, 0)


def with_conversions(stream: dict[str, Any], told: Mapping[str, int | None]) -> dict[str, Any]:
    """Return the stream with told counts, and what part of the stage before and of the first reached each stage."""
    stages: list[dict[str, Any]] = []
    for stage in stream["stages"]:
        count = told[stage["cell"]]
        before = stages[-1]["count"] if stages else None
        first = stages[0]["count"] if stages else None
        shares = {"of_previous": percent_of(count, before), "of_first": percent_of(count, first)}
        stages.append(stage | {"count": count} | shares)
    return stream | {"stages": stages}


def percent_of(part: int | None, whole: int | None) -> float | None:
    """Return the share in per cents with one decimal, rounded half up; None when either is not told."""
    if part is None or not whole:
        return None
    share = Decimal(part) * 100 / Decimal(whole)
    return float(share.quantize(Decimal("0.1"), ROUND_HALF_UP))


def placed_by_one_stream(streams: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the stage "placed" when exactly one stream reports it: then it can be held against a target."""
    placed = [stage for stream in streams for stage in stream["stages"] if stage["stage"] == Stage.PLACED]
    return placed[0] if len(placed) == 1 else None
