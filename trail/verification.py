"""Recomputes the chains of the trail, to find a row that was changed, removed or put between."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from trail.models import Entry


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold: the entry, and what is wrong with it."""

    entry_id: int
    subject: str
    seq: int
    problem: str


def breaks(entries: QuerySet[Entry] | None = None) -> Iterator[Break]:
    """Walk every chain, or those of `entries` (whole chains), in order and yield each place that does not hold."""
    chain: tuple[str, str] | None = None
    seq, previous = 0, ""
    found = Entry.objects.all() if entries is None else entries
    for entry in found.order_by("subject_type", "subject_id", "seq").iterator(chunk_size=2000):
        if chain != (entry.subject_type, entry.subject_id):
            chain, seq, previous = (entry.subject_type, entry.subject_id), 0, ""
        seq += 1
        subject = f"{entry.subject_type} {entry.subject_id}"
        if entry.seq != seq:
            yield Break(entry.pk, subject, entry.seq, "an entry before this one is gone")
            seq = entry.seq
        elif entry.previous_hash != previous:
            yield Break(entry.pk, subject, entry.seq, "does not follow the entry before it")
        elif entry.hash != entry.computed_hash():
            yield Break(entry.pk, subject, entry.seq, "was changed after it was written")
        previous = entry.hash
