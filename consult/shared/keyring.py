"""Keys: one data key per strand, wrapped by what is kept outside the database and its backups.

AES-256-GCM (NIST SP 800-38D) throughout. Every sealed value names its place ("words|<id>") as associated data, so that
one cannot be put where another stood. Whoever holds the database alone reads nothing that was sealed, and cannot join
what is joined by a mark.

A data key is wrapped by the master key and a secret of its own together; that secret is a small file beside the master
key. Deleting it destroys everything sealed with the data key, in the database and in every backup of it.
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from consult.shared.errors import ConsultError
from consult.shared.identifiers import ID_LENGTH, random_id

KEY_BYTES, NONCE_BYTES = 32, 12
FOLDER = "strands"
REMEMBERED = 60.0  # seconds; a destroyed key opens nothing after that in any process
NAME = "keyring"


class Unreadable(ConsultError):
    """Something sealed that this key does not open: another key, another place, or changed bytes."""


class Cipher:
    """What can be done with one key: seal, open, and make marks that only this key can make again."""

    def __init__(self, key: bytes, on_failure: Callable[[], None] | None = None) -> None:
        self._box = AESGCM(key)
        self._marks = derived(key, b"marks")
        self._on_failure = on_failure

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
            if self._on_failure is not None:
                self._on_failure()  # another process may have put a new key in its place
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
    """The master key and the folder of secrets, which wrap data keys; unwrapped ones stay in memory for a minute."""

    def __init__(self, master: bytes, folder: Path) -> None:
        self._master, self._folder = master, folder
        self._known: dict[str, tuple[Cipher, float]] = {}

    def remembered(self, owner: str) -> Cipher | None:
        """Return the cipher of an owner whose key was unwrapped a moment ago."""
        cipher, until = self._known.get(owner, (None, 0.0))
        return cipher if time.monotonic() < until else None

    def forget(self, owner: str) -> None:
        """Forget an owner's key, because it was destroyed or another one took its place."""
        self._known.pop(owner, None)

    def forget_all(self) -> None:
        """Forget every key."""
        self._known.clear()

    def new_key(self, owner: str) -> bytes:
        """Return a new data key of `owner` (a strand's id), wrapped; its secret is on the disk by then."""
        name, secret = random_id(), secrets.token_bytes(KEY_BYTES)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(self._folder / name, secret)
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._box(secret).encrypt(nonce, secrets.token_bytes(KEY_BYTES), owner.encode())
        return name.encode() + nonce + sealed

    def unwrap(self, wrapped: bytes, owner: str) -> Cipher:
        """Return the cipher of a wrapped data key; raise `Unreadable`, which says what is wrong with the keys."""
        name, nonce, sealed = _pieces(wrapped)
        path = self._folder / name
        if name != path.name or not path.is_file():
            raise Unreadable(f"{name} is not in the folder of keys: it was destroyed, or the folder is another one")
        secret = path.read_bytes()
        try:
            key = self._box(secret).decrypt(nonce, sealed, owner.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable("the key file is not the one this database was written with: put it back") from error
        return Cipher(key, on_failure=lambda: self.forget(owner))

    def cipher(self, wrapped: bytes, owner: str) -> Cipher:
        """Return the cipher of a wrapped data key, and remember it; raise `Unreadable`."""
        cipher = self.unwrap(wrapped, owner)
        self._known[owner] = cipher, time.monotonic() + REMEMBERED
        return cipher

    def destroy(self, name: str) -> None:
        """Delete the secret of a wrapped key: nothing opens any more what was sealed with it, wherever it lies."""
        path = self._folder / name
        if name != path.name or not path.is_file():
            return
        with path.open("r+b") as file:  # overwritten first, for disks that write in place
            file.write(bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync_folder(self._folder)

    def _box(self, secret: bytes) -> AESGCM:
        return AESGCM(derived(self._master, b"wrap", salt=secret))


def secret_of(wrapped: bytes) -> str:
    """Return the name of the file that holds the secret of a wrapped key."""
    return _pieces(wrapped)[0]


def _pieces(wrapped: bytes) -> tuple[str, bytes, bytes]:
    name, rest = bytes(wrapped[:ID_LENGTH]), bytes(wrapped[ID_LENGTH:])
    return name.decode("ascii", "replace"), rest[:NONCE_BYTES], rest[NONCE_BYTES:]


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
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    if path.stat().st_mode & 0o077:
        raise ConsultError(f"{path.name} can be read by others: chmod 600 it")
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConsultError(f"{path.name} is not a key: put back the file this database was begun with")
    return key


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all, and on the disk before this returns.

    One that is there already stays: of two processes that start together, the second takes the key of the first.
    """
    made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        made.replace(path)
    made.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
