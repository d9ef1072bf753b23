"""Signing with an outside provider, for an advanced or qualified signature. docs/signing-provider.md says how to add one.

Without one (the setting SIGNING_PROVIDER is empty) people sign here, by a typed name: a simple electronic signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from deals.models import SignatureLevel

if TYPE_CHECKING:
    from deals.models import Invitation


class NotSigned(Exception):
    """The provider says that nothing was signed, or its answer cannot be trusted; the words are for the reader."""


@dataclass(frozen=True)
class Proof:
    """What a provider says about a signature that was set there, once the adapter has checked the provider's own seal."""

    level: SignatureLevel  # advanced or qualified
    provider: str
    reference: str  # under which the provider keeps its proof; never the same twice
    signer: str  # the name that the provider vouches for
    text_hash: str  # the hash that was signed, as the provider gives it back

    def __post_init__(self) -> None:
        if self.level == SignatureLevel.SIMPLE or not (self.provider and self.reference and self.signer):
            raise ValueError(
                "A provider gives an advanced or qualified signature, with a name and a reference"
            )


class Provider(Protocol):
    """What an adapter does. It keeps nothing: the state between both calls is ours."""

    name: str  # as people know it, for "Sign with …"

    def begin(self, invitation: Invitation, *, text_hash: str, return_address: str) -> str:
        """Prepare a signature on this hash and return the address, of the provider, to send the signatory to."""

    def finish(self, data: Mapping[str, str]) -> Proof:
        """Return the proof of what came back with the signatory. Raises NotSigned."""


def provider() -> Provider | None:
    """Return the provider of this installation; None when people only sign here."""
    path = settings.SIGNING_PROVIDER
    return cast(Provider, import_string(path)()) if path else None
