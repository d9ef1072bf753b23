"""The page that shows every component once: for who builds pages, and the test bed of accessibility."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from ui import samples


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component, edge cases included."""
    return render(request, "ui/components.html", samples.context())


@require_GET
def confirmation(request: HttpRequest) -> HttpResponse:
    """Show what a page looks like that asks whether somebody is sure."""
    return render(request, "ui/confirmation.html")
