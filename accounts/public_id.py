"""Random short ids for addresses: nobody counts or guesses rows from them."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that reads like another sign
LENGTH = 10


def new_public_id() -> str:
    """Return ten random signs: about 5.9e14 possibilities."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
