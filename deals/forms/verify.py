"""Checking a document: by the code on its certificate, or by the file itself."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deals.documents.verify import tidy_code
from ui.formats import size
from ui.forms import Form

MOST_BYTES = 20 * 1024 * 1024


class CodeForm(Form):
    """The code, as somebody types it over from paper."""

    code = forms.CharField(
        label=_("Code on the certificate page"), max_length=40, help_text=_("For example: k7f3-q92m-xw4b")
    )

    def clean_code(self) -> str:
        """Return the code as we write it."""
        code = tidy_code(self.cleaned_data["code"])
        if len(code) != 14:
            raise ValidationError(_("A code has twelve letters and digits, in three groups of four."))
        return code


class UploadForm(Form):
    """A file to compare with what we sealed; read in memory, not kept."""

    file = forms.FileField(
        label=_("PDF of the deal, or its file deal.json"),
        allow_empty_file=True,  # refused below, in our words
        help_text=_("At most 20 MB. We look at it and do not keep it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,application/json,.json"}),
    )

    def clean_file(self) -> UploadedFile:
        """Return the file, unless there is nothing in it or too much."""
        file = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError(_("This file is empty. Choose the file again."))
        if file.size > MOST_BYTES:
            sizes = {"size": size(file.size), "most": size(MOST_BYTES)}
            raise ValidationError(_now("This file is %(size)s. It may be %(most)s at most.") % sizes)
        return file
