"""Components of the page: see ui.py for how each is called."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ui.templatetags import drawing

register = template.Library()
ICONS = frozenset((Path(__file__).parent.parent / "vendor" / "icons.txt").read_text(encoding="utf-8").split())
TONES = {
    "positive": "circle-check",
    "warning": "alert-triangle",
    "negative": "alert-triangle",
    "info": "info-circle",
}
KINDS = ("primary", "secondary", "subtle", "danger")
LEVELS = {"success": "positive", "error": "negative", "warning": "warning"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon beside words; an unknown name is a mistake in the template."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon {name!r}; see ui/vendor/icons.txt")
    return format_html(
        '<svg class="hs-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def badge(tone: str, icon_name: str, label: str) -> SafeString:
    """Show a state in words, with an icon; colour is extra."""
    return format_html('<span class="hs-badge hs-badge--{}">{}{}</span>', tone, icon(icon_name), label)


@register.simple_block_tag(takes_context=True)
def btn(
    context: template.Context,
    content: str,
    kind: str,
    href: str = "",
    icon: str = "",
    icon_end: str = "",
    id: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    formaction: str = "",
    copy: str = "",
    download: bool = False,
    disabled: bool = False,
    hx_get: str = "",
    hx_post: str = "",
    hx_target: str = "",
    hx_swap: str = "",
    hx_include: str = "",
) -> SafeString:
    """Show a link that looks like a button, or a submit button."""
    if kind not in KINDS:
        raise template.TemplateSyntaxError(f"A button is one of {', '.join(KINDS)}, not {kind!r}")
    return drawing.draw(
        context,
        "button",
        content=content,
        kind=kind,
        icon=icon,
        icon_end=icon_end,
        href=href,
        download=download,
        disabled=disabled,
        attributes=drawing.attributes(
            id=id, name=name, value=value, form=form, formaction=formaction, data_copy=copy,
            hx_get=hx_get, hx_post=hx_post, hx_target=hx_target, hx_swap=hx_swap, hx_include=hx_include,
        ),
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def page_head(
    context: template.Context,
    content: str,
    title: str,
    lead: str = "",
    kicker: str = "",
    crumb_label: str = "",
) -> SafeString:
    """Show the band above the page; crumbs, meta and steps inside it find their own places."""
    inside = drawing.collected(context)
    return drawing.draw(
        context,
        "page_head",
        title=title,
        lead=lead,
        kicker=inside.pop("kicker", kicker),
        crumb_label=crumb_label or title,
        crumbs=inside.pop("crumbs", []),
        meta=inside.pop("meta", []),
        steps=inside.pop("steps", ""),
        actions=drawing.trimmed(content),
    )


@register.simple_tag(takes_context=True)
def crumb(context: template.Context, label: str, url: str) -> str:
    """Add one level to the page head's way back."""
    drawing.collected(context).setdefault("crumbs", []).append((label, url))
    return ""


@register.simple_block_tag(takes_context=True)
def kicker(context: template.Context, content: str) -> str:
    """Put a line, perhaps with a badge, above the page head's title."""
    drawing.collected(context)["kicker"] = content
    return ""


@register.simple_block_tag(takes_context=True)
def meta(context: template.Context, content: str, icon: str) -> str:
    """Add one short fact to the page head."""
    drawing.collected(context).setdefault("meta", []).append((icon, content))
    return ""


@register.simple_tag(takes_context=True)
def steps(context: template.Context, items: Sequence[tuple[str, str | None]], current: int) -> str:
    """Show where the reader is in a few steps; inside a page head they stand under the title."""
    listed = [
        {"label": label, "url": url, "current": at == current} for at, (label, url) in enumerate(items, 1)
    ]
    drawing.collected(context)["steps"] = drawing.draw(context, "steps", items=listed)
    return ""


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context,
    content: str,
    title: str = "",
    lead: str = "",
    id: str = "",
    accent: bool = False,
    area: str = "",
    level: int = 2,
) -> SafeString:
    """Show a block of content with its heading."""
    key = id or drawing.key(context, "card")
    values = {"title": title, "lead": lead, "key": key, "accent": accent, "area": area, "level": level}
    return drawing.draw(context, "card", content=content, **values)


@register.simple_block_tag(takes_context=True)
def alert(context: template.Context, content: str, tone: str, title: str = "", id: str = "") -> SafeString:
    """Show something that the reader must not miss."""
    return drawing.draw(context, "alert", content=content, tone=tone, icon=TONES[tone], title=title, id=id)


@register.simple_block_tag(takes_context=True)
def empty_state(context: template.Context, content: str, title: str, icon: str = "inbox") -> SafeString:
    """Say that there is nothing here, and what to do next."""
    return drawing.draw(context, "empty_state", content=drawing.trimmed(content), title=title, icon=icon)


@register.simple_block_tag(takes_context=True)
def progress(context: template.Context, content: str, poll: str = "", every: int = 2) -> SafeString:
    """Show a job under way; `poll` answers with this same part, without `poll` once it is done."""
    return drawing.draw(context, "progress", content=content, poll=poll, every=every)


@register.simple_tag
def refresh(seconds: int = 5) -> SafeString:
    """Load the page again after a while for readers without JavaScript; stands in the `head_extra` block."""
    return format_html('<noscript><meta http-equiv="refresh" content="{}"></noscript>', seconds)


@register.simple_block_tag(takes_context=True)
def definition(context: template.Context, content: str, title: str, opened: bool = False) -> SafeString:
    """Explain on demand: how we count, what a word means."""
    return drawing.draw(context, "definition", content=content, title=title, opened=opened)


@register.simple_block_tag(takes_context=True)
def date_leaf(context: template.Context, content: str, day: dt.date) -> SafeString:
    """Show a calendar leaf beside a date in words."""
    return drawing.draw(context, "date_leaf", content=content, month=date_format(day, "b"), number=day.day)


@register.simple_block_tag(takes_context=True)
def table(
    context: template.Context,
    content: str,
    caption: str = "",
    labelled_by: str = "",
    fold: bool = True,
    css: str = "",
) -> SafeString:
    """Show a table whose rows fold on a small screen; folding drops roles in Safari, so they are written."""
    head, end, body = content.partition("</thead>")
    if not end:
        head, body = "", content
    rows = _with_roles(head, "columnheader", "col") + end + _with_roles(body, "rowheader", "row")
    css = " ".join(filter(None, ("hs-compact" if fold else "", css)))
    values = {"caption": caption, "labelled_by": labelled_by, "css": css, "fold": fold}
    return drawing.draw(context, "table", content=mark_safe(rows), **values)  # noqa: S308


def _with_roles(rows: str, role: str, scope: str) -> str:
    rows = re.sub(r"<(thead|tbody|tfoot)\b", r'<\1 role="rowgroup"', rows)
    rows = re.sub(r"<tr\b", '<tr role="row"', rows)
    rows = re.sub(r"<td\b", '<td role="cell"', rows)
    return re.sub(r"<th\b", f'<th role="{role}" scope="{scope}"', rows)


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, key: str, label: str, num: bool = False) -> SafeString:
    """Show a column heading that sorts; the link keeps the filters and leaves the page number."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query["sort"] = f"-{key}" if order == "ascending" else key
    for name in ("after", "before", "page"):
        query.pop(name, None)
    return drawing.draw(
        context, "sort_header", label=label, order=order, url=f"?{query.urlencode()}", num=num
    )


@register.simple_tag(takes_context=True)
def chips(context: template.Context, items: Iterable[tuple[str, str]], clear_url: str = "") -> SafeString:
    """Show the chosen filters, each with a way to drop it."""
    return drawing.draw(context, "chips", items=list(items), clear_url=clear_url)


@register.simple_block_tag(takes_context=True)
def filters(context: template.Context, content: str, chosen: int = 0, action: str = "") -> SafeString:
    """Show a filter form beside a list; it is a GET form, so every view of the list has an address."""
    return drawing.draw(context, "filters", content=content, chosen=chosen, action=action)


@register.simple_tag(takes_context=True)
def search_box(
    context: template.Context, value: str = "", name: str = "q", label: str = "", id: str = "q"
) -> SafeString:
    """Show a search field with its button."""
    return drawing.draw(context, "search_box", value=value or "", name=name, label=label, id=id)


@register.simple_tag(takes_context=True)
def pagination(
    context: template.Context, newer: str = "", older: str = "", by_name: bool = False
) -> SafeString:
    """Show the way to newer and older rows; in a list by name to the previous and the next."""
    return drawing.draw(context, "pagination", newer=newer, older=older, by_name=by_name)


@register.simple_tag(takes_context=True)
def doc(
    context: template.Context,
    name: str,
    url: str,
    meta: str = "",
    icon: str = "file-text",
    download: bool = False,
) -> SafeString:
    """Show one document of a list."""
    return drawing.draw(context, "doc", name=name, url=url, meta=meta, icon=icon, download=download)


@register.simple_tag(takes_context=True)
def timeline(context: template.Context, moments: Iterable[Any]) -> SafeString:
    """Show what happened and what comes."""
    return drawing.draw(context, "timeline", moments=list(moments))


@register.filter
def tone(level: str) -> str:
    """Return the tone of a message's level."""
    return LEVELS.get(level, "info")


@register.filter
def tone_icon(level: str) -> str:
    """Return the icon of a message's level."""
    return TONES[tone(level)]


@register.filter
def inline_svg(drawn: str) -> SafeString:
    """Return an SVG that our own code made, without its XML declaration, to stand in the page."""
    return mark_safe(drawn[drawn.index("<svg") :])  # noqa: S308
