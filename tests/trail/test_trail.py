"""What happened stays: append-only, chained, and a change is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.models import Organisation, User
from tests import factories
from trail.models import Entry


@pytest.fixture
def subject(officer: User) -> Organisation:
    """Something with a history of three acts, beside another with one."""
    made, other = factories.organisation("Helmgras"), factories.organisation("Ander")
    for act in ("begin", "change", "end"):
        Entry.objects.record(made, act, by=officer, changes={"act": act}, reason="Because.")
    Entry.objects.record(other, "begin", by=None)
    return made


@contextmanager
def unguarded() -> Iterator[None]:
    """What somebody with the keys of the database can do: switch the triggers off."""
    for order in ("DISABLE", "ENABLE"):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE trail_entry {order} TRIGGER USER")
        if order == "DISABLE":
            yield


def verdict() -> str:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_trail", stdout=out, stderr=err)
    except CommandError as error:
        return f"{err.getvalue()}{error}"
    return out.getvalue()


def test_chain_holds_and_is_counted(subject: Organisation) -> None:
    assert [entry.seq for entry in Entry.objects.of(subject)] == [1, 2, 3]
    assert verdict() == "The trail holds: 4 entries.\n"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda entry: Entry.objects.filter(pk=entry.pk).update(reason="Otherwise."),
        lambda entry: Entry.objects.filter(pk=entry.pk).delete(),
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
    ],
    ids=["update", "bulk delete", "save", "delete"],
)
def test_entries_are_neither_changed_nor_removed(
    tamper: Callable[[Entry], object], subject: Organisation
) -> None:
    entry = Entry.objects.of(subject)[1]

    with pytest.raises(DatabaseError), transaction.atomic():
        tamper(entry)

    assert Entry.objects.of(subject).count() == 3


def test_table_is_not_emptied(db: None) -> None:
    with pytest.raises(DatabaseError, match="Cannot truncate"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE trail_entry CASCADE")


@pytest.mark.parametrize("column", ["act", "reason", "actor_label", "previous_hash", "hash"])
def test_changed_text_is_found(column: str, subject: Organisation) -> None:
    entry = Entry.objects.of(subject)[1]

    with unguarded():
        Entry.objects.filter(pk=entry.pk).update(**{column: "x"})

    assert f"entry 2 (row {entry.pk})" in verdict()
    assert "The trail does not hold" in verdict()


def test_changed_facts_are_found(subject: Organisation, alderman: User) -> None:
    first, second, third = Entry.objects.of(subject)

    with unguarded():
        Entry.objects.filter(pk=first.pk).update(changes={"act": "other"})
        Entry.objects.filter(pk=second.pk).update(actor=alderman)
        Entry.objects.filter(pk=third.pk).update(at=first.at)

    assert verdict().count("was changed after it was written") == 3


@pytest.mark.parametrize("gone", [0, 1])
def test_removed_row_is_found(gone: int, subject: Organisation) -> None:
    with unguarded():
        Entry.objects.filter(pk=Entry.objects.of(subject)[gone].pk).delete()

    assert "an entry before this one is gone" in verdict()


def test_row_that_was_put_between_is_found(subject: Organisation) -> None:
    second = Entry.objects.of(subject)[1]
    third = Entry.objects.of(subject)[2]

    with unguarded():
        Entry.objects.filter(pk=third.pk).update(seq=4)
        second.pk, second.seq, second.act = None, 3, "slip_in"
        second.hash = second.computed_hash()
        second.save(force_insert=True)

    assert "does not follow the entry before it" in verdict()


@pytest.mark.django_db
def test_entry_of_an_act_that_was_rolled_back_is_not_there() -> None:
    thing = factories.organisation()

    with transaction.atomic():
        Entry.objects.record(thing, "begin", by=None)
        transaction.set_rollback(True)

    assert not Entry.objects.of(thing).exists()
