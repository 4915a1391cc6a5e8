"""What is returned to whom: the transcript a link opens, and for staff who was sent one and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation
from consult.interview.queries.redactions import Cover, cover_of, redactions_on
from consult.interview.records import (
    Interview,
    Participant,
    TranscriptReturn,
    Turn,
    TurnTranslation,
    TurnVersion,
    WithheldTurn,
)
from consult.interview.rules import SpeakerRole
from consult.interview.rules.following import Moved
from consult.interview.rules.redacting import ORIGINAL, Redacted
from consult.interview.rules.returning import PAGE, is_open, is_shown, seen, wording_mark
from consult.shared.identifiers import digest
from consult.shared.keyring import Cipher, keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnView:
    """A transcript that was returned to one of its speakers."""

    id: str
    participant_id: str
    pseudonym: str
    interview_id: str
    held_on: date
    title: Mapping[str, str]
    language: str
    last_day: date
    issued_at: datetime
    revoked_at: datetime | None
    approved_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedTurn:
    """A turn as its page shows it: `text` is None where it is somebody else's and not shown.

    `translations` are as whoever holds the link may read them. `restorable`: withdrawn through this link.
    """

    number: int
    own: bool
    role: SpeakerRole
    pseudonym: str
    language: str
    text: str | None
    translations: Mapping[str, str]
    withdrawn_on: date | None
    restorable: bool
    corrected_at: datetime | None
    marks: tuple[Redacted, ...]

    @property
    def is_shown(self) -> bool:
        """Whether the speaker whose page it is reads this turn."""
        return self.text is not None


@dataclass(frozen=True, slots=True)
class ReturnedPage:
    """Some turns of a transcript, and which page of how many they are."""

    turns: tuple[ReturnedTurn, ...]
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class VersionView:
    """What a turn said until a moment, when its speaker corrected it."""

    turn_id: str
    replaced_at: datetime
    text: str


def owner_of(return_id: str) -> str:
    """Return the name under which the key of a link is kept."""
    return f"return|{return_id}"


def version_place(turn_id: str, replaced_at: datetime) -> str:
    """Return for which place the words before a correction are sealed."""
    return f"turn_version|{turn_id}|{replaced_at.isoformat()}"


def returned_by_token(session: Session, token: str, moment: datetime) -> ReturnView | None:
    """Return what a link opens; None alike for one nobody was given, one that is over, one taken back."""
    return _open(session, TranscriptReturn.token_hash == digest(token), moment)


def returned(session: Session, return_id: str, moment: datetime) -> ReturnView | None:
    """Return the transcript that a browser was let in to, as long as its link is open."""
    return _open(session, TranscriptReturn.id == return_id, moment)


def returns_of(session: Session, interview_id: str) -> tuple[ReturnView, ...]:
    """Return the links of an interview's speakers, the newest first."""
    rows = session.execute(_returns().where(Interview.id == interview_id).order_by(TranscriptReturn.issued_at.desc()))
    return tuple(ReturnView(**row) for row in rows.mappings())


def _open(session: Session, wanted: ColumnElement[bool], moment: datetime) -> ReturnView | None:
    row = session.execute(_returns().where(wanted)).mappings().first()
    found = ReturnView(**row) if row else None
    return found if found and is_open(found.last_day, found.revoked_at, moment) else None


def _returns() -> Select[*tuple[object, ...]]:
    names = ("id", "participant_id", "language", "last_day", "issued_at", "revoked_at", "approved_on")
    return (
        select(
            *(getattr(TranscriptReturn, name) for name in names),
            Participant.pseudonym,
            Interview.id.label("interview_id"),
            Interview.held_on,
            Consultation.title,
        )
        .join(Participant, Participant.id == TranscriptReturn.participant_id)
        .join(Interview, Interview.id == Participant.interview_id)
        .join(Consultation, Consultation.id == Interview.consultation_id)
        .where(Participant.withdrawn_on.is_(None))
    )


def returned_page(session: Session, view: ReturnView, number: int) -> ReturnedPage:
    """Return a page of the transcript as its speaker reads it; the last one for a number beyond."""
    alone, last = _extent(session, view.interview_id)
    count = max(1, -(-last // PAGE))
    number = min(max(number, 1), count)
    rows = session.execute(
        select(Turn, Participant.role, Participant.pseudonym, WithheldTurn)
        .join(Participant, Participant.id == Turn.participant_id)
        .outerjoin(WithheldTurn, WithheldTurn.turn_id == Turn.id)
        .where(Turn.interview_id == view.interview_id)
        .where(Turn.number.between((number - 1) * PAGE + 1, number * PAGE))
        .order_by(Turn.number)
    ).all()
    ids = [turn.id for turn, *_others in rows]
    cover, translated = Cover.of(redactions_on(session, ids)), _translations(session, ids)
    turns = []
    for turn, role, pseudonym, withheld in rows:
        own = turn.participant_id == view.participant_id
        found = ReturnedTurn(
            number=turn.number,
            own=own,
            role=role,
            pseudonym=pseudonym,
            language=turn.language,
            text=None,
            translations={},
            withdrawn_on=turn.withdrawn_on,
            restorable=own and withheld is not None and withheld.return_id == view.id and bool(withheld.sealed),
            corrected_at=turn.corrected_at if own else None,
            marks=tuple(cover.marks.get((turn.id, ORIGINAL), ())) if own else (),
        )
        shown = is_shown(role, own=own, alone=alone)
        turns.append(_read(found, turn, translated.get(turn.id, ()), cover) if shown else found)
    return ReturnedPage(tuple(turns), number, count)


def _extent(session: Session, interview_id: str) -> tuple[bool, int]:
    """Tell whether one person alone was interviewed, and how many turns there are."""
    interviewed = func.count(Participant.id.distinct()).filter(Participant.role == SpeakerRole.INTERVIEWEE)
    wanted = select(interviewed, func.coalesce(func.max(Turn.number), 0))
    spoken = wanted.join(Turn, Turn.participant_id == Participant.id).where(Turn.interview_id == interview_id)
    people, last = session.execute(spoken).one()
    return people == 1, last


def _read(found: ReturnedTurn, turn: Turn, translations: Sequence[TurnTranslation], cover: Cover) -> ReturnedTurn:
    """Return a turn with its words: a speaker's own whole, others' with what is marked in them covered."""
    safe = {one.language: one.text if found.own else cover.translation(turn.text, one) for one in translations}
    return replace(
        found,
        text=turn.text if found.own else cover.text(turn.id, turn.text),
        translations={tag: words for tag, words in safe.items() if words is not None},
    )


def _translations(session: Session, turn_ids: Sequence[str]) -> dict[str, list[TurnTranslation]]:
    found: dict[str, list[TurnTranslation]] = {}
    wanted = select(TurnTranslation).where(TurnTranslation.turn_id.in_(turn_ids)).order_by(TurnTranslation.language)
    for one in session.scalars(wanted):
        found.setdefault(one.turn_id, []).append(one)
    return found


def versions_of(session: Session, interview_id: str) -> dict[str, tuple[VersionView, ...]]:
    """Return what turns of an interview said before they were corrected, the oldest first, by the turn's id.

    For the interview's own page, and for the speakers themselves.
    """
    rows = session.execute(
        select(TurnVersion, TranscriptReturn.wrapped)
        .join(Turn, Turn.id == TurnVersion.turn_id)
        .join(TranscriptReturn, TranscriptReturn.id == TurnVersion.return_id)
        .where(Turn.interview_id == interview_id)
        .order_by(TurnVersion.turn_id, TurnVersion.replaced_at)
    ).all()
    found: dict[str, tuple[VersionView, ...]] = {}
    for one, wrapped in rows:
        words = cipher_of_return(one.return_id, wrapped).open(
            one.sealed, place=version_place(one.turn_id, one.replaced_at)
        )
        found[one.turn_id] = (*found.get(one.turn_id, ()), VersionView(one.turn_id, one.replaced_at, words))
    return found


def returned_before(session: Session, return_id: str, number: int, said: str) -> tuple[str, str] | None:
    """Return what a turn said when a page showed it, and what it says now; None where that is not kept."""
    person = select(TranscriptReturn.participant_id).where(TranscriptReturn.id == return_id).scalar_subquery()
    turn = session.scalars(select(Turn).where(Turn.participant_id == person, Turn.number == number)).first()
    earlier = versions_of(session, turn.interview_id).get(turn.id, ()) if turn else ()
    then = next((one.text for one in earlier if seen(one.text) == said), None)
    return (then, turn.text) if turn and then is not None else None


@dataclass(frozen=True, slots=True)
class Correction:
    """A turn that was corrected, in pieces for whoever reads it with names covered: ("ins", words) came.

    ("del", "") went, and its words are not told: they are for the interview's own page (decision 32).
    """

    language: str
    pieces: tuple[tuple[str, str], ...]


def correction_since(session: Session, turn_id: str, mark: str) -> Correction | None:
    """Return where a turn reads otherwise than on a page on which `mark` stood; None where that cannot be told."""
    turn = session.scalars(select(Turn).where(Turn.id == turn_id)).first()
    if turn is None or turn.withdrawn_on is not None:
        return None
    versions = versions_of(session, turn.interview_id).get(turn_id, ())
    marks = ["", *(wording_mark(one.replaced_at) for one in versions)]
    before = next((one.text for one, shown in zip(versions, marks, strict=False) if shown == mark), None)
    if before is None:
        return None
    text = cover_of(session, [turn_id]).text(turn_id, turn.text)
    return Correction(turn.language, tuple(_without_what_went(Moved.of(before, turn.text), text)))


def _without_what_went(moved: Moved, covered: str) -> Iterator[tuple[str, str]]:
    for one in moved.blocks:
        if not one.same and one.start < one.end:
            yield "del", ""
        if words := covered[one.new_start : one.new_end]:
            yield "" if one.same else "ins", words


def cipher_of_return(return_id: str, wrapped: bytes) -> Cipher:
    """Return the cipher of a link's own key."""
    ring, owner = keyring(), owner_of(return_id)
    return ring.remembered(owner) or ring.cipher(wrapped, owner)
