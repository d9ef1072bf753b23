"""Progress reports: the list, making one, reading one, and its downloads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from deals.models import Programme, canonical_json
from deals.models.programme import ProgrammeQuerySet
from reports import policies, shown
from reports.forms import ProgrammeFilter, ReportForm
from reports.models import ReportFile, ReportFileState, Snapshot
from reports.programme import programme_figures
from reports.reading import Reading
from reports.spreadsheet import as_csv
from ui import formats, htmx
from ui.keyset import sliced

KEPT = ("programme", "as_of_day", "as_of_month", "as_of_year", "note")  # typed before the figures were shown


def _programmes(request: Request) -> ProgrammeQuerySet:
    """Return the programmes of which the reader reads reports; for who reads none there is nothing here."""
    found = request.user.municipalities_as(*policies.READERS)
    if not found:
        raise Http404
    return Programme.objects.visible_to(request.user).filter(municipality__in=found).order_by("name", "pk")


@require_GET
def report_list(request: Request) -> HttpResponse:
    """Show the reports that were laid down, the newest first."""
    form = ProgrammeFilter(request.GET, programmes=_programmes(request))
    found = Snapshot.objects.visible_to(request.user).defer("figures").select_related("programme", "author")
    if form.is_valid() and (programme := form.cleaned_data["programme"]):
        found = found.filter(programme=programme)
    page = sliced(request, found, by="created_at")
    context = {
        "form": form,
        "page": page,
        "rows": [
            {"report": each, "as_of": formats.day(each.as_of), "made": formats.day(each.created_at)}
            for each in page.rows
        ],
        "makes": bool(request.user.municipalities_as(*policies.AUTHORS)),
    }
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report_new(request: Request) -> HttpResponse:
    """Ask which programme and day, show the figures, and lay them down."""
    programmes = _programmes(request).filter(
        municipality__in=request.user.municipalities_as(*policies.AUTHORS)
    )
    if not request.user.municipalities_as(*policies.AUTHORS):
        raise PermissionDenied(
            _("Only the alderman and the account managers of the municipality lay down a report.")
        )
    today = timezone.localdate()
    initial = {"programme": request.GET.get("programme", ""), "as_of": today}
    form = ReportForm(request.POST or None, initial=initial, programmes=programmes, today=today)
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        if form.is_valid():
            form = ReportForm(initial=form.cleaned_data, programmes=programmes, today=today)
        return render(request, "reports/report_new.html", {"form": form}, status=422 if form.errors else 200)
    programme, as_of = form.cleaned_data["programme"], form.cleaned_data["as_of"]
    if "freeze" in request.POST:
        report = Snapshot.objects.freeze(
            programme, as_of, author=request.user, at=timezone.now(), note=form.cleaned_data["note"]
        )
        messages.success(request, _("The report is laid down. Its PDF is being made."))
        return redirect(report)
    return _preview(request, form)


def _preview(request: Request, form: ReportForm) -> HttpResponse:
    """Show the key figures before they are laid down: all of them to who works with placements."""
    programme, as_of = form.cleaned_data["programme"], form.cleaned_data["as_of"]
    sees_all = policies.sees_live_numbers(request.user, programme)
    preview = programme_figures if sees_all else Snapshot.objects.preview
    parts = shown.parts(preview(programme, as_of), opens_lists=sees_all)
    context = {
        "kept": [(name, value) for name, value in request.POST.items() if name in KEPT],
        "programme": programme,
        "sees_all": sees_all,
        **parts,
    }
    return render(request, "reports/report_preview.html", context)


def _found(request: Request, public_id: str) -> Snapshot:
    """Return the report, or 404 for who may not know it."""
    reports = Snapshot.objects.visible_to(request.user)
    return get_object_or_404(
        reports.select_related("programme__municipality__organisation", "author"), public_id=public_id
    )


@require_GET
def report_detail(request: Request, public_id: str) -> HttpResponse:
    """Show a report; while its PDF is being made, htmx asks again for the downloads."""
    report = _found(request, public_id)
    file = report.files.filter(language=get_language()).first()
    context: dict[str, object] = {
        "report": report,
        "file": file,
        "is_ready": file is not None and file.state == ReportFileState.FINAL,
        "has_failed": file is not None and file.state == ReportFileState.FAILED,
        "waits_until": formats.moment(file.due_at) if file and file.waits else "",
        "csv_size": len(_csv(report)),
        "may_retry": policies.freeze_denial(request.user, report.programme) is None,
        "made": formats.moment(report.created_at),
    }
    if not htmx.wants_part(request):
        opens = policies.sees_live_numbers(request.user, report.programme)
        context |= shown.parts(report.figures, opens_lists=opens)
    return htmx.render(request, "reports/report.html", context, partial="downloads")


@require_POST
def report_retry(request: Request, public_id: str) -> HttpResponse:
    """Make the PDF again after it failed."""
    report = _found(request, public_id)
    file: ReportFile = get_object_or_404(report.files, language=get_language())
    file.retry(by=request.user, at=timezone.now())
    return redirect(report)


@require_GET
def report_pdf(request: Request, public_id: str) -> HttpResponse:
    """Return the PDF in the reader's language; 404 until it is made."""
    report = _found(request, public_id)
    file = get_object_or_404(report.files, language=get_language(), state=ReportFileState.FINAL)
    return _download(file.read(), "application/pdf", f"{report.file_name}.pdf")


@require_GET
def report_csv(request: Request, public_id: str) -> HttpResponse:
    """Return the figures as a spreadsheet opens them."""
    report = _found(request, public_id)
    return _download(_csv(report), "text/csv; charset=utf-8", f"{report.file_name}.csv")


@require_GET
def report_json(request: Request, public_id: str) -> HttpResponse:
    """Return the canonical JSON: its SHA-256 is the fingerprint on the report."""
    report = _found(request, public_id)
    return _download(
        canonical_json(report.content()).encode(), "application/json", f"{report.file_name}.json"
    )


def _csv(report: Snapshot) -> bytes:
    return as_csv(Reading(report.figures), title=report.title, note=report.note, sha256=report.sha256)


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file to keep."""
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
