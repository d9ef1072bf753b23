"""Programmes: what they are for, their goals and their variants."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from accounts.roles import Role
from deals import policies
from deals.forms.programmes import ProgrammeForm, TargetForm
from deals.lifecycle import State
from deals.models import Programme


@require_GET
def programme_list(request: Request) -> HttpResponse:
    """Show the programmes of the reader's municipality."""
    programmes = (
        Programme.objects.visible_to(request.user)
        .select_related("municipality__organisation")
        .annotate(signed=Count("deals", filter=Q(deals__state=State.SIGNED), distinct=True))
        .order_by("municipality", "name")
    )
    context = {
        "programmes": programmes,
        "may_add": bool(request.user.municipalities_as(Role.ADMINISTRATOR)),
    }
    return render(request, "deals/programmes/list.html", context)


@require_GET
def programme_detail(request: Request, public_id: str) -> HttpResponse:
    """Show one programme: goals with every version, streams, variants."""
    visible = Programme.objects.visible_to(request.user).select_related("municipality__organisation")
    programme = get_object_or_404(visible, public_id=public_id)
    context = {
        "programme": programme,
        "goals": programme.goals(),
        "streams": programme.streams.order_by("position", "pk"),
        "variants": [
            (variant, variant.current(), variant.draft())
            for variant in programme.variants.order_by("position")
        ],
        "may_change": policies.programme_denial(request.user, programme.municipality_id) is None,
    }
    return render(request, "deals/programmes/detail.html", context)


@require_http_methods(["GET", "POST"])
def programme_edit(request: Request, public_id: str = "") -> HttpResponse:
    """Make a programme, or change one."""
    programme = Programme()
    if public_id:
        programme = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
        _ask(request, programme.municipality_id)
    elif not request.user.municipalities_as(Role.ADMINISTRATOR):
        raise PermissionDenied(policies.programme_denial(request.user, 0))
    form = ProgrammeForm(request.POST or None, instance=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = form.instance.keep(by=request.user, sectors=form.cleaned_data["sectors"])
        messages.success(request, _("The programme is saved."))
        return redirect("deals:programme", saved.public_id)
    return render(request, "deals/programmes/edit.html", {"form": form, "programme": programme})


@require_http_methods(["GET", "POST"])
def target_edit(request: Request, public_id: str) -> HttpResponse:
    """Set a goal, or tell one anew: `?name=` names the goal that gets a new version."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
    _ask(request, programme.municipality_id)
    name = request.GET.get("name", "")
    before = programme.targets.filter(name=name).order_by("-version").first() if name else None
    initial = {field: getattr(before, field) for field in TargetForm.Meta.fields} if before else None
    form = TargetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        programme.set_target(form.instance, by=request.user)
        messages.success(request, _("The goal is saved. Earlier versions stay in view."))
        return redirect("deals:programme", programme.public_id)
    return render(
        request, "deals/programmes/target.html", {"form": form, "programme": programme, "before": before}
    )


def _ask(request: Request, municipality_id: int) -> None:
    """Raise PermissionDenied unless the reader may change programmes there."""
    if why := policies.programme_denial(request.user, municipality_id):
        raise PermissionDenied(why)
