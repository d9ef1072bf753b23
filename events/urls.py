"""Addresses of this room."""

from django.urls import path

from events.views import registry, writing

app_name = "events"
urlpatterns = [
    path("", registry.event_list, name="list"),
    path("new/", writing.event_new, name="new"),
    path("<slug:event>/", registry.event_detail, name="detail"),
    path("<slug:event>/edit/", writing.event_edit, name="edit"),
    path("<slug:event>/event.ics", registry.event_calendar, name="calendar"),
]
