"""What employers answered, for the account manager to confirm or ask about."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.roles import Role
from placements import progress_policies, rounds
from placements.forms.progress import QuestionForm
from placements.models import AnswerState, ProgressAnswer
from ui import htmx
from ui.keyset import sliced


@require_GET
def answer_list(request: Request) -> HttpResponse:
    """Answers to look at; `?state=` shows others, `?state=all` every one."""
    if Role.OFFICER not in request.user.roles:
        raise Http404
    state = request.GET.get("state", AnswerState.RECEIVED)
    answers = ProgressAnswer.objects.visible_to(request.user).handled_by_office_of(request.user)
    if state in AnswerState.values:
        answers = answers.filter(state=state)
    page = sliced(
        request,
        answers.select_related("organisation", "round__deal", "answered_by"),
        by="answered_at",
    )
    choices = [*AnswerState.choices, ("all", _("all"))]
    context = {"page": page, "answers": page.rows, "state": state, "choices": choices}
    return htmx.render(request, "placements/progress_answers.html", context, partial="results")


@require_GET
def answer_detail(request: Request, public_id: str) -> HttpResponse:
    """One answer, beside what is on record."""
    return answer_page(request, _answer(request, public_id), QuestionForm())


@require_POST
def answer_accept(request: Request, public_id: str) -> HttpResponse:
    """Confirm it."""
    answer = _answer(request, public_id)
    answer.accept(by=request.user, at=timezone.now())
    messages.success(request, _("The answer is confirmed."))
    return redirect(answer)


@require_POST
def answer_ask(request: Request, public_id: str) -> HttpResponse:
    """Put a question about it."""
    answer = _answer(request, public_id)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return answer_page(request, answer, form, status=422)
    rounds.ask_about(answer, form.cleaned_data["question"], by=request.user, at=timezone.now())
    messages.success(request, _("Your question is on its way to the employer."))
    return redirect(answer)


def answer_page(
    request: Request, answer: ProgressAnswer, form: QuestionForm, *, status: int = 200
) -> HttpResponse:
    """Show an answer beside what is on record, and what can be done with it."""
    asked = answer.state == AnswerState.QUERIED
    context = {
        "answer": answer,
        "lines": rounds.compare(answer, request.user),
        "form": form,
        "why_not": progress_policies.handling_denial(request.user, answer),
        "question": answer.round.question_to(answer.organisation) if asked else "",
    }
    return render(request, "placements/progress_answer.html", context, status=status)


def _answer(request: Request, public_id: str) -> ProgressAnswer:
    """Return one answer that this account manager may handle, else 404."""
    answers = ProgressAnswer.objects.visible_to(request.user).handled_by_office_of(request.user)
    deal = "round__deal__municipality__organisation"
    return get_object_or_404(
        answers.select_related(deal, "organisation", "answered_by", "handled_by").prefetch_related("figures"),
        public_id=public_id,
    )
