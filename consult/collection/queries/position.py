"""The organisation's draft for those who work on it: colleagues, their comments, and the signature.

Names, comments and offices are sealed; each is opened only for the members of the organisation themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, Colleague, DraftComment, SignOff
from consult.collection.rules import AnswerState, ColleagueMay, Unit
from consult.collection.rules.position import Signature, unsigned
from consult.consultation.queries import cipher_of
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.shared.identifiers import digest
from consult.shared.keyring import Cipher
from consult.shared.text import sort_key


@dataclass(frozen=True, slots=True)
class ColleagueView:
    """Somebody who may comment on an organisation's draft, or write in it, for as long as it is one."""

    id: str
    answer_id: str
    strand_id: str
    may: ColleagueMay
    name: str


@dataclass(frozen=True, slots=True)
class ColleagueLine:
    """A colleague as the focal point sees them."""

    id: str
    name: str
    may: ColleagueMay
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about a page; `name` None: the focal point. `place` counts from one on every page."""

    id: str
    page: str
    colleague_id: str | None
    name: str | None
    text: str
    written_on: date
    settled: bool
    place: int
    to: str | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with what was answered to it, in the order of writing."""

    comment: Comment
    answers: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class SignOffView:
    """A signature, and the parts that were changed after it."""

    signature: Signature
    signed_on: date
    changed: tuple[str, ...]


def colleague_by_token(session: Session, token: str) -> ColleagueView | None:
    """Return whom a link was given to; None for one nobody was given, one taken back and one whose time is over."""
    return _colleague(session, Colleague.token_hash == digest(token))


def colleague_by_id(session: Session, colleague_id: str) -> ColleagueView | None:
    """Return a colleague whose link still opens something."""
    return _colleague(session, Colleague.id == colleague_id)


def _colleague(session: Session, wanted: ColumnElement[bool]) -> ColleagueView | None:
    row = session.execute(
        select(Colleague, Answer.strand_id)
        .join(Answer, Answer.id == Colleague.answer_id)
        .join(Strand, Strand.id == Answer.strand_id)
        .where(
            wanted,
            Colleague.revoked_on.is_(None),
            Answer.state == AnswerState.DRAFT,
            Answer.unit == Unit.ORGANISATION,
            Strand.state == StrandState.OPEN,
        )
    ).first()
    if row is None:
        return None
    found, strand_id = row
    name = name_of(cipher_of(session, strand_id), found)
    return ColleagueView(found.id, found.answer_id, strand_id, found.may, name)


def name_of(cipher: Cipher, row: Colleague) -> str:
    """Return what the focal point calls a colleague."""
    return cipher.open(row.sealed, place=f"colleague|{row.id}")


def colleagues_of(session: Session, strand_id: str, answer_id: str) -> tuple[ColleagueLine, ...]:
    """Return everybody who was ever invited to a draft, by name; those who may still come first."""
    rows = session.scalars(select(Colleague).where(Colleague.answer_id == answer_id)).all()
    cipher = cipher_of(session, strand_id)
    found = [ColleagueLine(row.id, name_of(cipher, row), row.may, row.revoked_on) for row in rows]
    return tuple(sorted(found, key=lambda line: (line.revoked_on is not None, sort_key(line.name), line.id)))


def comment_counts(session: Session, answer_id: str) -> Mapping[str, int] | None:
    """Return how many comments wait on each page; None where nobody was ever invited."""
    rows = session.execute(
        select(DraftComment.page, func.count(DraftComment.id.distinct()))
        .select_from(Colleague)
        .outerjoin(DraftComment, (DraftComment.answer_id == Colleague.answer_id) & DraftComment.settled.is_(False))
        .where(Colleague.answer_id == answer_id)
        .group_by(DraftComment.page)
    ).all()
    return {page: count for page, count in rows if page is not None} if rows else None


def threads(session: Session, strand_id: str, answer_id: str, page: str) -> tuple[Thread, ...]:
    """Return what was said about one page, each comment with its answers; what is settled comes last."""
    rows = session.execute(
        select(DraftComment, Colleague)
        .outerjoin(Colleague, Colleague.id == DraftComment.colleague_id)
        .where(DraftComment.answer_id == answer_id, DraftComment.page == page)
    ).all()
    cipher = cipher_of(session, strand_id)
    found = sorted((_comment(cipher, row, by) for row, by in rows), key=lambda one: (one.place, one.id))
    return tuple(
        Thread(one, tuple(answer for answer in found if answer.to == one.id))
        for one in sorted(found, key=lambda one: one.settled)
        if one.to is None
    )


def _comment(cipher: Cipher, row: DraftComment, by: Colleague | None) -> Comment:
    said = cipher.open_document(row.sealed, place=f"draft_comment|{row.id}")
    return Comment(
        id=row.id,
        page=row.page,
        colleague_id=row.colleague_id,
        name=name_of(cipher, by) if by else None,
        text=said["text"],
        written_on=row.written_on,
        settled=row.settled,
        place=said["place"],
        to=said["to"],
    )


def sign_off_view(session: Session, strand_id: str, answer_id: str) -> SignOffView | None:
    """Return who stands by an organisation's submitted answer, and what was changed since."""
    row = session.execute(
        select(SignOff, Answer.revisions)
        .join(Answer, Answer.id == SignOff.answer_id)
        .where(SignOff.answer_id == answer_id, Answer.state == AnswerState.SUBMITTED)
    ).first()
    if row is None:
        return None
    found, revisions = row
    office = cipher_of(session, strand_id).open(found.sealed, place=f"sign_off|{found.answer_id}")
    signature = Signature(office, found.agreed_by, found.agreed_on)
    return SignOffView(signature, found.signed_on, unsigned(revisions, found.revision))
