"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path, register_converter

from placements.converters import StepConverter
from placements.views import answers, places, progress, reminders, starts

register_converter(StepConverter, "placement_step")

app_name = "placements"
urlpatterns: list[URLPattern | URLResolver] = [
    path("placements/", places.placement_list, name="list"),
    path("placements/new/", starts.placement_new, name="new"),
    path("placements/<slug:public_id>/", places.placement_detail, name="detail"),
    path("placements/<slug:public_id>/undo/", places.placement_undo, name="undo"),
    path("placements/<slug:public_id>/<placement_step:step>/", places.placement_step, name="step"),
    path("progress/answers/", answers.answer_list, name="answers"),
    path("progress/answers/<slug:public_id>/", answers.answer_detail, name="answer"),
    path("progress/answers/<slug:public_id>/accept/", answers.answer_accept, name="answer_accept"),
    path("progress/answers/<slug:public_id>/ask/", answers.answer_ask, name="answer_ask"),
    path("progress/deal/<slug:public_id>/", progress.progress_of_deal, name="progress_of_deal"),
    path("progress/<slug:token>/", progress.progress, name="progress"),
    path("progress/<slug:token>/code/", progress.progress_code, name="progress_code"),
    path("deals/<slug:public_id>/remind/", reminders.remind, name="remind"),
    path("letters/coming/", reminders.coming_letters, name="coming_letters"),
    path("letters/coming/<slug:public_id>/<str:on>/skip/", reminders.skip_letter, name="skip_letter"),
]
