"""Addresses of signing days, and of the second look at signatures on paper."""

from django.urls import URLPattern, path, register_converter

from deals.converters import StageMoveConverter
from deals.views import board, ceremony, checks, stage

register_converter(StageMoveConverter, "stagemove")

EVENT = "events/<slug:event>"
ITEM = f"{EVENT}/stage/<slug:item>"
PLACE = f"{EVENT}/signing-day/<slug:item>"

urlpatterns: list[URLPattern] = [
    path("deals/signatures/", checks.signatures_to_check, name="signatures_to_check"),
    path("deals/<slug:public_id>/signatures/check/", checks.deal_check, name="check"),
    path(
        "deals/<slug:public_id>/signatures/check/<int:signature>/",
        checks.signature_check,
        name="check_signature",
    ),
    path(f"{EVENT}/signing-day/", ceremony.signing_day, name="signing_day"),
    path(f"{EVENT}/signing-day/print/", ceremony.agenda_print, name="agenda_print"),
    path(f"{PLACE}/", ceremony.agenda_names, name="agenda_names"),
    path(f"{PLACE}/shift/", ceremony.agenda_shift, name="agenda_shift"),
    path(f"{PLACE}/take-off/", ceremony.agenda_take_off, name="agenda_take_off"),
    path(f"{EVENT}/stage/", stage.stage, name="stage"),
    path(f"{ITEM}/sign/", stage.stage_sign, name="stage_sign"),
    path(f"{ITEM}/decline/", stage.stage_decline, name="stage_decline"),
    path(f"{ITEM}/change/", stage.stage_change, name="stage_change"),
    path(f"{ITEM}/<stagemove:move>/", stage.stage_move, name="stage_move"),
    path(f"{EVENT}/board/", board.board, name="board"),
]
