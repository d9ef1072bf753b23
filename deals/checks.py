"""What an administrator of the installation hears before it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from deals.documents.keys import sealing_key
from deals.documents.reasons import NoSeal
from deals.documents.trust import roots
from deals.providers import provider


@register("documents", deploy=True)
def proof_can_be_gathered(**kwargs: Any) -> list[CheckMessage]:
    """Warn when the settings ask for more proof than can be had."""
    if not settings.SEAL_TRUST_FILE:
        return []
    if not settings.TIMESTAMP_URL:
        return [Warning("SEAL_TRUST_FILE does nothing without TIMESTAMP_URL.", id="deals.W002")]
    if not Path(settings.SEAL_TRUST_FILE).exists():
        return [Info("SEAL_TRUST_FILE names a file that is not on this machine.", id="deals.I002")]
    try:
        roots()
    except NoSeal as why:
        return [Warning(f"Documents cannot be sealed. {why}", id="deals.W003")]
    return []


@register("documents", deploy=True)
def seal_is_there(**kwargs: Any) -> list[CheckMessage]:
    """Warn when signed deals would wait for a seal."""
    if settings.DEMO and not settings.SEAL_KEY_FILE:
        return []  # the demo makes its own when it needs one
    if settings.SEAL_KEY_FILE and not Path(settings.SEAL_KEY_FILE).exists():
        return [Info("SEAL_KEY_FILE names a file that is not on this machine.", id="deals.I001")]
    try:
        sealing_key()
    except NoSeal as why:
        return [Warning(f"Documents cannot be sealed. {why}", id="deals.W001")]
    return []


@register("signing")
def provider_is_there(**kwargs: Any) -> list[CheckMessage]:
    """Refuse an adapter for signing that cannot be used: else the first to notice is somebody who signs."""
    try:
        provider()
    except Exception as why:  # whatever an adapter does when it is made
        return [Error(f"SIGNING_PROVIDER cannot be used. {type(why).__name__}: {why}", id="deals.E001")]
    return []
