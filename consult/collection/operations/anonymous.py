"""The way of an anonymous answer: begun, kept, submitted and taken back by whoever holds its code.

Nothing here touches an invitation, a participation or the coverage. What counts is changed by the mixing job alone
(`consult.collection.operations.mixing`): submitting, and every change after it, only puts a sealed row into the spool.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult.collection.operations.keeping import Kept
from consult.collection.queries.anonymous import Derived, Draft, derive, open_draft, seal_draft, seal_padded
from consult.collection.records import AnonymousDraft, Spooled
from consult.collection.rules import (
    UNIT_PART,
    AnswerState,
    Closed,
    RequiredMissing,
    Unit,
    UnknownPart,
    is_stale,
    required_missing,
)
from consult.collection.rules.anonymous import asked_anonymously, new_code
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import Mode, StrandState
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Structure
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text
from consult.shared.time import end_of

POSTS = 300  # keys of pages a draft remembers: a retry comes within the last few


def begin_anonymous(session: Session, strand_id: str, *, short: bool, order_seed: int) -> str:
    """Begin an anonymous answer and return its code, which is stored nowhere."""
    row = session.execute(
        select(Strand.state, Consultation.individual_mode)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .where(Strand.id == strand_id)
    ).first()
    version = newest_version(session, strand_id)
    if row is None or row.individual_mode is not Mode.ANONYMOUS:
        raise NotFound(strand_id)
    if row.state is not StrandState.OPEN or version is None:
        raise Closed(N_("Collection is not open."))
    code = new_code()
    own = derive(code, strand_id)
    document = {UNIT_PART: Unit.INDIVIDUAL.value}
    draft = Draft(version_id=version.id, short=short, order_seed=order_seed, document=document)
    session.add(AnonymousDraft(id=own.draft_id, strand_id=strand_id, sealed=seal_draft(own, draft)))
    session.flush()
    return code


def keep_anonymous(
    session: Session,
    strand_id: str,
    code: str,
    *,
    entries: Mapping[str, Value | None],
    words: Mapping[str, str | None],
    language: str,
    key: str,
    revision: int,
) -> Kept:
    """Keep one page in the draft, as `keep` does; what was submitted before goes into the spool once more."""
    own = derive(code, strand_id)
    draft = _locked(session, strand_id, own)
    if key in draft.posts:
        return Kept(draft.revision, repeated=True)
    structure = _structure(session, draft)
    if not structure.parts.keys() >= {*entries, *words}:
        raise UnknownPart("the instrument does not ask this")
    stale = _put(draft, draft.document, {part: _plain(value) for part, value in entries.items()}, revision)
    stale += _put(draft, draft.words, {part: _clean(text) for part, text in words.items()}, revision)
    draft.revision += 1
    draft.spoken |= {part: language for part in words if draft.revisions.get(part) == draft.revision}
    if not stale:  # else the same post, sent twice, would not be told the same twice
        draft.posts = [*draft.posts, key][-POSTS:]
    _store(session, own, draft)
    if draft.state is AnswerState.SUBMITTED:
        _spool(session, strand_id, own, _counting(structure, draft))
    return Kept(draft.revision, stale=tuple(stale))


def _put(draft: Draft, held: dict[str, Any], given: Mapping[str, object], seen: int) -> list[str]:
    """Put what was given into what is held; return what somebody else changed since, which stays as it is."""
    stale = []
    for part, value in given.items():
        if is_stale(part, held=held.get(part), given=value, revisions=draft.revisions, seen=seen):
            stale.append(part)
        elif held.get(part) != value:
            draft.revisions[part] = draft.revision + 1
            held[part] = value
            if value is None:
                del held[part]
    return stale


def submit_anonymous(session: Session, strand_id: str, code: str) -> None:
    """Have an answer counted from the next mixing on; raise `RequiredMissing` as `submit` does."""
    own = derive(code, strand_id)
    draft = _locked(session, strand_id, own)
    structure = _structure(session, draft)
    if parts := required_missing(structure, Unit.INDIVIDUAL, draft.short, draft.document):
        raise RequiredMissing(parts)
    draft.state = AnswerState.SUBMITTED
    _store(session, own, draft)
    _spool(session, strand_id, own, _counting(structure, draft))


def withdraw_anonymous(session: Session, strand_id: str, code: str, *, moment: datetime) -> None:
    """Delete a draft, and have the answer it became deleted by the mixing job."""
    own = derive(code, strand_id)
    row = session.execute(
        select(AnonymousDraft.sealed, Consultation.withdraw_until)
        .join(Strand, Strand.id == AnonymousDraft.strand_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .where(AnonymousDraft.id == own.draft_id)
        .with_for_update(of=AnonymousDraft)
    ).first()
    if row is None:
        raise NotFound("no draft")
    if moment >= end_of(row.withdraw_until):
        raise NotAllowedNow(N_("Answers could be withdrawn until %(day)s."), day=row.withdraw_until.isoformat())
    session.execute(delete(AnonymousDraft).where(AnonymousDraft.id == own.draft_id))
    if open_draft(own, row.sealed).state is AnswerState.SUBMITTED:
        _spool(session, strand_id, own, {"withdrawn": True})


def _locked(session: Session, strand_id: str, own: Derived) -> Draft:
    row = session.execute(
        select(AnonymousDraft.sealed, Strand.state)
        .join(Strand, Strand.id == AnonymousDraft.strand_id)
        .where(AnonymousDraft.id == own.draft_id, Strand.id == strand_id)
        .with_for_update(of=AnonymousDraft)
    ).first()
    if row is None:
        raise NotFound("no draft")
    if row.state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    return open_draft(own, row.sealed)


def _structure(session: Session, draft: Draft) -> Structure:
    return asked_anonymously(structure_of(session, draft.version_id))


def _store(session: Session, own: Derived, draft: Draft) -> None:
    kept = update(AnonymousDraft).where(AnonymousDraft.id == own.draft_id)
    session.execute(kept.values(sealed=seal_draft(own, draft)))


def _counting(structure: Structure, draft: Draft) -> dict[str, Any]:
    """Return what becomes of a draft once it counts."""
    sealed = {key for key, part in structure.parts.items() if part.sealed}
    return {
        "version_id": draft.version_id,
        "short": draft.short,
        "document": {key: value for key, value in draft.document.items() if key not in sealed},
        "words": {key: [text, draft.spoken[key]] for key, text in draft.words.items() if key not in sealed},
        "sealed": {
            "document": {key: value for key, value in draft.document.items() if key in sealed},
            "words": {key: text for key, text in draft.words.items() if key in sealed},
        },
    }


def _spool(session: Session, strand_id: str, own: Derived, content: Mapping[str, Any]) -> None:
    """Have `content` wait for others; it replaces what of the same answer waits already."""
    document = {**content, "answer_id": own.answer_id}
    sealed = seal_padded(cipher_of(session, strand_id), document, f"spooled|{own.spool_id}")
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Spooled)
        .values(id=own.spool_id, strand_id=strand_id, sealed=sealed)
        .on_conflict_do_update(index_elements=[Spooled.id], set_={"sealed": sealed})
    )


def _plain(value: Value | None) -> object:
    """Return a value as JSON gives it back, so that comparing finds no difference that is none."""
    return json.loads(json.dumps(value))


def _clean(text: str | None) -> str | None:
    return clean_text(text) or None if text else None
