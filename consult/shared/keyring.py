"""Keys: one data key per strand, wrapped by a master key that is kept outside the database and its backups.

AES-256-GCM (NIST SP 800-38D) throughout. Every sealed value names its place ("words|<id>") as associated data, so that
one cannot be put where another stood. Whoever holds the database alone reads nothing that was sealed, and cannot join
what is joined by a mark. Destroying a wrapped key destroys everything sealed with it, in every backup.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import time
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from consult.shared.errors import ConsultError

KEY_BYTES, NONCE_BYTES = 32, 12
REMEMBERED = 60.0  # seconds; a destroyed key opens nothing after that in any process
NAME = "keyring"


class Unreadable(ConsultError):
    """Something sealed that this key does not open: another key, another place, or changed bytes."""


class Cipher:
    """What can be done with one key: seal, open, and make marks that only this key can make again."""

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(key)
        self._marks = derived(key, b"marks")

    def seal(self, text: str, *, place: str) -> bytes:
        """Return `text` sealed for `place`: a fresh nonce, then the ciphertext with its tag."""
        return self.seal_bytes(text.encode(), place=place)

    def open(self, sealed: bytes, *, place: str) -> str:
        """Return what was sealed for `place`; raise `Unreadable`."""
        return self.open_bytes(sealed, place=place).decode()

    def seal_bytes(self, plain: bytes, *, place: str) -> bytes:
        """Return bytes sealed for `place`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, plain, place.encode())

    def open_bytes(self, sealed: bytes, *, place: str) -> bytes:
        """Return the bytes sealed for `place`; raise `Unreadable`."""
        try:
            return self._box.decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), place.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable("sealed with another key, for another place, or changed") from error

    def seal_document(self, document: object, *, place: str) -> bytes:
        """Return a JSON document sealed for `place`."""
        return self.seal(json.dumps(document, ensure_ascii=False, separators=(",", ":")), place=place)

    def open_document(self, sealed: bytes, *, place: str) -> Any:  # Any: whatever JSON was sealed
        """Return the JSON document sealed for `place`; raise `Unreadable`."""
        return json.loads(self.open(sealed, place=place))

    def mark(self, label: str, value: str) -> str:
        """Return 22 URL-safe characters that stand for `value` under `label` (HMAC-SHA-256, cut to 128 bits)."""
        made = hmac.digest(self._marks, f"{label}|{value}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made[:16]).decode().rstrip("=")


class Keyring:
    """The master key, which wraps and unwraps data keys; unwrapped ones stay in memory for a minute."""

    def __init__(self, master: bytes) -> None:
        self._box = AESGCM(master)
        self._known: dict[str, tuple[Cipher, float]] = {}

    def remembered(self, owner: str) -> Cipher | None:
        """Return the cipher of an owner whose key was unwrapped a moment ago."""
        cipher, until = self._known.get(owner, (None, 0.0))
        return cipher if time.monotonic() < until else None

    def forget(self, owner: str) -> None:
        """Forget an owner's key, because it was destroyed."""
        self._known.pop(owner, None)

    def new_key(self, owner: str) -> bytes:
        """Return a new data key of `owner` (a strand's id), wrapped."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, secrets.token_bytes(KEY_BYTES), owner.encode())

    def cipher(self, wrapped: bytes, owner: str) -> Cipher:
        """Return the cipher of a wrapped data key; raise `Unreadable` under another master key or for another owner."""
        try:
            key = self._box.decrypt(bytes(wrapped[:NONCE_BYTES]), bytes(wrapped[NONCE_BYTES:]), owner.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable("the key file is not the one this database was written with") from error
        cipher = Cipher(key)
        self._known[owner] = cipher, time.monotonic() + REMEMBERED
        return cipher


def derived(secret: bytes, label: bytes, *, salt: bytes = b"") -> bytes:
    """Return 32 bytes derived from a secret (HKDF-SHA-256, RFC 5869); another label gives unrelated bytes."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=label).derive(secret)


def keyring() -> Keyring:
    """Return the keyring of the application at work."""
    found: Keyring = current_app.extensions[NAME]
    return found


def read_master(path: Path) -> bytes:
    """Return the master key in a file only its owner can read, made at the first start; raise `ConsultError`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return read_master(path)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    if path.stat().st_mode & 0o077:
        raise ConsultError(f"{path.name} can be read by others: chmod 600 it")
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConsultError(f"{path.name} is not a key: put back the file this database was begun with")
    return key
