"""Random identifiers: 128 bits, URL-safe, telling nothing about order."""

from __future__ import annotations

import hashlib
import secrets

ID_LENGTH = 22


def random_id() -> str:
    """Return 22 URL-safe characters of 128 random bits; none begins with "-", which commands take for an option."""
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def digest(secret: str) -> str:
    """Return the SHA-256 of a high-entropy secret in hex; only this is ever stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


# No 0/O, 1/I/L or U: a code is read aloud and typed on phones in six scripts.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def readable_code(groups: int = 4) -> str:
    """Return a code people can write down: `groups` × 4 characters of a 30-letter alphabet (4 groups: 78 bits)."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(4)) for _ in range(groups))


def normal_code(typed: str) -> str:
    """Return a typed code as it was issued: upper case, grouped by four, everything else dropped."""
    letters = [c for c in typed.upper() if c in CODE_ALPHABET]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, len(letters), 4))
