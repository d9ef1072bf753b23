"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from notices import views

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.letter_list, name="list"),
    path("demo/", views.demo_letters, name="demo_letters"),
    path("demo/<slug:name>/", views.demo_letter, name="demo_letter"),
    path("demo/<slug:name>/mail/", views.demo_mail, name="demo_mail"),
    path("<slug:public_id>/", views.letter_detail, name="detail"),
    path("<slug:public_id>/mail/", views.letter_mail, name="mail"),
    path("<slug:public_id>/stop/", views.letter_stop, name="stop"),
    path("<slug:public_id>/again/", views.letter_again, name="again"),
]
