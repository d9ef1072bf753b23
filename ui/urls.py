"""Addresses of this room: the page that shows every component."""

from django.urls import path

from ui import views

app_name = "ui"
urlpatterns = [
    path("", views.components, name="components"),
    path("confirm/", views.confirmation, name="confirmation"),
]
