"""All addresses. Rooms bring their own; what belongs to no room is here."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("reports.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("", include("employers.urls")),
    path("", include("partners.urls")),
    path("events/", include("events.urls")),
    path("", include("deals.urls")),
    path("", include("placements.urls")),
    path("letters/", include("notices.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("ui/", include("ui.urls")),
]
