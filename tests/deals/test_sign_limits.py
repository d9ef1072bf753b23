"""What bounds a signatory and whoever poses as one: also when the place where tries are counted is away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from deals.models import Invitation, Programme, Question, Signature
from employers.models import Employer
from notices.models import Notice
from tests.conftest import LookingClient
from tests.deals import signing
from tests.deals.sign_pages import Visitor, invited, visitor, words


@pytest.fixture
def invitation(officer: User, programme: Programme, helmgras: Employer) -> Invitation:
    return invited(signing.offered(officer, programme, helmgras.organisation), officer)["employer"]


@pytest.fixture
def without_a_cache(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/nothing.sock",
        }
    }


def test_people_sign_while_nobody_can_count_their_tries(
    invitation: Invitation, without_a_cache: None
) -> None:
    person = Visitor(LookingClient(), invitation)

    wrong = person.client.get("/sign/never-sent/")
    person.enter()
    person.sign()

    assert wrong.status_code == 404
    assert Signature.objects.count() == 1


def test_five_wrong_codes_end_a_code_while_nobody_can_count_tries(
    invitation: Invitation, without_a_cache: None
) -> None:
    person = Visitor(LookingClient(), invitation)
    person.open_letter()
    code = person.ask_code()
    wrong = "000000" if code != "000000" else "111111"

    for _try in range(5):
        person.client.post(f"{person.page}code/", {"code": wrong})
    answer = person.client.post(f"{person.page}code/", {"code": code})

    assert answer.status_code == 422
    assert "Who are you?" in words(person.client.get(person.page))


@pytest.mark.django_db
def test_document_is_checked_while_nobody_can_count_uploads(client: Client, without_a_cache: None) -> None:
    answer = client.post("/verify/", {"file": SimpleUploadedFile("deal.pdf", b"nothing of ours")})

    assert answer.status_code == 200


def test_account_manager_gets_no_flood_of_questions(invitation: Invitation) -> None:
    person = visitor(invitation)
    person.enter()

    answers = [
        person.client.post(f"{person.page}question/", {"question": f"Why, for the time {number}?"})
        for number in range(11)
    ]

    assert [each.status_code for each in answers] == [302] * 10 + [409]
    assert "Wait for the answers, or call your contact." in words(answers[-1])
    assert Question.objects.count() == 10
    assert Notice.objects.filter(kind="signing_question").count() == 10
