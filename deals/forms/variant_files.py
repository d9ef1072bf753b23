"""Forms to bring in a variant file: choosing it, and agreeing with what was found in it."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deals.models import Programme, Variant
from deals.variant_files.reading import MOST_BYTES, Reading, Unreadable, read
from ui.formats import size
from ui.forms import FileInput, Form


class VariantFileForm(Form):
    """The file as it was uploaded; what is no variant file is refused here."""

    file = forms.FileField(
        label=_("File with a variant"),
        allow_empty_file=True,
        widget=FileInput(kinds="JSON", max_bytes=MOST_BYTES, accept=".json,application/json"),
    )
    raw = b""
    reading: Reading

    def clean_file(self) -> Any:
        """Read it, up to the most that is taken."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            words = {"size": size(upload.size), "most": size(MOST_BYTES)}
            raise ValidationError(gettext("This file is %(size)s. It may be %(most)s at most."), params=words)
        self.raw = upload.read()
        self.reading = _read(self.raw)
        return upload


class AgreeForm(Form):
    """What somebody agrees to before a file becomes a version; the file itself goes along in the page."""

    content = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    as_changed = forms.BooleanField(label=_("Import it as changed since it was made; this is kept with it"))
    replace = forms.BooleanField(
        label=_("Replace the version that is being written; what stands there is lost")
    )

    def __init__(
        self, *args: Any, programme: Programme, reading: Reading, known: Variant | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.reading = programme, reading
        if known:
            del self.fields["name"]
        if reading.is_unchanged:
            del self.fields["as_changed"]
        if known is None or known.draft() is None:
            del self.fields["replace"]

    def clean_name(self) -> str:
        """A name is used once in a programme, because deals are chosen by it."""
        name: str = self.cleaned_data["name"]
        others = self.programme.variants.all()
        if others.filter(code=slugify(name)[:30]).exists() or others.filter(name__iexact=name).exists():
            raise ValidationError(gettext("This programme already has a variant with this name."))
        return name

    def facts(self) -> dict[str, Any]:
        """Return what the new version says, with name, code and kind for a variant that is new here."""
        return self.reading.columns() | {
            "name": self.cleaned_data.get("name", ""),
            "code": self.reading.code,
            "deal_kind": self.reading.deal_kind,
        }


def packed(raw: bytes) -> str:
    """Return a file as text that a hidden field gives back unchanged."""
    return base64.b64encode(raw).decode("ascii")


def unpacked(content: str) -> tuple[bytes, Reading]:
    """Return the file that the page held, read anew. Raises ValidationError."""
    try:
        raw = base64.b64decode(content.encode(), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    return raw, _read(raw)


def _read(raw: bytes) -> Reading:
    """Read a file. Raises ValidationError in words for who sent it."""
    try:
        return read(raw)
    except Unreadable as error:
        raise ValidationError(str(error), code="unreadable") from error
