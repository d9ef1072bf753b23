"""A process of its own, killed at a moment that the test chooses: run as a program, never imported by a test."""

from __future__ import annotations

import os
import signal
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from deals.documents import maker, storage  # noqa: E402
from deals.models import Document, Invitation  # noqa: E402
from tests.deals import signing  # noqa: E402
from tests.deals.documents import now  # noqa: E402

MOMENT = sys.argv[1]
reach, finish, store = Document.reach, Document.finish, storage.store


def die() -> None:
    """Stop as if the machine lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def reach_and_die(self, step, *, at):
    reach(self, step, at=at)
    if step == MOMENT:
        die()


def store_and_die(content, suffix):
    store(content, suffix)
    die()


def finish_and_die(self, **values):
    with transaction.atomic():
        finish(self, **values)
        if MOMENT == "finishing":
            die()
    die()


def sign_and_die() -> None:
    """Sign as the last signatory; die before or after the signature is kept."""
    with transaction.atomic():
        signing.sign(Invitation.objects.waiting().get())
        if MOMENT == "signing":
            die()
    die()


if MOMENT in {"signing", "signed"}:
    sign_and_die()
elif MOMENT == "rendering":
    maker.print_deal = lambda document, at: die()
elif MOMENT == "stored":
    maker.store = store_and_die
elif MOMENT in {"finishing", "final"}:
    Document.finish = finish_and_die
else:
    Document.reach = reach_and_die
maker.make_next(Document.objects.all(), now, maker.print_deal)
