"""A signed deal for the contact of a party, by the link in the letter that says that all have signed, and a code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deals import notifications
from deals.forms.sign import CodeForm
from deals.models import CopyLink, DocumentKind
from deals.texts.content import in_words
from deals.views import sign_seat
from deals.views.documents import give
from notices.link_pages import confidential, masked, too_often
from notices.tasks import hurry

WRONG = {"most": 30, "seconds": 600}  # wrong codes from one address
View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Let in who has a link that still works; what is unknown or over gets one answer."""

    @login_not_required
    @confidential
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        link = CopyLink.objects.of_token(token).first()
        if link is None or not link.is_open(timezone.now()):
            return sign_seat.unknown(request)
        request.municipality = link.version.deal.municipality  # type: ignore[attr-defined]
        return view(request, link, token)

    return answer


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, link: CopyLink, token: str) -> HttpResponse:
    """Ask for a code; then show what was signed, and where its document is."""
    if request.method == "POST":
        return take_code(request, link, token)
    if not has_shown_code(request, link):
        return ask_code(request, link, CodeForm())
    content = link.version.content or {}
    return render(
        request,
        "deals/sign/copy.html",
        in_words(content) | {"deal": link.version.deal, "content": content, "link": link, "token": token},
    )


@by_link
@require_safe
def copy_document(request: HttpRequest, link: CopyLink, token: str) -> HttpResponse:
    """Give the sealed document."""
    if not has_shown_code(request, link):
        return redirect("deals:copy", token)
    document = link.version.documents.filter(kind=DocumentKind.DEAL).ready().order_by("pk").first()
    if document is None:
        raise Http404(_("The document is not ready yet."))
    return give(request, document)


def take_code(request: HttpRequest, link: CopyLink, token: str) -> HttpResponse:
    """Send a code to the address of the letter, or take the one that was typed."""
    now = timezone.now()
    if too_often(request, "copy-codes", **WRONG, add=0):
        return sign_seat.slow_down(request)
    if "send" in request.POST:
        return send_code(request, link, token)
    form = CodeForm(request.POST)
    if form.is_valid() and link.accepts(form.cleaned_data["code"], at=now):
        request.session.cycle_key()
        request.session[f"copy-{link.pk}"] = now.timestamp()
        return redirect("deals:copy", token)
    if form.is_valid():
        too_often(request, "copy-codes", **WRONG)
        form.add_error("code", _("This code is wrong or no longer works. Try again, or ask for a new one."))
    return ask_code(request, link, form, status=422)


def send_code(request: HttpRequest, link: CopyLink, token: str) -> HttpResponse:
    """Owe the contact a code, and say so."""
    if notice := notifications.send_copy_code(link, at=timezone.now()):
        hurry(notice)
        request.session[f"copy-{link.pk}-asked"] = True
        messages.success(request, _("We are sending you a code. It can take a minute to arrive."))
    else:
        messages.error(request, _("We sent several codes already. Wait an hour, or call your contact."))
    return redirect("deals:copy", token)


def ask_code(request: HttpRequest, link: CopyLink, form: CodeForm, *, status: int = 200) -> HttpResponse:
    """Show the page that asks for a code; nothing of the deal."""
    context: dict[str, Any] = {
        "form": form,
        "address": masked(link.email),
        "sent": request.session.get(f"copy-{link.pk}-asked", False) or link.has_code(timezone.now()),
        "municipality": link.version.deal.municipality,
        "to_read": True,
        "action": request.path,
    }
    return render(request, "deals/sign/code.html", context, status=status)


def has_shown_code(request: HttpRequest, link: CopyLink) -> bool:
    """Whether this browser typed the code of this link not long ago; each look counts the time anew."""
    now = timezone.now().timestamp()
    if not 0 <= now - request.session.get(f"copy-{link.pk}", 0) < sign_seat.IDLE:
        return False
    request.session[f"copy-{link.pk}"] = now
    return True
