"""Where an employer tells how its deal is going: from a letter, or after signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from accounts.roles import Role
from deals.models import Deal
from notices.link_pages import confidential, too_often
from notices.tasks import hurry
from placements import notifications, progress_policies, rounds
from placements.forms.progress import CodeForm, ProgressForm
from placements.models import AlreadyAnswered, AnswerState, ProgressLink, ProgressRound

SHOWN_FOR = 3600  # seconds that a code opens the page, in this browser
MISSES = {"most": 30, "seconds": 600}  # unknown links from one address


@login_not_required
@confidential
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the button of a letter."""
    link = ProgressLink.objects.of_token(token).first()
    if link is None:
        return unknown(request)
    if request.user.is_authenticated and not is_member(request, link):
        return closed(request, link, "other", status=403)
    knows_reader = is_member(request, link) or has_shown_code(request, link)
    if not knows_reader:
        if not link.is_open(timezone.now()):
            return closed(request, link, "used" if link.used_at else "expired", status=410)
        context = {"link": link, "token": token, "form": CodeForm(), "sent": link.has_code(timezone.now())}
        return render(request, "placements/progress_code.html", context)
    user = request.user if request.user.is_authenticated else None
    return questions(request, link.round, rounds.Respondent(link.organisation, user, link))


@login_not_required
@confidential
@require_POST
def progress_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the address of the letter, or take the one that was typed."""
    link = ProgressLink.objects.of_token(token).first()
    now = timezone.now()
    if link is None:
        return unknown(request)
    if request.user.is_authenticated or not link.is_open(now):
        return redirect("placements:progress", token)
    if "send" in request.POST:
        return send_code(request, link, token)
    form = CodeForm(request.POST)
    if form.is_valid() and link.accepts(form.cleaned_data["code"], at=now):
        request.session[f"progress-{link.pk}"] = now.timestamp()
        return redirect("placements:progress", token)
    if form.is_valid():
        form.add_error("code", _("This code is wrong or no longer works. Try again, or ask for a new one."))
    context = {"link": link, "token": token, "form": form, "sent": True}
    return render(request, "placements/progress_code.html", context, status=422)


@require_http_methods(["GET", "POST"])
def progress_of_deal(request: Request, public_id: str) -> HttpResponse:
    """The same questions for people of the employer who signed in, letter or not."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user), public_id=public_id)
    mine = set(request.user.organisations_as(Role.EMPLOYER))
    round = ProgressRound.objects.filter(deal=deal, closed_at=None).order_by("-due_on").first()
    round = round or ProgressRound(deal=deal, due_on=deal.next_progress_on or timezone.localdate())
    party = next((party for party in round.employers() if party.organisation_id in mine), None)
    if party is None:
        raise Http404
    return questions(request, round, rounds.Respondent(party.organisation, request.user))


def questions(request: HttpRequest, round: ProgressRound, respondent: rounds.Respondent) -> HttpResponse:
    """Ask, or show what was answered; keep the answer when it is good."""
    organisation, deal = respondent.organisation, round.deal
    given = round.answer_of(organisation) if round.pk else None
    context = {"round": round, "deal": deal, "organisation": organisation, "given": given}
    if given and given.state != AnswerState.QUERIED:
        return render(request, "placements/progress_given.html", context)
    if why := closed_for(round, respondent):
        return render(request, "placements/progress_closed.html", context | {"why": why}, status=410)
    lines = [terms for terms in round.promises_of(organisation) if terms.commitment.is_filled_by_people]
    has_support = deal.text_in_force(round.due_on).support_terms.exists()
    form = ProgressForm(request.POST or None, lines=lines, has_support=has_support, given=given)
    if form.is_valid():
        return keep(request, round, respondent, form)
    question = round.question_to(organisation) if given else ""
    return render(
        request,
        "placements/progress_form.html",
        context | {"form": form, "question": question, "respondent": respondent},
        status=422 if form.is_bound else 200,
    )


def keep(
    request: HttpRequest, round: ProgressRound, respondent: rounds.Respondent, form: ProgressForm
) -> HttpResponse:
    """Keep a good answer, and show it."""
    now = timezone.now()
    try:
        rounds.receive(
            round if round.pk else ProgressRound.objects.of(round.deal, at=now),
            respondent,
            figures=form.figures,
            support_ok=form.support,
            remark=form.cleaned_data["remark"],
            at=now,
        )
    except AlreadyAnswered:
        messages.warning(request, _("A colleague answered just before you. This is that answer."))
    return redirect(request.path)


def closed_for(round: ProgressRound, respondent: rounds.Respondent) -> str:
    """Return why this reader cannot answer any more, in a word for the page; empty when they can."""
    if progress_policies.not_in_force(round.deal):
        return "over"
    link, user = respondent.link, respondent.user
    if round.closed_at:
        return "round"
    if link and not user and not link.is_open(timezone.now()):
        return "used" if link.used_at else "expired"
    return ""


def send_code(request: HttpRequest, link: ProgressLink, token: str) -> HttpResponse:
    """Owe the reader a code, and say so."""
    if notice := notifications.send_code(link, at=timezone.now()):
        hurry(notice)
        messages.success(request, _("We are sending you a code. It can take a minute to arrive."))
    else:
        messages.error(request, _("We sent several codes already. Call the contact in the letter."))
    return redirect("placements:progress", token)


def closed(request: HttpRequest, link: ProgressLink, why: str, *, status: int) -> HttpResponse:
    """Say in plain words why a link opens nothing; what is behind it is not shown."""
    return render(request, "placements/progress_closed.html", {"why": why}, status=status)


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer a link that we never sent; somebody who keeps trying is slowed down."""
    too_many = too_often(request, "progress-misses", **MISSES)
    context = {"why": "guessing" if too_many else "unknown"}
    return render(request, "placements/progress_closed.html", context, status=429 if too_many else 404)


def is_member(request: HttpRequest, link: ProgressLink) -> bool:
    """Whether the reader signed in and acts as employer for the organisation of the letter."""
    user = request.user
    return bool(user.is_authenticated and user.has_role(Role.EMPLOYER, link.organisation_id))


def has_shown_code(request: HttpRequest, link: ProgressLink) -> bool:
    """Whether this browser typed the code of this link not long ago."""
    return timezone.now().timestamp() - request.session.get(f"progress-{link.pk}", 0) < SHOWN_FOR
