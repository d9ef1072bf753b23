"""All addresses. Rooms bring their own; what belongs to no room is here."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views.profile import language_switch
from config import health, pages
from reports.views.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", language_switch, name="set_language"),
    path("", include("employers.urls")),
    path("", include("partners.urls")),
    path("events/", include("events.urls")),
    path("", include("deals.urls")),
    path("", include("placements.urls")),
    path("letters/", include("notices.urls")),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_page, name="help"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("ui/", include("ui.urls")),
]
