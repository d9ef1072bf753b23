"""Addresses of changing, suspending and ending a signed deal, and of saying how it was."""

from django.urls import URLPattern, path

from deals.views import amending, concerns, ending, evaluations

DEAL = "deals/<slug:public_id>"
CHANGE = f"{DEAL}/changes/<slug:amendment_id>"

urlpatterns: list[URLPattern] = [
    path(f"{DEAL}/change/", amending.amend, name="amend"),
    path(f"{DEAL}/renew/", amending.renew, name="renew"),
    path(f"{CHANGE}/", amending.amendment_detail, name="amendment"),
    path(f"{CHANGE}/edit/", amending.amendment_edit, name="amendment_edit"),
    path(f"{CHANGE}/offer/", amending.amendment_offer, name="amendment_offer"),
    path(f"{CHANGE}/withdraw/", amending.amendment_withdraw, name="amendment_withdraw"),
    path(f"{CHANGE}/take-back/", amending.amendment_take_back, name="amendment_take_back"),
    path(f"{DEAL}/end/", ending.deal_end, name="end"),
    path(f"{DEAL}/concerns/new/", concerns.concern_new, name="concern_new"),
    path(f"{DEAL}/concerns/<slug:concern_id>/", concerns.concern_detail, name="concern"),
    path(f"{DEAL}/evaluation/", evaluations.evaluation_of_deal, name="evaluation"),
    path(f"{DEAL}/evaluation/ask/", ending.evaluation_ask, name="evaluation_ask"),
    path("evaluate/<str:token>/", evaluations.evaluate, name="evaluate"),
    path("evaluate/<str:token>/code/", evaluations.evaluate_code, name="evaluate_code"),
]
