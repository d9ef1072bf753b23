"""Letters as they went out: for the staff of a municipality, and, in the demo, for everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.roles import Role
from notices import alarms, mailbox
from notices.filters import NoticeFilter
from notices.letters import label_of, reason_of
from notices.models import KEEPERS, READERS, Notice
from notices.tasks import hurry
from ui import htmx
from ui.keyset import sliced

View = Callable[..., HttpResponse]
# A mail carries its own styles; it may not run, load or send anything.
as_mail: Callable[[Any], Any] = csp(
    {
        "default-src": ["'none'"],
        "style-src": [UNSAFE_INLINE],
        "img-src": [SELF],
        "form-action": ["'none'"],
        "sandbox": [
            "allow-popups",
            "allow-popups-to-escape-sandbox",
            "allow-top-navigation-by-user-activation",
        ],
    }
)


@require_GET
def letter_list(request: Request) -> HttpResponse:
    """Letters of the reader's municipality, newest first; state, kind and deal in the address."""
    if not request.user.roles & set(READERS):
        raise Http404
    letters = Notice.objects.visible_to(request.user)
    chosen = NoticeFilter(request.GET, letters)
    page = sliced(request, chosen.qs, by="created_at")
    context = {
        "page": page,
        "letters": [(letter, label_of(letter.kind)) for letter in page.rows],
        "filter": chosen,
        "chosen": sum(bool(value) for value in chosen.form.cleaned_data.values()) if chosen.is_valid() else 0,
        "is_officer": Role.OFFICER in request.user.roles,
        "alarms": alarms.ringing(timezone.now()) if request.user.roles & set(KEEPERS) else [],
    }
    return htmx.render(request, "notices/list.html", context, partial="results")


@require_GET
def letter_detail(request: Request, public_id: str) -> HttpResponse:
    """One letter as it was sent, and why."""
    letter = get_object_or_404(
        Notice.objects.visible_to(request.user).select_related("recipient", "organisation"),
        public_id=public_id,
    )
    context = {
        "letter": letter,
        "label": label_of(letter.kind),
        "reason": reason_of(letter),
        "can_stop": letter.stop_denial(request.user) is None,
        "can_resend": letter.resend_denial(request.user) is None,
    }
    return render(request, "notices/detail.html", context)


@as_mail
@require_GET
def letter_mail(request: Request, public_id: str) -> HttpResponse:
    """The letter as a mail program shows it: a document of its own."""
    letter = get_object_or_404(
        Notice.objects.visible_to(request.user).exclude(body_html=""), public_id=public_id
    )
    return HttpResponse(letter.body_html)


@require_POST
def letter_stop(request: Request, public_id: str) -> HttpResponse:
    """Keep a waiting letter from going out."""
    letter = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    letter.stop(by=request.user, at=timezone.now())
    messages.success(request, _("The letter will not go out."))
    return redirect(letter)


@require_POST
def letter_again(request: Request, public_id: str) -> HttpResponse:
    """Try a failed letter anew."""
    letter = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    letter.send_again(by=request.user, at=timezone.now())
    hurry(letter)
    messages.success(request, _("The letter is on its way again."))
    return redirect(letter)


def only_in_the_demo(view: View) -> View:
    """Let everyone in, signed in or not, but only where no letter reaches real people; elsewhere there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEMO and settings.EMAIL_BACKEND == mailbox.BACKEND):
            raise Http404
        return view(request, *args, **kwargs)

    open_view: View = login_not_required(never_cache(answer))
    return open_view


@only_in_the_demo
@require_GET
def demo_letters(request: HttpRequest) -> HttpResponse:
    """Everything that would have been sent, with its links: the mailbox of everybody in the demo."""
    return render(request, "notices/demo_list.html", {"letters": mailbox.newest()})


@only_in_the_demo
@require_GET
def demo_letter(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    if (letter := mailbox.opened(name)) is None:
        raise Http404
    return render(request, "notices/demo_letter.html", {"letter": letter, "name": name})


@only_in_the_demo
@as_mail
@require_GET
def demo_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One of them as a mail program shows it."""
    letter = mailbox.opened(name)
    if letter is None or not letter.html:
        raise Http404
    return HttpResponse(letter.html)
