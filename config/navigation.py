"""The frame around every page: whose registry it is, the menu of the reader's roles, languages, footer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organisation, User
from accounts.roles import Role
from deals.models import Deal
from ui.themes import DEFAULT

MENU: tuple[tuple[str, str | Promise, frozenset[Role]], ...] = (
    ("home", _("Today"), frozenset({Role.OFFICER, Role.ADMINISTRATOR})),
    ("home", _("Overview"), frozenset({Role.ALDERMAN, Role.PARTNER, Role.PRIVACY_OFFICER})),
    ("reports:dashboard", _("Your deal"), frozenset({Role.EMPLOYER})),
    ("deals:list", _("Deals"), frozenset(Role) - {Role.PRIVACY_OFFICER}),
    ("employers:list", _("Employers"), frozenset({Role.OFFICER, Role.ADMINISTRATOR})),
    ("partners:list", _("Partners"), frozenset({Role.OFFICER, Role.ADMINISTRATOR})),
    ("placements:list", _("Places"), frozenset({Role.OFFICER, Role.EMPLOYER, Role.ADMINISTRATOR})),
    ("events:list", _("Events"), frozenset({Role.OFFICER, Role.PARTNER, Role.ALDERMAN, Role.ADMINISTRATOR})),
    ("reports:list", _("Reports"), frozenset({Role.OFFICER, Role.ALDERMAN, Role.ADMINISTRATOR})),
    ("deals:practices", _("Good practices"), frozenset({Role.OFFICER, Role.ALDERMAN, Role.ADMINISTRATOR})),
    ("notices:list", _("Letters"), frozenset({Role.OFFICER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})),
    ("deals:programmes", _("Programmes"), frozenset({Role.ADMINISTRATOR})),
    ("accounts:members", _("Members"), frozenset({Role.ADMINISTRATOR})),
)
FOOTER = (
    ("accessibility", _("Accessibility")),
    ("privacy", _("Privacy")),
    ("help", _("Help and contact")),
    ("deals:verify", _("Check a document")),
)


ACCOUNT = (
    ("accounts:profile", _("Your details")),
    ("account_email", _("E-mail addresses")),
    ("account_change_password", _("Password")),
    ("mfa_index", _("Second step")),
    ("usersessions_list", _("Where you are signed in")),
)


@dataclass(frozen=True)
class Item:
    """One link of a menu; `current` is the value for aria-current."""

    label: str
    url: str
    current: str = ""
    count: int = 0


@dataclass(frozen=True)
class Shell:
    """What base.html shows around a page."""

    product: str = "Handslag"
    owner: str = ""
    theme: str = DEFAULT
    scheme: str = ""
    fictional: bool = False
    demo: bool = False
    user_name: str = ""
    home_url: str = "/"
    here: str = "/"
    menu: list[Item] = field(default_factory=list)
    account_menu: list[Item] = field(default_factory=list)
    footer: list[Item] = field(default_factory=list)
    other_languages: list[tuple[str, str]] = field(default_factory=list)
    language_url: str = ""
    account_url: str = ""
    login_url: str = ""
    logout_url: str = ""
    letters_url: str = ""
    verify_url: str = ""
    base_url: str = ""

    @property
    def stylesheet(self) -> str:
        """The static file with the theme's colours."""
        return f"css/theme-{self.theme}.css"

    def demo_accounts(self) -> list[User]:
        """Return whom a visitor of the demo may sign in as; outside the demo nobody."""
        return list(User.objects.filter(is_demo=True, is_active=True).order_by("pk")) if self.demo else []


def shell(request: HttpRequest) -> dict[str, object]:
    """Give every template its `shell`; it is worked out only by pages that show it."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> Shell:
    """Work out the frame for this reader."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        user = None
    organisations = [member.organisation for member in user.active_memberships] if user else []
    roles = user.roles if user else frozenset()
    municipality = getattr(request, "municipality", None) or (
        _municipality(user, organisations) if user else None
    )
    shown = [*organisations, municipality.organisation] if municipality else organisations
    return Shell(
        owner=municipality.organisation.name if municipality else "",
        theme=municipality.theme if municipality else DEFAULT,
        scheme=_scheme(request),
        fictional=any(one.is_fictional for one in shown),
        demo=settings.DEMO,
        user_name=str(user) if user else "",
        home_url=_address("home") or "/",
        here=request.get_full_path() if request.method == "GET" else request.path,
        menu=list(_items(request.path, [(name, label) for name, label, wanted in MENU if roles & wanted])),
        account_menu=list(_items(request.path, ACCOUNT)),
        footer=[Item(str(label), url) for name, label in FOOTER if (url := _address(name))],
        other_languages=[pair for pair in settings.LANGUAGES if pair[0] != get_language()],
        language_url=_address("set_language"),
        account_url=_address("accounts:profile") or _address("account_email"),
        login_url=_address("account_login"),
        logout_url=_address("account_logout"),
        letters_url=_address("notices:demo_letters") if settings.DEMO else "",
        verify_url=_address("deals:verify"),
        base_url=settings.BASE_URL,
    )


def _municipality(user: User, organisations: Iterable[Organisation]) -> Municipality | None:
    """Return the municipality that the person works for, else that of their newest deal."""
    own = next((one.municipality for one in organisations if hasattr(one, "municipality")), None)
    deals = Deal.objects.visible_to(user)
    theirs = Municipality.objects.filter(deals__in=deals).select_related("organisation")
    return own or theirs.order_by("-deals__updated_at", "pk").first()


def _items(path: str, entries: Iterable[tuple[str, str | Promise]]) -> Iterator[Item]:
    """Yield the entries that have a page; on a page below one of them, that is the current branch."""
    shown: set[str] = set()
    for name, label in entries:
        url = _address(name)
        if url and url not in shown:
            shown.add(url)
            below = url != "/" and path.startswith(url)
            yield Item(str(label), url, "page" if path == url else "true" if below else "")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _scheme(request: HttpRequest) -> str:
    """Return the colour scheme that the reader saved, if any."""
    saved = request.COOKIES.get("scheme", "")
    return saved if saved in ("light", "dark") else ""
