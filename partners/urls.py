"""Addresses of this room."""

from django.urls import path

from partners.views import registry

app_name = "partners"
urlpatterns = [
    path("partners/", registry.partner_list, name="list"),
    path("partners/new/", registry.partner_new, name="new"),
    path("partners/adopt/<slug:organisation>/", registry.partner_adopt, name="adopt"),
    path("partners/<slug:organisation>/", registry.partner_detail, name="detail"),
    path("partners/<slug:organisation>/edit/", registry.partner_edit, name="edit"),
    path("partners/<slug:organisation>/merge/", registry.partner_merge, name="merge"),
    path("partners/<slug:organisation>/offers/", registry.partner_offers, name="offers"),
]
