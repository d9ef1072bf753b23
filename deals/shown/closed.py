"""Why there is nothing to sign behind a link, in plain words, with what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """A heading, and what it means for the reader."""

    title: str | Promise
    text: str | Promise


CLOSED: dict[str, Words] = {
    "unknown": Words(
        _("This link does not work here"),
        _(
            "Perhaps a part of it was lost, or this page was open for too long. Open the letter again and press the "
            "button, or copy the whole link."
        ),
    ),
    "guessing": Words(_("Too many tries"), _("Wait ten minutes, and open the link from the letter again.")),
    "other": Words(
        _("This letter was for somebody else"),
        _(
            "You are signed in, but not with the address that got this letter. Sign out first if the letter was sent to "
            "you."
        ),
    ),
    "expired": Words(
        _("The time to sign is over"),
        _("Nothing was signed. You can ask your contact for more time; then you get a new letter."),
    ),
    "declined": Words(
        _("You declined to sign"),
        _("Your contact was told, and talks to you. If you are asked again, you get a new letter."),
    ),
    "passed_on": Words(
        _("Somebody else signs"),
        _("This invitation was passed on. The new link is in a letter to the person who signs now."),
    ),
    "withdrawn": Words(
        _("This invitation was withdrawn"),
        _("You need not do anything. If we need your signature after all, you get a new letter."),
    ),
    "taken_back": Words(
        _("The text is being changed"),
        _(
            "The text in our letter is no longer offered, so nobody can sign it. When the new text is ready you get a new "
            "letter, with what changed."
        ),
    ),
    "cancelled": Words(
        _("This deal does not go on"), _("There is nothing left to sign. You need not do anything.")
    ),
    "party_signed": Words(
        _("Your organisation has signed"), _("A colleague signed this text. You need not do anything.")
    ),
    "concluded": Words(
        _("All have signed"),
        _(
            "The signatures that were needed are there, yours is not needed any more. Your contact has the document."
        ),
    ),
}
