"""Addresses of this room."""

from django.urls import path

from employers.views import employer, registry

app_name = "employers"
urlpatterns = [
    path("employers/", registry.employer_list, name="list"),
    path("employers/new/", registry.employer_new, name="new"),
    path("employers/adopt/<slug:organisation>/", registry.employer_adopt, name="adopt"),
    path("employers/<slug:organisation>/", employer.employer_detail, name="detail"),
    path("employers/<slug:organisation>/edit/", registry.employer_edit, name="edit"),
    path("employers/<slug:organisation>/merge/", registry.employer_merge, name="merge"),
    path(
        "employers/<slug:organisation>/account-manager/<slug:municipality>/",
        employer.account_manager_change,
        name="account_manager",
    ),
]
