"""Components of forms: see ui.py for how each is called."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ui.templatetags import drawing

register = template.Library()
Entry = BaseForm | BaseFormSet | list["BaseForm | BaseFormSet"]


@register.simple_tag
def field(bound: BoundField, label: str = "", hint: str = "") -> SafeString:
    """Show a field with its label, hint and error; `label` and `hint` replace the form's own words here."""
    if label:
        bound.label = label
    if hint:
        bound.help_text = hint
    return bound.as_field_group()


@register.simple_tag(takes_context=True)
def form_errors(context: template.Context, *entries: Entry | None) -> SafeString:
    """Show what is wrong above the form, each line leading to its field."""
    lines = [line for entry in entries if entry is not None for line in _lines(entry)]
    return drawing.draw(context, "form_errors", lines=lines, count=len(lines)) if lines else SafeString("")


@register.simple_tag(takes_context=True)
def error_prefix(context: template.Context) -> str:
    """Return "Error: " for the title when any form of the page was refused."""
    for value in context.flatten().values():
        if (
            isinstance(value, BaseForm | BaseFormSet | list)
            and getattr(value, "is_bound", True)
            and any(True for _line in _lines(value))
        ):
            return gettext("Error: ")
    return ""


@register.simple_tag(takes_context=True)
def form_rows(
    context: template.Context,
    formset: BaseFormSet,
    legend: str,
    add: str = "",
    hint: str = "",
    target: str = "",
) -> SafeString:
    """Show a formset as rows with buttons to add and remove; they work without JavaScript."""
    rows = [form for form in formset.forms if not _deleted(form)]
    gone = [form for form in formset.forms if _deleted(form)]
    room = len(rows) < formset.max_num
    values = {
        "rows": rows,
        "gone": gone,
        "legend": legend,
        "add": add if room else "",
        "hint": hint,
        "target": target,
    }
    return drawing.draw(context, "form_rows", formset=formset, **values)


def _deleted(form: Any) -> bool:
    return form.is_bound and form.prefix is not None and form.data.get(f"{form.prefix}-DELETE") == "on"


def _address(bound: BoundField) -> str:
    """Return the id of the field's first control."""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id)


def _lines(entry: Entry) -> Iterator[dict[str, str]]:
    """Yield message and address of every error of a form, of a formset's forms, or of a list of both."""
    if isinstance(entry, list):
        for each in entry:
            if isinstance(each, BaseForm | BaseFormSet):
                yield from _lines(each)
        return
    if isinstance(entry, BaseFormSet):
        if entry.is_bound:
            yield from ({"text": str(text), "id": ""} for text in entry.non_form_errors())
            for form in entry.forms:
                yield from _lines(form)
        return
    for name, errors in entry.errors.items():
        bound = entry[name] if name in entry.fields else None
        address = _address(bound) if bound and not bound.is_hidden else ""
        label = f"{bound.label}: " if bound and bound.label else ""
        yield from ({"text": f"{label}{text}", "id": address} for text in errors)


@register.simple_tag
def row_number(form: BaseForm) -> str:
    """Return the number of a formset's form, which its remove button sends."""
    return str(form.prefix).rpartition("-")[2]
