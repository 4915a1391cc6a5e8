"""Anonymous answers: everything is derived from a receipt code that only the member holds.

Draft, key, place in the spool and answer have unrelated ids, each made from the code with the strand as salt
(HKDF-SHA-256, RFC 5869). Nobody can go from one to another, or from an invitation to any of them, without the code.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.queries.answers import AnswerView
from consult.collection.queries.receipt import CountedView
from consult.collection.records import AnonymousDraft, Answer, Spooled
from consult.collection.rules import AnswerState, Unit
from consult.collection.rules.anonymous import from_held, padded
from consult.consultation.queries import Outcomes, Subject
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import Mode, Outcome
from consult.shared.errors import N_
from consult.shared.identifiers import ID_LENGTH, normal_code
from consult.shared.keyring import Cipher, derived


@dataclass(frozen=True, slots=True)
class Derived:
    """What a code stands for in one strand.

    `spool_id` is apart from `answer_id`: a copy made while an answer waits must not name the answer it becomes.
    """

    draft_id: str
    spool_id: str
    answer_id: str
    draft_cipher: Cipher


def derive(code: str, strand_id: str) -> Derived:
    """Return what a code, as it was given or as somebody typed it, stands for in a strand."""
    secret, salt = normal_code(code).encode(), strand_id.encode()
    return Derived(
        draft_id=_id(secret, b"draft", salt),
        spool_id=_id(secret, b"spool", salt),
        answer_id=_id(secret, b"answer", salt),
        draft_cipher=Cipher(derived(secret, b"draft key", salt=salt)),
    )


def _id(secret: bytes, label: bytes, salt: bytes) -> str:
    made = base64.urlsafe_b64encode(derived(secret, label, salt=salt)).decode()[:ID_LENGTH]
    return made.replace("-", "A", 1) if made.startswith("-") else made  # commands take "-" for an option


@dataclass(slots=True, kw_only=True)
class Draft:
    """What an anonymous draft holds, sealed: all of the answer, and what tells two devices apart.

    `spoken` is the language of each text; `revisions` has the revision at which each part last changed; `posts` are
    the keys of the pages kept.
    """

    version_id: str
    short: bool
    order_seed: int
    state: AnswerState = AnswerState.DRAFT
    document: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    revisions: dict[str, int] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)


def seal_padded(cipher: Cipher, document: Mapping[str, Any], place: str) -> bytes:  # Any: JSON
    """Return a document sealed so that its length tells next to nothing."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return cipher.seal_bytes(padded(text.encode()), place=place)


def seal_draft(own: Derived, draft: Draft) -> bytes:
    """Return a draft sealed with its own key."""
    return seal_padded(own.draft_cipher, asdict(draft), f"anonymous_draft|{own.draft_id}")


def open_draft(own: Derived, sealed: bytes) -> Draft:
    """Return what a draft holds."""
    found = own.draft_cipher.open_document(sealed, place=f"anonymous_draft|{own.draft_id}")
    return Draft(**{**found, "state": AnswerState(found["state"])})


def anonymous_view(session: Session, strand_id: str, code: str) -> AnswerView | None:
    """Return a member's own anonymous answer, from its draft; None for a code nobody was given, and once withdrawn.

    The `id` is the draft's: nothing else is stored under it. Members go on with the version they began with: nobody
    can be asked again, so the wording must not change under them.
    """
    own = derive(code, strand_id)
    row = session.execute(
        select(AnonymousDraft.sealed, Consultation.languages)
        .join(Strand, Strand.id == AnonymousDraft.strand_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .where(AnonymousDraft.id == own.draft_id)
    ).first()
    if row is None:
        return None
    draft = open_draft(own, row.sealed)
    return AnswerView(
        id=own.draft_id,
        strand_id=strand_id,
        version_id=draft.version_id,
        newest_version_id=draft.version_id,
        unit=Unit.INDIVIDUAL,
        state=draft.state,
        short=draft.short,
        document=draft.document,
        words=draft.words,
        revision=draft.revision,
        read_in={},
        re_asks=(),
        kind="",
        order_seed=draft.order_seed,
        languages=tuple(row.languages),
    )


def strand_of_code(session: Session, code: str) -> str | None:
    """Return the strand in which a code opens an anonymous answer, or None."""
    asked = select(Strand.id).join(Consultation, Consultation.id == Strand.consultation_id)
    strands = session.scalars(asked.where(Consultation.individual_mode == Mode.ANONYMOUS))
    drafts = {derive(code, strand_id).draft_id: strand_id for strand_id in strands}
    found = session.scalar(select(AnonymousDraft.id).where(AnonymousDraft.id.in_(drafts))) if drafts else None
    return drafts[found] if found else None


def strand_held(session: Session, held: str) -> str | None:
    """Return the strand of the answer that a browser's cookie holds, by its id or by its code; None without one."""
    anonymous = from_held(held)
    if anonymous is None:
        return session.scalar(select(Answer.strand_id).where(Answer.id == held))
    strand_id, code = anonymous
    kept = select(AnonymousDraft.strand_id).where(AnonymousDraft.id == derive(code, strand_id).draft_id)
    return session.scalar(kept)


def counted_anonymous(session: Session, code: str) -> CountedView | None:
    """Return what is known of the anonymous answer a code was given for; None as `counted` returns it."""
    strand_id = strand_of_code(session, code)
    if strand_id is None:
        return None
    own = derive(code, strand_id)
    sealed = session.scalar(select(AnonymousDraft.sealed).where(AnonymousDraft.id == own.draft_id))
    if sealed is None:
        return None
    draft = open_draft(own, sealed)
    return CountedView(strand_id, Unit.INDIVIDUAL, draft.short, draft.state)


def spool_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether every anonymous answer has left the spool (G4): what waits would be missing from the data."""
    waiting = set(
        session.scalars(
            select(Spooled.strand_id).where(Spooled.strand_id.in_([one.id for one in subject.strands])).distinct()
        )
    )
    return {"answers_mixed": {one.id: _mixed(waits=one.id in waiting) for one in subject.strands}}


def _mixed(*, waits: bool) -> Outcome:
    if waits:
        return Outcome(False, N_("Anonymous answers are waiting to be mixed. The clock does it within the hour."))
    return Outcome(True, N_("No anonymous answer is waiting to be mixed."))
