"""Logging a deal: three short steps. Whatever is typed is kept, and no button loses it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from deals import policies
from deals.documents.scans import check_scan
from deals.documents.storage import store
from deals.models import AlreadySubmitted, ChangedMeanwhile, Deal, DealDraft
from deals.wizard import summary
from deals.wizard.pages import Page
from deals.wizard.posted import Posted, read
from deals.wizard.reading import answers_of
from deals.wizard.wizard import STEPS, Wizard
from ui.htmx import wants_part

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def draft_new(request: Request) -> HttpResponse:
    """The first step, of a draft that is made once it is answered."""
    if why := policies.logging_denial(request.user):
        raise PermissionDenied(why)
    wizard = Wizard(None, request.user, today=timezone.localdate())
    if request.method != "POST":
        return _show(request, wizard, wizard.programme)
    posted = read(request.POST)
    page = wizard.replace("programme", posted.data, None)
    if not page.is_valid():
        return _show(request, wizard, page, status=422)
    municipality = wizard.chosen_programme.municipality
    draft = DealDraft.begin(municipality, by=request.user, answers={"programme": posted.answers})
    return redirect("deals:draft", draft.public_id, "parties")


@get_or_post
def draft_step(request: Request, public_id: str, step: str) -> HttpResponse:
    """One step of a draft: shown as it was kept, or kept as it was typed."""
    draft = draft_or_404(request, public_id)
    if draft.submitted_at and draft.deal:
        return already_a_deal(request, draft.deal)
    wizard = Wizard(draft, request.user, today=timezone.localdate())
    if unfinished := wizard.first_unfinished(before=step):
        return redirect("deals:draft", draft.public_id, unfinished)
    if request.method != "POST":
        return _show(request, wizard, wizard.page(step))
    posted = read(request.POST)
    page = wizard.replace(step, posted.data, request.FILES or None)
    try:
        draft.keep(step, posted.answers, by=request.user, revision=posted.revision, title=page.title)
        _keep_scan(request, draft)
    except ChangedMeanwhile:
        return _show_conflict(request, draft, wizard, page, posted)
    except AlreadySubmitted as error:
        return already_a_deal(request, error.deal)
    return _go_on(request, draft, wizard, page, posted.button)


@require_POST
def deal_rewrite(request: Request, public_id: str) -> HttpResponse:
    """Open an announced or draft deal in the wizard; a draft that was begun before is continued."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user), public_id=public_id)
    if why := policies.rewriting_denial(request.user, deal):
        raise PermissionDenied(why)
    draft = DealDraft.objects.unfinished().filter(deal=deal).first() or DealDraft.begin(
        deal.municipality, by=request.user, answers=answers_of(deal), deal=deal
    )
    return redirect("deals:draft", draft.public_id, "parties")


def draft_or_404(request: Request, public_id: str) -> DealDraft:
    """Return the draft, if the reader may know of it."""
    drafts = DealDraft.objects.visible_to(request.user)
    return get_object_or_404(drafts.select_related("deal", "owner", "edited_by"), public_id=public_id)


def already_a_deal(request: Request, deal: Deal) -> HttpResponse:
    """Lead to the deal that the draft became."""
    messages.warning(
        request, _("This draft was saved as a deal already. Here it is; nothing was made twice.")
    )
    return redirect(deal)


def _keep_scan(request: Request, draft: DealDraft) -> None:
    """Attach a scan that was accepted, or take it away; a refused one is not kept."""
    if "scan-remove" in request.POST:
        draft.attach(file="", name="")
    upload = request.FILES.get("scan")
    if upload is None:
        return
    try:
        info = check_scan(upload)
    except ValidationError:
        return
    draft.attach(file=store(upload.read(), info.suffix), name=upload.name or "")


def _go_on(request: Request, draft: DealDraft, wizard: Wizard, page: Page, button: str) -> HttpResponse:
    """Go where the button leads, or show the page again."""
    at = STEPS.index(page.name)
    if button == "save":
        messages.success(request, _("The draft is kept. You find it above the list of deals."))
        return redirect("deals:list")
    if button == "back":
        return redirect("deals:draft", draft.public_id, STEPS[max(at - 1, 0)])
    if button == "look":
        page.hold_back()
        return _show(request, wizard, page)
    if not page.is_valid():
        return _show(request, wizard, page, status=422)
    if page.name == STEPS[-1]:
        return redirect("deals:draft_check", draft.public_id)
    return redirect("deals:draft", draft.public_id, STEPS[at + 1])


def _show_conflict(
    request: Request, draft: DealDraft, wizard: Wizard, page: Page, posted: Posted
) -> HttpResponse:
    """Say that another window kept something, with what was typed here still in the form."""
    newest = DealDraft.objects.visible_to(request.user).select_related("edited_by").get(pk=draft.pk)
    page.hold_back()
    revision = posted.revision if wants_part(request) else newest.revision
    return _show(request, wizard, page, status=409, newest=newest, revision=revision)


def _show(request: Request, wizard: Wizard, page: Page, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show a page of the wizard."""
    context = {"wizard": wizard, "page": page, "draft": wizard.draft, **summary.frame(wizard, page)} | more
    return render(request, f"deals/wizard/{page.name}.html", context, status=status)
