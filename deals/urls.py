"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path, register_converter

from deals.converters import MoveConverter, StepConverter
from deals.views import (
    check,
    deal,
    deal_list,
    documents,
    drafts,
    practice_writing,
    practices,
    programmes,
    signatures,
    support,
    variant_files,
    variant_versions,
    variants,
    verify,
    wizard,
)

register_converter(MoveConverter, "move")
register_converter(StepConverter, "step")

app_name = "deals"
urlpatterns: list[URLPattern | URLResolver] = [
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
    path("deals/", deal_list.deal_list, name="list"),
    path("deals/new/", wizard.draft_new, name="new"),
    path("deals/drafts/<slug:public_id>/check/", check.draft_check, name="draft_check"),
    path("deals/drafts/<slug:public_id>/discard/", drafts.draft_discard, name="draft_discard"),
    path("deals/drafts/<slug:public_id>/<step:step>/", wizard.draft_step, name="draft"),
    path("deals/unfinished/", documents.unfinished, name="unfinished"),
    path("deals/<slug:public_id>/document.pdf", documents.deal_document, name="document"),
    path("deals/<slug:public_id>/documents/", documents.document_list, name="documents"),
    path(
        "deals/<slug:public_id>/documents/<slug:document_id>/", documents.document_file, name="document_file"
    ),
    path(
        "deals/<slug:public_id>/documents/<slug:document_id>/retry/",
        documents.document_retry,
        name="document_retry",
    ),
    path(
        "deals/<slug:public_id>/documents/<slug:document_id>/in/<slug:language>/",
        documents.document_translate,
        name="document_translate",
    ),
    path("deals/<slug:public_id>/", deal.deal_detail, name="detail"),
    path("deals/<slug:public_id>/edit/", deal.deal_edit, name="edit"),
    path("deals/<slug:public_id>/rewrite/", wizard.deal_rewrite, name="rewrite"),
    path("deals/<slug:public_id>/moves/<move:move>/", deal.deal_move, name="move"),
    path("deals/<slug:public_id>/signatures/", signatures.deal_sign, name="sign_on_paper"),
    path("deals/<slug:public_id>/scans/new/", signatures.scan_new, name="scan_new"),
    path("deals/<slug:public_id>/support/<int:number>/", support.support_deliver, name="support"),
    path("deals/<slug:public_id>/support/<int:number>/undo/", support.support_undo, name="support_undo"),
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/new/", programmes.programme_edit, name="programme_new"),
    path("programmes/<slug:public_id>/", programmes.programme_detail, name="programme"),
    path("programmes/<slug:public_id>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<slug:public_id>/goals/", programmes.target_edit, name="target"),
    path("programmes/<slug:public_id>/variants/new/", variants.variant_new, name="variant_new"),
    path("programmes/<slug:public_id>/variants/import/", variant_files.variant_import, name="variant_import"),
    path("variants/<slug:public_id>/", variants.variant_detail, name="variant"),
    path("variants/<slug:public_id>/compare/", variant_versions.variant_compare, name="variant_compare"),
    path(
        "variants/<slug:public_id>/versions/<int:number>/",
        variant_versions.variant_version,
        name="variant_version",
    ),
    path(
        "variants/<slug:public_id>/versions/<int:number>/preview/",
        variant_versions.variant_preview,
        name="variant_preview",
    ),
    path(
        "variants/<slug:public_id>/versions/<int:number>/variant.json",
        variant_files.variant_file,
        name="variant_file",
    ),
    path("variants/<slug:public_id>/edit/", variants.variant_edit, name="variant_edit"),
    path("variants/<slug:public_id>/publish/", variants.variant_publish, name="variant_publish"),
    path("variants/<slug:public_id>/retire/", variants.variant_retire, name="variant_retire"),
    path("practices/", practices.practice_list, name="practices"),
    path("practices/new/", practice_writing.practice_new, name="practice_new"),
    path("practices/<slug:public_id>/", practices.practice_detail, name="practice"),
    path("practices/<slug:public_id>/edit/", practice_writing.practice_edit, name="practice_edit"),
    path("practices/<slug:public_id>/publish/", practice_writing.practice_publish, name="practice_publish"),
    path("practices/<slug:public_id>/retire/", practice_writing.practice_retire, name="practice_retire"),
    path(
        "practices/<slug:public_id>/take-back/",
        practice_writing.practice_take_back,
        name="practice_take_back",
    ),
    path("practices/<slug:public_id>/adopt/", practices.practice_adopt, name="practice_adopt"),
]
