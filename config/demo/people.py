"""The demo's accounts: one password, which is public, so they are refused outside the demo."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Organisation, User
from accounts.roles import Role

PASSWORD = "handslag-demo"  # noqa: S105 - public on purpose
SINCE = datetime(2019, 1, 1, tzinfo=UTC)


class Accounts:
    """Makes demo accounts; the password is hashed once, because that is slow on purpose."""

    def __init__(self) -> None:
        self.hashed = make_password(PASSWORD)

    def add(self, email: str, name: str, role: Role, *of: Organisation, function: str = "") -> User:
        """Save a person with one role for each of the organisations, ready to sign in."""
        user = User(email=email, full_name=name, function=function, is_demo=True, password=self.hashed)
        user.phone = "14 010" if role in {Role.OFFICER, Role.ALDERMAN} else ""
        user.save()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        for organisation in of:
            Membership.objects.create(
                user=user, organisation=organisation, role=role, since=SINCE, manages_members=True
            )
        return user
