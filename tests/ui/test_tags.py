"""Components: what they promise, and that a mistake in a template is an error."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory

from ui.templatetags.ui_parts import ICONS


def render(source: str, **context: object) -> str:
    return " ".join(engines["django"].from_string(source).render(context).split())


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "no-such-icon" %}',
        '{% icon "plus" colour="red" %}',
        '{% btn "shiny" %}x{% endbtn %}',
        '{% btn "primary" herf="/" %}x{% endbtn %}',
        '{% badge "positive" "circle-check" %}',
        '{% card "Title" tone="x" %}{% endcard %}',
        "{% page_head %}{% endpage_head %}",
    ],
)
def test_a_mistake_in_a_template_is_an_error(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source)


def test_button_is_a_link_with_an_address_and_submits_without() -> None:
    link = render('{% btn "primary" href="/deals/" icon="plus" %}New{% endbtn %}')
    button = render('{% btn "secondary" name="draft" value="1" hx_post="/x" %}Keep{% endbtn %}')

    assert link.startswith('<a class="nl-button nl-button--primary" href="/deals/">')
    assert button.startswith(
        '<button class="nl-button nl-button--secondary" type="submit" name="draft" value="1" hx-post="/x">'
    )


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "info" "clock" words %}',
        '{% btn "primary" href=words %}{{ words }}{% endbtn %}',
        "{% card words lead=words %}{% endcard %}",
        "{% figure words words %}",
        "{% empty_state words %}{% endempty_state %}",
        '{% page_head words %}{% crumb words words %}{% meta "flag" %}{{ words }}{% endmeta %}{% endpage_head %}',
        "{% facts %}{% fact words words note=words %}{% endfacts %}",
        "{% doc words words meta=words %}",
        "{% people 1 1 1 label=words %}",
        "{% search_box words %}",
    ],
)
def test_words_are_escaped(source: str) -> None:
    page = render(source, words='<script>"')

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_page_head_puts_everything_in_its_place() -> None:
    page = render(
        '{% page_head "Helmgras" %}{% btn "primary" href="/x" %}Act{% endbtn %}{% crumb "Deals" "/deals/" %}'
        '{% meta "flag" %}Until May{% endmeta %}{% steps steps current=2 %}'
        "{% kicker %}BHAG{% endkicker %}{% endpage_head %}",
        steps=[("Employer", "/1"), ("Promises", None)],
    )

    parts = (
        'href="/deals/"',
        'aria-current="page">Helmgras',
        "BHAG",
        "<h1",
        "Until May",
        'aria-current="step">Promises',
        'href="/x"',
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count("<h1") == 1


def test_nested_parts_do_not_leak_into_the_next_head() -> None:
    page = render(
        '{% page_head "One" %}{% crumb "Deals" "/d/" %}{% endpage_head %}{% page_head "Two" %}{% endpage_head %}'
    )

    assert page.count("hs-breadcrumb") == 1


def test_table_gets_roles_and_scopes() -> None:
    page = render(
        '{% table caption="Deals" %}<thead><tr><th>Name</th></tr></thead>'
        '<tbody><tr><th class="is-name">A</th><td>B</td></tr></tbody>{% endtable %}'
    )

    assert '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Name</th>' in page
    assert '<th role="rowheader" scope="row" class="is-name">A</th><td role="cell">B</td>' in page


def test_sort_header_turns_around_keeps_filters_and_forgets_the_page() -> None:
    request = RequestFactory().get("/deals/?state=on&sort=name&after=x")

    page = render(
        '{% sort_header "name" "Name" %}{% sort_header "places" "Places" num=True %}', request=request
    )

    assert 'aria-sort="ascending"><a class="hs-sort" href="?state=on&amp;sort=-name">' in page
    assert '<th class="hs-num"><a class="hs-sort" href="?state=on&amp;sort=places">' in page


def test_timeline_tells_what_comes_next_in_words() -> None:
    moment = {
        "on": dt.date(2021, 9, 14),
        "date": "14 September 2021",
        "title": "Talk",
        "text": "",
        "kind": "next",
    }

    page = render("{% timeline moments %}", moments=[moment])

    assert '<li class="is-next"><time datetime="2021-09-14">14 September 2021</time>' in page
    assert "(comes next)" in page


def test_a_job_under_way_asks_again_and_a_finished_one_does_not() -> None:
    under_way = render('{% progress poll="/job/" %}<p>Busy</p>{% endprogress %}')
    finished = render("{% progress %}<p>Done</p>{% endprogress %}")

    assert ('hx-get="/job/"' in under_way, "<noscript>" in under_way) == (True, True)
    assert ("hx-get" in finished, "aria-busy" in finished) == (False, False)


def test_ids_are_unique_on_a_page() -> None:
    page = render(
        "{% cells 1 1 1 %}{% cells 1 1 1 %}{% people 0 1 0 label='x' %}", request=RequestFactory().get("/")
    )

    ids = [part.partition('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 3


def test_too_many_places_to_count_become_a_bar() -> None:
    assert "hs-bar" in render("{% cells 100 0 400 %}{% people 100 0 400 label='x' %}")


def test_every_icon_that_a_template_names_is_there() -> None:
    named = re.compile(
        r'\{%\s*(?:icon|meta)\s+"([\w-]+)"|icon(?:_end)?="([\w-]+)"|badge\s+"\w+"\s+"([\w-]+)"'
    )
    pages = "\n".join(
        path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates").rglob("*.html")
    )

    assert {name for groups in named.findall(pages) for name in groups if name} - ICONS == set()
