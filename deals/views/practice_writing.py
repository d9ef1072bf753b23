"""Writing a good practice, showing it to everyone, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from deals import policies
from deals.forms.practices import PracticeForm
from deals.models import GoodPractice
from deals.views.practices import practice_or_404
from deals.views.wizard import get_or_post


@get_or_post
def practice_new(request: Request) -> HttpResponse:
    """Write a good practice: of a signed deal, or of something else that worked."""
    if why := policies.practice_writing_denial(request.user):
        raise PermissionDenied(why)
    return _write(request, GoodPractice())


@get_or_post
def practice_edit(request: Request, public_id: str) -> HttpResponse:
    """Write a good practice anew."""
    practice = practice_or_404(request, public_id)
    if why := policies.practice_denial(request.user, practice.municipality_id):
        raise PermissionDenied(why)
    return _write(request, practice)


@require_POST
def practice_publish(request: Request, public_id: str) -> HttpResponse:
    """Show it to all municipalities."""
    practice = practice_or_404(request, public_id)
    practice.publish(by=request.user, at=timezone.now())
    messages.success(request, _("Published. All municipalities can read and adopt it."))
    return redirect(practice)


@require_POST
def practice_retire(request: Request, public_id: str) -> HttpResponse:
    """Take it off the list."""
    practice = practice_or_404(request, public_id)
    practice.retire(by=request.user, at=timezone.now())
    messages.success(request, _("It is off the list. Publish it again to undo this."))
    return redirect(practice)


@require_POST
def practice_take_back(request: Request, public_id: str) -> HttpResponse:
    """Undo publishing."""
    practice = practice_or_404(request, public_id)
    practice.take_back(by=request.user)
    messages.success(request, _("It is no longer published."))
    return redirect(practice)


def _write(request: Request, practice: GoodPractice) -> HttpResponse:
    """Show or take in the page on which a good practice is written."""
    form = PracticeForm(
        request.POST if request.method == "POST" else None,
        instance=practice,
        user=request.user,
        initial={"deal": request.GET.get("deal", "")} if not practice.pk else None,
    )
    if form.is_bound and form.is_valid():
        form.instance.keep(by=request.user)
        messages.success(request, _("The good practice is saved."))
        return redirect(form.instance)
    context = {"form": form, "practice": practice if practice.pk else None}
    return render(request, "deals/practices/edit.html", context, status=422 if form.is_bound else 200)
