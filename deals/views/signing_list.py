"""All deals that wait for signatures, and more time for many of them at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from deals.forms.inviting import ManyDealsForm, UntilForm
from deals.policies import signing as signing_policies
from deals.shown.waiting import WaitingFilters, lines_of, to_extend, waiting_deals
from deals.views.signing_acts import extended_in_words
from ui import htmx
from ui.keyset import sliced

PAGE = 50


@require_safe
def signing_waiting(request: Request) -> HttpResponse:
    """Show the deals that wait for signatures, newest first, with who is late."""
    if why := signing_policies.waiting_denial(request.user):
        raise PermissionDenied(why)
    now = timezone.now()
    filters = WaitingFilters(request.GET, request.user)
    deals = filters.narrow(waiting_deals(request.user), at=now)
    page = sliced(request, deals, by="updated_at", size=PAGE)
    total = deals.count()
    context = {
        "filters": filters,
        "page": page,
        "lines": lines_of(page.rows, at=now),
        "found": ngettext("%(count)s deal found", "%(count)s deals found", total) % {"count": total},
        "form": UntilForm(today=timezone.localdate(now)),
    }
    return htmx.render(request, "deals/signing/waiting.html", context, partial="results")


@require_POST
def signing_extend_many(request: Request) -> HttpResponse:
    """Give everyone who still must sign the chosen deals more time."""
    if why := signing_policies.waiting_denial(request.user):
        raise PermissionDenied(why)
    now = timezone.now()
    chosen = to_extend(request.user, request.POST.getlist("deal"))
    if not chosen:
        messages.warning(request, _("Choose at least one deal with somebody who was invited."))
        return redirect("deals:signing_waiting")
    form = ManyDealsForm(request.POST, today=timezone.localdate(now), invitations=chosen)
    done = form.save(by=request.user, at=now) if form.is_valid() else None
    if done is not None:
        messages.success(request, extended_in_words(done))
        return redirect("deals:signing_waiting")
    context = {"form": form, "invitations": chosen, "deals": {each.version.deal for each in chosen}}
    return render(request, "deals/signing/extend_many.html", context, status=422)
