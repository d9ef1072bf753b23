"""Who gets the letters: staff who keep them, each for their own municipality; outside the demo nobody its mailbox."""

from typing import Any

from django.utils import timezone

from notices.models import Notice
from tests.placements.rounds import deal_to_ask, send_all, write_all
from tests.routes import PEOPLE, Route

STAFF = ("officer", "privacy_officer", "administrator")
EVERY_MUNICIPALITY = {**dict.fromkeys(STAFF, 200), "neighbour": 200}


def letter(request: Any) -> dict[str, str]:
    """A letter that was sent."""
    officer, programme, helmgras = (
        request.getfixturevalue(name) for name in ("officer", "programme", "helmgras")
    )
    request.getfixturevalue("employer")
    deal_to_ask(officer, programme, helmgras.organisation)
    write_all()
    send_all()
    return {"public_id": Notice.objects.get().public_id}


def waiting(request: Any) -> dict[str, str]:
    """A letter that waits."""
    kwargs = letter(request)
    Notice.objects.update(state="queued", sent_at=None, due_at=timezone.now())
    return kwargs


def failed(request: Any) -> dict[str, str]:
    """A letter that was given up."""
    kwargs = letter(request)
    Notice.objects.update(state="failed", sent_at=None)
    return kwargs


KEEPERS = {"officer": 302, "administrator": 302, "privacy_officer": 403}
NOBODY = dict.fromkeys(PEOPLE, 404)
ROUTES = [
    Route("notices:list", EVERY_MUNICIPALITY),
    Route("notices:detail", dict.fromkeys(STAFF, 200), letter),
    Route("notices:mail", dict.fromkeys(STAFF, 200), letter),
    Route("notices:stop", KEEPERS, waiting, method="post"),
    Route("notices:again", KEEPERS, failed, method="post"),
    Route("notices:demo_letters", NOBODY, is_open=True),
    Route("notices:demo_letter", NOBODY, lambda request: {"name": "a-letter"}, is_open=True),
    Route("notices:demo_mail", NOBODY, lambda request: {"name": "a-letter"}, is_open=True),
]
