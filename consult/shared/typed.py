"""What somebody typed, to be given back on the page that refuses it: nobody types a text twice.

Nothing here is stored or logged; the page that answers a post holds what the post held.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass

import regex
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from consult.shared.identifiers import ID_LENGTH

METHODS = ("POST", "PUT", "PATCH")
WITHIN = ("same-origin", "none")
FORGERY_TOKEN = "csrf_token"  # noqa: S105 - the name of a field
SECRETS = ("password", "new_password")
_UNFIT = regex.compile(r"[[\p{Cc}\p{Cs}]--[\t\n\r]]", regex.V1)
SHORT = 40
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a post; `is_text` where a person typed it rather than chose it."""

    name: str
    value: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A post as it can be sent again: where to, its fields in their order, and how many files it cannot hold.

    `encoding` is that of a form with files where it had one: only such a form may be long.
    """

    action: str
    fields: tuple[Field, ...]
    files: int
    encoding: str

    @property
    def texts(self) -> int:
        """How many fields a person typed."""
        return sum(field.is_text for field in self.fields)


def typed(action: str | None = None, *, without: tuple[str, ...] = ()) -> Typed | None:
    """Return what the present request posted, to be sent to `action` (default: where it was sent); None if nothing.

    Nothing also of what another site sent, which nobody here has typed, and of secrets.
    """
    if request.method not in METHODS or request.headers.get("Sec-Fetch-Site", "none") not in WITHIN:
        return None
    form = _form()
    if form is None or any(name.startswith(SECRETS) for name in form):
        return None
    fields = tuple(
        Field(_fit(name), _fit(value), _is_text(value))
        for name, value in form.items(multi=True)
        if name != FORGERY_TOKEN and name not in without
    )
    files = sum(bool(file.filename) for _name, file in request.files.items(multi=True))
    encoding = MULTIPART if request.mimetype == MULTIPART else ""
    return Typed(action or request.full_path.rstrip("?"), fields, files, encoding)


def key_of_post() -> str:
    """Return the key of the page that was posted, bound to what it holds; nothing if the page had no key.

    The same post, sent twice, is one. A page that was changed after going back to it is a new post, though it carries
    the key it was drawn with. A digest of 128 random bits and the text tells nobody the text.
    """
    key = request.form.get("key", "")
    if not key:
        return ""
    digest = hashlib.sha256()
    for name, value in sorted(request.form.items(multi=True)):
        if name != FORGERY_TOKEN:
            digest.update(f"{len(name)}:{name}{len(value)}:{value}".encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(f"{name}:{file.filename}".encode("utf-8", "surrogatepass"))
        digest.update(hashlib.sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return urlsafe_b64encode(digest.digest()).decode()[:ID_LENGTH]


def _form() -> MultiDict[str, str] | None:
    try:
        return request.form
    except HTTPException:  # too large, or cut off: there is nothing to give back
        return None


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)


def _is_text(value: str) -> bool:
    return bool(value.strip()) and (len(value) > SHORT or any(c.isspace() for c in value) or not value.isascii())
