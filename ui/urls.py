"""Addresses of this room."""

from django.urls import path

from ui import views

app_name = "ui"
urlpatterns = [
    path("", views.components, name="components"),
    path("confirm/", views.confirmation, name="confirmation"),
    path("scheme/", views.scheme, name="scheme"),
]
