"""What was sent, to whom and why: for the staff of the municipality, and in the demo for everyone."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from notices.models import Notice
from tests.placements.rounds import deal_to_ask, send_all, write_all


@pytest.fixture
def letter(officer: User, programme: Any, helmgras: Any, employer: User) -> Notice:
    """A reminder that was sent."""
    deal_to_ask(officer, programme, helmgras.organisation)
    write_all()
    send_all()
    return Notice.objects.get()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    letter: Notice, officer: User, count: int, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count - 1):
        add(letter, f"reader{number}@example.org")
    client = signed_in(officer)

    with django_assert_num_queries(10):
        page = client.get("/letters/").content.decode()

    assert page.count("<td") == 3 * count


def add(letter: Notice, address: str, **values: Any) -> Notice:
    return Notice.objects.owe(
        letter.kind,
        letter,
        to=address,
        period="z",
        at=timezone.now(),
        municipality=letter.municipality,
        context=letter.context,
    )


def test_filters_and_pages_stand_in_the_address(letter: Notice, officer: User, signed_in: Any) -> None:
    for number in range(30):
        add(letter, f"reader{number}@example.org")
    client = signed_in(officer)

    first = client.get("/letters/?state=queued").content.decode()
    older = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(f"/letters/{older}").content.decode()

    assert "state=queued" in older
    assert (first.count("@example.org"), second.count("@example.org")) == (25, 5)
    assert "employer@helmgras.example" not in first + second
    assert 'rel="prev"' in second


def test_letters_of_one_deal(letter: Notice, officer: User, signed_in: Any) -> None:
    client = signed_in(officer)

    assert "employer@helmgras.example" in client.get(f"/letters/?deal={letter.subject_id}").content.decode()
    assert "employer@helmgras.example" not in client.get("/letters/?deal=another").content.decode()


def test_one_letter_as_it_was_sent_and_why(letter: Notice, officer: User, signed_in: Any) -> None:
    page = signed_in(officer).get(f"/letters/{letter.public_id}/").content.decode()

    assert "This is reminder 1." in page
    assert "Dear people of Helmgras Groen," in page
    assert "/progress/•••••/" in page


def test_the_letter_as_mail_brings_its_own_styles_and_nothing_else(
    letter: Notice, officer: User, signed_in: Any
) -> None:
    response = signed_in(officer).get(f"/letters/{letter.public_id}/mail/")

    policy = response["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox allow-popups" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_the_neighbour_sees_none_of_it(letter: Notice, neighbour: User, signed_in: Any) -> None:
    client = signed_in(neighbour)

    assert "helmgras" not in client.get("/letters/").content.decode().lower()
    for part in ("", "mail/"):
        assert client.get(f"/letters/{letter.public_id}/{part}").status_code == 404
    for part in ("stop/", "again/"):
        assert client.post(f"/letters/{letter.public_id}/{part}").status_code == 404


def test_the_privacy_officer_reads_but_does_not_stop(
    letter: Notice, privacy_officer: User, signed_in: Any
) -> None:
    waiting = add(letter, "late@example.org")
    client = signed_in(privacy_officer)

    assert "Do not send" not in client.get(f"/letters/{waiting.public_id}/").content.decode()
    assert client.post(f"/letters/{waiting.public_id}/stop/").status_code == 403


def test_in_the_demo_everyone_reads_each_letter_with_its_link(
    officer: User, programme: Any, helmgras: Any, employer: User, client: Any, settings: Any, tmp_path: Any
) -> None:
    client.cookies["language"] = "en"
    settings.DEMO = True
    settings.EMAIL_BACKEND = "notices.backends.EmlBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    deal_to_ask(officer, programme, helmgras.organisation)
    write_all()
    send_all()

    page = client.get("/letters/demo/").content.decode()
    address = page.partition('<th role="rowheader"')[2].partition('href="')[2].partition('"')[0]
    letter = client.get(address).content.decode()

    assert 'href="http://localhost:8000/progress/' in letter
    assert "This letter comes from a demonstration." in letter
    assert "How is your deal going?" in client.get(f"{address}mail/").content.decode()
    assert client.get("/letters/demo/no-such-letter/").status_code == 404


@pytest.mark.parametrize("address", ["/letters/demo/", "/letters/demo/x/", "/letters/demo/x/mail/"])
def test_outside_the_demo_there_is_no_such_page(db: None, client: Any, settings: Any, address: str) -> None:
    settings.EMAIL_BACKEND = "notices.backends.EmlBackend"

    assert client.get(address).status_code == 404


def test_a_day_without_letters_says_what_they_follow_from(officer: User, signed_in: Any) -> None:
    assert "Letters follow from what happens to deals" in signed_in(officer).get("/letters/").content.decode()
