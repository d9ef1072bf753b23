"""How names are compared: sorted the Dutch way and found whatever their accents."""

import re
import unicodedata


def plain(text: str) -> str:
    """Return `text` without marks or case: 'Élise van der Meĳ' becomes 'elise van der meij'."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def sort_key(name: str) -> str:
    """Return the key that puts names in Dutch order on any database, whatever its collation."""
    return re.sub(r"[^a-z0-9 ]+", "", plain(name)).strip() or plain(name)
