"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from reports.views import dashboard, reports

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:public_id>/talk.ics", dashboard.dashboard_calendar, name="calendar"),
    path("reports/", reports.report_list, name="list"),
    path("reports/new/", reports.report_new, name="new"),
    path("reports/<slug:public_id>/", reports.report_detail, name="detail"),
    path("reports/<slug:public_id>/retry/", reports.report_retry, name="retry"),
    path("reports/<slug:public_id>/report.pdf", reports.report_pdf, name="pdf"),
    path("reports/<slug:public_id>/report.csv", reports.report_csv, name="csv"),
    path("reports/<slug:public_id>/report.json", reports.report_json, name="json"),
]
