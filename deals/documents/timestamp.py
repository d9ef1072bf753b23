"""Asks a time-stamp authority (RFC 3161) when a hash existed, and believes it only when its clock is right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from asn1crypto import tsp
from django.utils.translation import gettext_noop
from pyhanko.sign.timestamps import TimeStamper

from deals.documents.reasons import NoSeal

PATIENCE = 5  # seconds for an answer; it is asked twice, within the lease of one step
MOST_BYTES = 1_000_000
MOST_APART = timedelta(minutes=5)
HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
AWAY = gettext_noop("The time-stamp authority gave no usable answer (%(error)s).")
APART = gettext_noop(
    "The clock of the time-stamp authority says %(theirs)s, ours says %(ours)s (UTC). Nothing is sealed until they agree."
)


class TimeStampAuthority(TimeStamper):
    """An authority at a web address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send the request and return the answer. Raises NoSeal when there is none, or its time cannot be."""
        request = Request(self.url, data=req.dump(), headers=HEADERS)  # noqa: S310  from the settings
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                response = tsp.TimeStampResp.load(answer.read(MOST_BYTES), strict=True)
            given = _moment_of(response)
        except (OSError, HTTPException, ValueError, TypeError, KeyError) as error:
            if isinstance(error, HTTPError):
                error.close()
            raise NoSeal(AWAY, error=type(error).__name__) from error
        _compare(given, datetime.now(UTC))
        return response


def _moment_of(response: tsp.TimeStampResp) -> datetime:
    """Return the time in an answer; a refusal has none."""
    if response["status"]["status"].native not in {"granted", "granted_with_mods"}:
        raise PermissionError("the authority refused")
    token = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    return token["gen_time"].native


def _compare(theirs: datetime, ours: datetime) -> None:
    """Refuse a time that differs too much from ours (RFC 3161, 2.2): a wrong moment would be sealed for good."""
    if abs(theirs - ours) > MOST_APART:
        raise NoSeal(APART, theirs=f"{theirs:%Y-%m-%d %H:%M}", ours=f"{ours:%Y-%m-%d %H:%M}")
