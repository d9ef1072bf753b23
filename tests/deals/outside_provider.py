"""A stand-in for an outside provider of signatures: its page, its answer under its own key, and its adapter.

It works as real ones do: an address with a request, a page where somebody signs the hash, and a way back with an
answer that only the provider can have made. Only the network between them is missing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from deals.models import Invitation, SignatureLevel
from deals.providers import NotSigned, Proof

KEY = b"known to the provider and its adapter"
HOME = "https://trustee.example/sign"


def sealed(facts: dict[str, str]) -> dict[str, str]:
    """Return what the provider sends back, under its own key."""
    text = urlsafe_b64encode(json.dumps(facts).encode()).decode()
    return {"answer": text, "mac": hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()}


class Trustee:
    """The adapter: what an installation would name in SIGNING_PROVIDER."""

    name = "Trustee"

    def begin(self, invitation: Invitation, *, text_hash: str, return_address: str) -> str:
        """Send the hash along, and where to come back."""
        return f"{HOME}?{urlencode({'hash': text_hash, 'back': return_address})}"

    def finish(self, data: Mapping[str, str]) -> Proof:
        """Check the provider's key before anything it says."""
        text, mac = data.get("answer", ""), data.get("mac", "")
        if not hmac.compare_digest(hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest(), mac):
            raise NotSigned("The answer did not come from Trustee.")
        facts: dict[str, Any] = json.loads(urlsafe_b64decode(text))
        if facts["outcome"] != "signed":
            raise NotSigned("You stopped at Trustee. Nothing was signed.")
        level = SignatureLevel(facts["level"])
        return Proof(level, self.name, facts["reference"], facts["signer"], facts["hash"])


def visit(address: str, **facts: str) -> str:
    """Go to the provider's page as the browser would, and sign there; return the path it sends the browser back to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    answer = {"outcome": "signed", "level": "qualified", "signer": "E.M. de Vries", "hash": asked["hash"]}
    back = urlsplit(asked["back"])
    return f"{back.path}?{back.query}&{urlencode(sealed({**answer, 'reference': 'T-2026-001', **facts}))}"
