"""What the component tags share: drawing their template, unique keys, and what nested tags hand up."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from ui.themes import DEFAULT


def draw(context: template.Context, component: str, **values: Any) -> SafeString:
    """Render `templates/components/<component>.html` with these values only."""
    found = context.template.engine.get_template(f"components/{component}.html")  # type: ignore[union-attr]
    return found.render(context.new(values))


def trimmed(content: str) -> SafeString:
    """Return a block tag's rendered content without the white space around it; empty when that is all."""
    return mark_safe(content.strip())  # noqa: S308  it was rendered and escaped already


def attributes(**values: str) -> SafeString:
    """Write the attributes that have a value: `hx_get` becomes `hx-get`."""
    pairs = ((name.replace("_", "-"), value) for name, value in values.items() if value != "")
    return format_html_join("", ' {}="{}"', pairs)


def key(context: template.Context, stem: str) -> str:
    """Return an id that no other component on this page has."""
    page = _page(context)
    page["count"] = page.get("count", 0) + 1
    return f"{stem}-{page['count']}"


def collected(context: template.Context) -> dict[str, Any]:
    """Return where nested tags leave their parts for the tag around them."""
    return _page(context).setdefault("collected", {})


def theme(context: template.Context) -> str:
    """Return the name of the reader's theme."""
    return getattr(context.get("shell"), "theme", "") or DEFAULT


def _page(context: template.Context) -> dict[str, Any]:
    """Return what is kept while one page is drawn: with its request, or else with the outermost context."""
    request = context.get("request")
    kept: dict[str, Any] = (
        vars(request).setdefault("ui_page", {}) if request else context.dicts[0].setdefault("ui_page", {})
    )
    return kept
