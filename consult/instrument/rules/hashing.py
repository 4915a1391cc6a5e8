"""Fingerprints of a published instrument, so that nobody can change a question unseen."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from consult.instrument.rules.document import Document, from_document, to_document
from consult.instrument.rules.goals import with_goals

VersionHash: TypeAlias = str


def canonical(value: object) -> bytes:
    """One spelling of a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def content_hash(document: Document) -> VersionHash:
    """The SHA-256 of everything in the document."""
    return _digest(document)


def core_hash(document: Document) -> VersionHash:
    """The SHA-256 of everything but the goals each coalition supplies: equal where two strands can be compared."""
    return _core_hash(canonical(document))


@lru_cache(maxsize=4)  # one document is published in several strands, and reading it takes far longer than spelling it
def _core_hash(spelled: bytes) -> VersionHash:
    structure, wordings = from_document(json.loads(spelled))
    bare, words = with_goals(structure, wordings, {})
    return _digest(to_document(bare, words))


def wording_hash(document: Document, language: str) -> VersionHash:
    """The SHA-256 of one language's texts, to see whether a translation is older than its English."""
    wordings = document.get("wordings")
    texts = wordings.get(language) if isinstance(wordings, Mapping) else None
    return _digest(texts if isinstance(texts, Mapping) else {})


def _digest(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
