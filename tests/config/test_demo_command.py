"""The command that fills the demo leaves a filled database alone."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_database_with_people_in_it_is_left_alone(officer: User) -> None:
    said = StringIO()

    call_command("demo", stdout=said)

    assert "leaves this database alone" in said.getvalue()
    assert User.objects.count() == 1
