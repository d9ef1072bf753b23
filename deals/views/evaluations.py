"""Where a party says how a deal was: from a letter with a code, or signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from accounts.models import User
from accounts.roles import Role
from deals import ending_notifications
from deals.forms.ending import EvaluationForm
from deals.forms.sign import CodeForm
from deals.models import Evaluation, EvaluationLink
from deals.policies import ending as ending_policies
from notices.link_pages import confidential, masked, too_often
from notices.tasks import hurry

SHOWN_FOR = 3600  # seconds that a code opens the page, in this browser
MISSES = {"most": 30, "seconds": 600}
# who acts for two parties answers for the one, then for the other
LAST_TERM_FIRST = ("-closing_on", F("given_at").asc(nulls_first=True), "party__position")


@login_not_required
@confidential
@require_http_methods(["GET", "POST"])
def evaluate(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the button of a letter."""
    link = EvaluationLink.objects.of_token(token).first()
    if link is None:
        return _unknown(request)
    if request.user.is_authenticated and not _is_member(request.user, link.evaluation):
        return _closed(request, "other", status=403)
    if not link.is_open(timezone.now()):
        return _closed(request, "expired", status=410)
    if not (request.user.is_authenticated or _has_shown_code(request, link)):
        return _ask_code(request, link, token, CodeForm())
    user = request.user if request.user.is_authenticated else None
    return _questions(request, link.evaluation, user, email=link.email)


@login_not_required
@confidential
@require_POST
def evaluate_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the address of the letter, or take the one that was typed."""
    link, now = EvaluationLink.objects.of_token(token).first(), timezone.now()
    if link is None:
        return _unknown(request)
    if request.user.is_authenticated or not link.is_open(now):
        return redirect("deals:evaluate", token)
    if "send" in request.POST:
        return _send_code(request, link, token)
    form = CodeForm(request.POST)
    if form.is_valid() and link.accepts(form.cleaned_data["code"], at=now):
        request.session[f"evaluation-{link.pk}"] = now.timestamp()
        return redirect("deals:evaluate", token)
    if form.is_valid():
        form.add_error("code", _("This code is wrong or no longer works. Try again, or ask for a new one."))
    return _ask_code(request, link, token, form)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_of_deal(request: Request, public_id: str) -> HttpResponse:
    """The same questions for people of the party who signed in, letter or not."""
    own = request.user.organisations_as(Role.EMPLOYER, Role.PARTNER)
    evaluations = Evaluation.objects.visible_to(request.user).filter(party__organisation__in=own)
    evaluations = evaluations.select_related("party__organisation", "deal__municipality__organisation")
    evaluation = evaluations.filter(deal__public_id=public_id).order_by(*LAST_TERM_FIRST).first()
    if evaluation is None:
        raise Http404
    return _questions(request, evaluation, request.user)


def _questions(
    request: HttpRequest, evaluation: Evaluation, user: User | None, email: str = ""
) -> HttpResponse:
    """Ask, or show what was said once it is fixed; keep the answer when it is good."""
    now = timezone.now()
    context = {"evaluation": evaluation, "deal": evaluation.deal, "party": evaluation.party}
    if why := ending_policies.evaluating_denial(evaluation, at=now):
        return render(request, "deals/evaluations/given.html", context | {"why": why})
    form = EvaluationForm(request.POST if request.method == "POST" else None, evaluation=evaluation)
    if form.is_bound and form.is_valid():
        evaluation.give(**form.cleaned_data, by=user, email=email, at=now)
        messages.success(request, _("Thank you. You can change this for fourteen days."))
        return redirect(request.path)
    status = 422 if form.is_bound else 200
    return render(request, "deals/evaluations/form.html", context | {"form": form}, status=status)


def _ask_code(request: HttpRequest, link: EvaluationLink, token: str, form: CodeForm) -> HttpResponse:
    """Ask for the code that shows that the letter is the reader's."""
    sent = link.has_code(timezone.now())
    context = {"token": token, "form": form, "sent": sent, "address": masked(link.email)}
    return render(request, "deals/evaluations/code.html", context, status=422 if form.is_bound else 200)


def _send_code(request: HttpRequest, link: EvaluationLink, token: str) -> HttpResponse:
    """Owe the reader a code, and say so."""
    if notice := ending_notifications.send_code(link, at=timezone.now()):
        hurry(notice)
        messages.success(request, _("We are sending you a code. It can take a minute to arrive."))
    else:
        messages.error(request, _("We sent several codes already. Call the contact in the letter."))
    return redirect("deals:evaluate", token)


def _closed(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """Say in plain words why a link opens nothing."""
    return render(request, "deals/evaluations/closed.html", {"why": why}, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    """Answer a link that we never sent; somebody who keeps trying is slowed down."""
    guessing = too_often(request, "evaluation-misses", **MISSES)
    return _closed(request, "guessing" if guessing else "unknown", status=429 if guessing else 404)


def _is_member(user: User, evaluation: Evaluation) -> bool:
    """Whether the reader signed in and acts for the party that was asked."""
    organisation = evaluation.party.organisation_id
    return user.has_role(Role.EMPLOYER, organisation) or user.has_role(Role.PARTNER, organisation)


def _has_shown_code(request: HttpRequest, link: EvaluationLink) -> bool:
    """Whether this browser typed the code of this link not long ago."""
    return timezone.now().timestamp() - request.session.get(f"evaluation-{link.pk}", 0) < SHOWN_FOR
