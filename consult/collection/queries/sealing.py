"""What is sealed in collection and how it is opened: every value at its own place, with the key of its strand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.collection.records import Answer, AnswerLink, EarlierAnswer, SealedAnswer, Words, WordsTranslation
from consult.collection.rules import AnswerState
from consult.shared.identifiers import random_id
from consult.shared.keyring import Cipher


def words_row(cipher: Cipher, *, answer_id: str, part: str, text: str, language: str) -> Words:
    """Return a new row of words, sealed."""
    row_id = random_id()
    sealed = cipher.seal(text, place=f"words|{row_id}")
    return Words(id=row_id, answer_id=answer_id, part=part, sealed=sealed, language=language)


def reseal_words(cipher: Cipher, row: Words, text: str) -> None:
    """Put another text into a row of words."""
    row.sealed = cipher.seal(text, place=f"words|{row.id}")


def words_text(cipher: Cipher, words_id: str, sealed: bytes) -> str:
    """Return what a row of words says."""
    return cipher.open(sealed, place=f"words|{words_id}")


def translation_row(cipher: Cipher, words_id: str, language: str, text: str, translator: str) -> WordsTranslation:
    """Return a new translation, sealed."""
    sealed = cipher.seal(text, place=_of_translation(words_id, language))
    return WordsTranslation(words_id=words_id, language=language, sealed=sealed, translator=translator)


def translation_text(cipher: Cipher, row: WordsTranslation) -> str:
    """Return what a translation says."""
    return cipher.open(row.sealed, place=_of_translation(row.words_id, row.language))


def _of_translation(words_id: str, language: str) -> str:
    return f"words_translation|{words_id}|{language}"


def mark_of(cipher: Cipher, participation_id: str) -> str:
    """Return the mark under which the link of a participation is found."""
    return cipher.mark("answer", participation_id)


def link_row(cipher: Cipher, participation_id: str, answer_id: str) -> AnswerLink:
    """Return a new link from a participation to its answer, which only this key can follow."""
    sealed = cipher.seal(participation_id, place=f"answer_link|{answer_id}")
    return AnswerLink(mark=mark_of(cipher, participation_id), answer_id=answer_id, sealed=sealed)


def participation_of(cipher: Cipher, link: AnswerLink) -> str:
    """Return the id of the participation a link comes from."""
    return opened_link(cipher, link.answer_id, link.sealed)


def opened_link(cipher: Cipher, answer_id: str, sealed: bytes) -> str:
    """Return the id of the participation that the link of an answer comes from."""
    return cipher.open(sealed, place=f"answer_link|{answer_id}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """The content of a sealed item (J2): codes, and words."""

    document: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def sealed_content(cipher: Cipher, row: SealedAnswer | None) -> Sealed:
    """Return what a sealed answer holds; nothing where there is none."""
    return opened_seal(cipher, row.answer_id, row.sealed) if row else Sealed()


def opened_seal(cipher: Cipher, answer_id: str, sealed: bytes) -> Sealed:
    """Return what was sealed for an answer."""
    found = cipher.open_document(sealed, place=f"sealed_answer|{answer_id}")
    return Sealed(found["document"], found["words"])


def seal_content(cipher: Cipher, answer_id: str, content: Sealed) -> bytes:
    """Return the content of a sealed item, sealed for its answer."""
    found = {"document": dict(content.document), "words": dict(content.words)}
    return cipher.seal_document(found, place=f"sealed_answer|{answer_id}")


def earlier_row(cipher: Cipher, value: Mapping[str, object], **columns: Any) -> EarlierAnswer:  # Any: columns
    """Return a new row of what one part held before, sealed; `columns` are its other columns."""
    row_id = random_id()
    return EarlierAnswer(id=row_id, sealed=cipher.seal_document(value, place=f"earlier_answer|{row_id}"), **columns)


def earlier_value(cipher: Cipher, row_id: str, sealed: bytes) -> dict[str, Any]:
    """Return {"value": …} or {"text": …, "language": …}."""
    found: dict[str, Any] = cipher.open_document(sealed, place=f"earlier_answer|{row_id}")
    return found


@dataclass(slots=True)
class Contents:
    """What an answer holds, wherever it is kept: codes, the revision and the language read in of each part."""

    document: dict[str, Any]
    revisions: dict[str, int]
    read_in: dict[str, str]


def contents(cipher: Cipher, answer: Answer) -> Contents:
    """Return what an answer holds: until it is submitted, what is sealed in its draft."""
    if answer.draft is None:
        return Contents(dict(answer.document), dict(answer.revisions), dict(answer.read_in))
    return opened_draft(cipher, answer.id, answer.draft)


def opened_draft(cipher: Cipher, answer_id: str, draft: bytes) -> Contents:
    """Return what the draft of an answer holds."""
    found = cipher.open_document(draft, place=f"answer|{answer_id}")
    return Contents(found["document"], found["revisions"], found["read_in"])


def put_contents(cipher: Cipher, answer: Answer, held: Contents) -> None:
    """Keep what an answer holds where its state wants it: sealed as a draft, open once it counts."""
    if answer.state is AnswerState.DRAFT:
        found = {"document": held.document, "revisions": held.revisions, "read_in": held.read_in}
        answer.draft = cipher.seal_document(found, place=f"answer|{answer.id}")
        answer.document, answer.revisions, answer.read_in = {}, {}, {}
    else:
        answer.draft = None
        answer.document, answer.revisions, answer.read_in = held.document, held.revisions, held.read_in
