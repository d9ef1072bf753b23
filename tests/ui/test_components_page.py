"""The page of components is the test bed: every part, at every width, light and dark."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.browser import PageAt, assert_sound, violations

BAD_PAGE = """<html><head><title></title></head><body><img src="x.png"><a href="#"></a>
<input type="text"><p style="color:#bbb;background:#fff">pale</p><div role="button">no name, no focus</div></body></html>"""


@pytest.mark.browser
def test_components_are_accessible_and_fit(page_at: PageAt, officer: User) -> None:
    page = page_at(user=officer).open(reverse("ui:components"))

    assert_sound(page, [(width, 900, scheme) for width in (320, 390, 1280) for scheme in ("light", "dark")])


@pytest.mark.browser
def test_a_bad_page_is_found_out(page_at: PageAt) -> None:
    page = page_at().page
    page.set_content(BAD_PAGE)

    found = {line.partition(" ")[0] for line in violations(page)}

    assert {"image-alt", "label", "link-name", "color-contrast", "html-has-lang", "document-title"} <= found
