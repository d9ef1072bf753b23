"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path, register_converter

from placements.converters import StepConverter
from placements.views import places, starts

register_converter(StepConverter, "step")

app_name = "placements"
urlpatterns: list[URLPattern | URLResolver] = [
    path("placements/", places.placement_list, name="list"),
    path("placements/new/", starts.placement_new, name="new"),
    path("placements/<slug:public_id>/", places.placement_detail, name="detail"),
    path("placements/<slug:public_id>/undo/", places.placement_undo, name="undo"),
    path("placements/<slug:public_id>/<step:step>/", places.placement_step, name="step"),
]
