"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from deals.views import programmes, variants

app_name = "deals"
urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/new/", programmes.programme_edit, name="programme_new"),
    path("programmes/<slug:public_id>/", programmes.programme_detail, name="programme"),
    path("programmes/<slug:public_id>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<slug:public_id>/goals/", programmes.target_edit, name="target"),
    path("programmes/<slug:public_id>/variants/new/", variants.variant_new, name="variant_new"),
    path("variants/<slug:public_id>/", variants.variant_detail, name="variant"),
    path("variants/<slug:public_id>/edit/", variants.variant_edit, name="variant_edit"),
    path("variants/<slug:public_id>/publish/", variants.variant_publish, name="variant_publish"),
    path("variants/<slug:public_id>/retire/", variants.variant_retire, name="variant_retire"),
]
