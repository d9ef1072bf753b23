"""The components, at hand in every template without a load tag. An unknown argument is a TemplateSyntaxError.

Words and marks
    {% icon "plus" %}                   decorative; the names are in ui/vendor/icons.txt
    {% badge "warning" "alert-triangle" _("Behind") %}   tones: neutral positive warning negative info
    {% btn "primary" href=url icon="plus" %}New deal{% endbtn %}   kinds: primary secondary subtle danger
        a link with href, else a submit button; also icon_end name value form formaction id download disabled
        hx_get hx_post hx_target hx_swap hx_include copy (the text for a copy button)
    {% definition _("When does a place count?") %}<p>…</p>{% enddefinition %}   opens on demand

The page
    {% page_head title lead="" kicker="" %}   the band with the only <h1>; inside it, in any order:
        {% crumb _("Deals") url %}          the way back, one per level, without the page itself
        {% kicker %}BHAG Deal {% badge … %}{% endkicker %}   the line above the title (or kicker="words")
        {% meta "calendar-event" %}Signed on …{% endmeta %}
        {% steps items current=2 %}         items: [(label, url or None), …]
        {% btn … %}                         whatever else stands inside becomes the actions
    {% endpage_head %}
    {% card _("Documents") lead="" id="" accent=False area="" level=2 %}…{% endcard %}
    {% alert "warning" title="" id="" %}…{% endalert %}   tones: info positive warning negative
    {% empty_state _("No deals yet") icon="inbox" %}what to do next{% endempty_state %}
    {% progress poll=url %}…{% endprogress %}   a job under way: htmx asks again; also put {% refresh 5 %} in
                                            block head_extra, for readers without JavaScript
    {% date_leaf day %}words{% enddate_leaf %}

Lists
    {% table labelled_by="id" caption="" fold=True css="" %}<thead>…</thead><tbody>…</tbody>{% endtable %}
        write plain <tr>, <th>, <td>: roles and scopes are added. On a small screen rows fold by class:
        is-name is-state is-bar is-count is-more (+ data-label="…"); numbers: hs-num; th of bars: hs-barcol
    {% sort_header "name" _("Employer") num=False %}   a <th> whose link keeps the filters (?sort=name, -name)
    {% chips items clear_url %}             the chosen filters: [(label, url without it), …]
    {% filters chosen=2 action="" %}fields{% endfilters %}   a GET form, folded on a small screen
    {% search_box value name="q" label=_("Search by name") %}   inside a GET form
    {% pagination newer=url older=url by_name=False %}    keyset pages
    <ul class="hs-list">{% doc name url meta="PDF, 412 kB" icon="file-text" download=False %}</ul>
    {% timeline moments %}                  each: on, date (words), title, text, url, kind ("", next, future)

Figures (the words stand beside them; the drawing is hidden from screen readers)
    {% facts %}{% fact "262" _("people placed") note="52%" tone="behind" %}{% endfacts %}
    {% figure "7" _("of 12 places are filled") %}   one big number
    {% people done busy open label=_("12 promised places: …") %}
    {% cells done busy open %}   {% bar value total extra=0 mark=None %}   {% swatch "target" %}
    {% legend done=7 busy=3 open=2 %}       keys with words
    {% funnel steps %}                      each: value (int), number (words), label, note
    {% trend chart %}                       a ui.trend.Trend: wide and narrow, one is shown

Forms (widgets, DayField and Form: ui/forms.py)
    {% form_errors form formset %}          the summary, above the form; <title> gets "Error:" by itself
    <form method="post" novalidate class="hs-form hs-stack">{% csrf_token %}{% field form.name %} …
    {% field form.name label="" hint="" %}  label, hint, error and aria in one; {{ form.name }}: no label
    {% form_rows formset legend=_("Support") add=_("Add support") %}   rows with buttons: forms.changed_rows
    <form data-guard>                       asks before unsaved changes are lost

Filters: day, short_day, moment, number, size: {{ deal.signed_on|day }}; percent() is in ui/formats.py
A page to confirm something extends "confirm.html".
"""

from django import template

from ui import formats
from ui.templatetags import ui_fields, ui_figures, ui_parts

register = template.Library()
for library in (ui_parts, ui_figures, ui_fields):
    register.tags |= library.register.tags
    register.filters |= library.register.filters

register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("number", formats.number)
register.filter("size", formats.size)


@register.filter
def short_day(value: object) -> str:
    """Return a day for a narrow column."""
    return formats.day(value, short=True)  # type: ignore[arg-type]
