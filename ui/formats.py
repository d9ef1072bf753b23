"""Days, moments and numbers as people read them, in the language of the reader."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

NOTHING = "–"
DAY = "j F Y"
MOMENT = "j F Y, H:i"


def day(value: dt.date | None, *, short: bool = False) -> str:
    """Return `14 september 2021`, or `14 sep 2021` when short."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    return date_format(value, "j b Y" if short else DAY)


def moment(value: dt.datetime | None) -> str:
    """Return day and time in the local time zone: `14 september 2021, 14:32`."""
    return NOTHING if value is None else date_format(timezone.localtime(value), MOMENT)


def number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """Return `1.500` in Dutch and `1,500` in English."""
    if value is None:
        return NOTHING
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def percent(part: int | float | Decimal, whole: int | float | Decimal) -> str:
    """Return the share in whole per cents, rounded half up; a dash when there is no whole."""
    if not whole:
        return NOTHING
    return f"{int(Decimal(part) * 100 / Decimal(whole) + Decimal('0.5'))}%"


def size(count: int) -> str:
    """Return a file size in the units that people know: `412 kB`, `1,2 MB`, `20 MB`."""
    if count < 1024 * 1024:
        return gettext("%(count)s kB") % {"count": number(max(1, round(count / 1024)))}
    millions = round(count / 1024 / 1024, 1)
    return gettext("%(count)s MB") % {"count": number(millions, 1 if millions < 10 else 0)}
