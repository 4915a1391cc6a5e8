"""Beginning an answer, coming back to it, submitting it and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.collection.operations.coverage import move_coverage
from consult.collection.queries.answers import newest_version_asked
from consult.collection.queries.sealing import Contents, contents, link_row, mark_of, participation_of, put_contents
from consult.collection.records import Answer, AnswerLink, DraftComment, Invitation, Participation, SignOff
from consult.collection.rules import (
    UNIT_PART,
    AnswerState,
    Closed,
    Disposition,
    RequiredMissing,
    Unit,
    required_missing,
    shown_region,
)
from consult.collection.rules.position import NotSigned, unsigned
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import Mode, StrandState
from consult.instrument.queries import content, newest_version, re_asks_open, structure_of
from consult.instrument.rules.condition import Value
from consult.instrument.rules.consents import without_lapsed
from consult.shared.database import rows_of
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, normal_code, random_id, readable_code
from consult.shared.time import end_of, to_the_hour


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer to go on with. `code` is the way back to an individual answer, in the only moment it is known."""

    answer_id: str
    participation_id: str
    code: str | None
    joined: bool


def begin(
    session: Session,
    invitation_id: str,
    *,
    unit: Unit,
    short: bool,
    language: str,
    day: date,
    order_seed: int,
) -> Begun:
    """Begin an answer, or join the one the organisation already has; individual answers are always new."""
    invitation, state, member, participation_id = _invited(session, invitation_id)
    if unit is Unit.ORGANISATION and (found := _joined(session, invitation, participation_id)) is not None:
        return found
    if state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    if unit is Unit.INDIVIDUAL and _is_anonymous(session, invitation.strand_id):
        raise NotAllowedNow(N_("Individual answers are anonymous here: only the person who answers can begin one."))
    answer = new_answer(
        *(session, invitation.strand_id, member), unit=unit, short=short, language=language, order_seed=order_seed
    )
    return take_part(session, invitation, answer, day)


def new_answer(
    session: Session,
    strand_id: str,
    member: FrameMember | None,
    *,
    unit: Unit,
    short: bool,
    language: str,
    order_seed: int,
) -> Answer:
    """Return an answer to the newest version of a strand's questions, in the groups of its member; not stored yet."""
    version = newest_version(session, strand_id)
    if version is None:
        raise Closed(N_("No instrument is published yet."))
    return Answer(
        strand_id=strand_id,
        version_id=version.id,
        unit=unit,
        short=short,
        re_asks=[ask.id for ask in re_asks_open(session, strand_id)] if version.number > 1 else [],
        order_seed=order_seed,
        language=member.language if member else language,
        kind=member.kind if member else "",
        in_both=bool(member and member.in_both),
    )


def _is_anonymous(session: Session, strand_id: str) -> bool:
    return rows_of(session, _individual_mode(), strand_id=strand_id).scalar() is Mode.ANONYMOUS


@cache
def _individual_mode() -> Select[Mode]:
    whole, asking = Consultation.__table__, Strand.__table__
    joined = select(whole.c.individual_mode).join_from(whole, asking, asking.c.consultation_id == whole.c.id)
    return joined.where(asking.c.id == bindparam("strand_id"))


def _invited(session: Session, invitation_id: str) -> tuple[Invitation, StrandState, FrameMember | None, str | None]:
    """Return a standing invitation, the state of its strand, who is invited, and their organisation's participation."""
    row = session.execute(_to_begin(), {"invitation_id": invitation_id}).first()
    if row is None or row[0].revoked_at is not None:
        raise NotFound(invitation_id)
    invitation, state, member, participation_id = row
    return invitation, state, member, participation_id


@cache
def _to_begin() -> Select[Invitation, StrandState, FrameMember | None, str | None]:
    return (
        select(Invitation, Strand.state, FrameMember, Participation.id)
        .join(Strand, Strand.id == Invitation.strand_id)
        .outerjoin(Participation, _is_organisations(Invitation))
        .outerjoin(
            FrameMember,
            and_(
                FrameMember.strand_id == Invitation.strand_id,
                FrameMember.organisation_id == Invitation.organisation_id,
            ),
        )
        .where(Invitation.id == bindparam("invitation_id"))
    )


def _is_organisations(invitation: Invitation | FrameMember | type[Invitation]) -> ColumnElement[bool]:
    return and_(
        Participation.strand_id == invitation.strand_id,
        Participation.organisation_id == invitation.organisation_id,
        Participation.unit == Unit.ORGANISATION,
    )


def _joined(session: Session, invitation: Invitation | FrameMember, participation_id: str | None) -> Begun | None:
    """Return the answer the organisation already has."""
    if participation_id is None:
        return None
    answer_id = linked_answer(session, invitation.strand_id, participation_id)
    return Begun(answer_id, participation_id, None, joined=True) if answer_id else None


def linked_answer(session: Session, strand_id: str, participation_id: str) -> str | None:
    """Return the answer of a participation; None once it was withdrawn, or the links were destroyed."""
    mark = mark_of(cipher_of(session, strand_id), participation_id)
    return session.scalar(select(AnswerLink.answer_id).where(AnswerLink.mark == mark))


def take_part(session: Session, invitation: Invitation | FrameMember, answer: Answer, day: date) -> Begun:
    """Store a new answer; whoever loses the race for the organisation's joins the winner's."""
    organisation = answer.unit is Unit.ORGANISATION
    code = None if organisation else readable_code()
    participation = Participation(
        strand_id=invitation.strand_id,
        organisation_id=invitation.organisation_id,
        unit=answer.unit,
        code_hash=digest(code or random_id()),
        began_on=day,
    )
    try:
        with session.begin_nested() if organisation else nullcontext():  # nobody else begins a person's own
            session.add(participation)
            session.flush()
    except IntegrityError:
        participation = _locked_participation(session, invitation)
        found = _joined(session, invitation, participation.id)
        if found is not None:
            return found
        participation.began_on, participation.submitted_on, participation.withdrawn_on = day, None, None
    cipher = cipher_of(session, invitation.strand_id)
    put_contents(cipher, answer, Contents({UNIT_PART: answer.unit.value}, {}, {}))
    session.add(answer)
    session.flush()
    session.add(link_row(cipher, participation.id, answer.id))
    session.flush()
    if organisation:
        move_coverage(session, invitation.strand_id, invitation.organisation_id, event=Disposition.OPENED, day=day)
    return Begun(answer.id, participation.id, code, joined=False)


def _locked_participation(session: Session, invitation: Invitation | FrameMember) -> Participation:
    """Return the organisation's participation: another person's a moment ago, or one that was withdrawn."""
    return session.scalars(select(Participation).where(_is_organisations(invitation)).with_for_update()).one()


def resume(session: Session, code: str) -> str | None:
    """Return the answer a code opens; None for a code nobody was given and for an answer that was withdrawn.

    The receipt code of an organisation opens nothing: it only shows what the answer counts towards.
    """
    row = session.execute(
        select(Participation.strand_id, Participation.id).where(
            Participation.code_hash == digest(normal_code(code)), Participation.unit == Unit.INDIVIDUAL
        )
    ).first()
    return linked_answer(session, *row) if row else None


def submit(session: Session, answer_id: str, *, day: date, moment: datetime) -> None:
    """Count an answer from now on, without the comments on it; raise `RequiredMissing` while something is missing.

    Raise `NotSigned` for an organisation's that nobody signed as it stands (`operations.position.sign_off`).
    The document stays as it is: a branch that routing no longer asks drops out only where answers are counted.
    """
    row = session.execute(_to_submit(), {"answer_id": answer_id}).first()
    if row is None:
        raise NotFound(answer_id)
    answer, link, state, signed, newest_id, has_comments = row
    if state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    cipher = cipher_of(session, answer.strand_id)
    held = contents(cipher, answer)
    structure = structure_of(session, answer.version_id)
    agreed = _agreed(session, newest_id, held.document, answer.consents)
    if parts := required_missing(structure, answer.unit, answer.short, agreed):
        raise RequiredMissing(parts)
    if answer.unit is Unit.ORGANISATION and (signed is None or unsigned(held.revisions, signed.revision)):
        raise NotSigned("an organisation's answer is signed as it is submitted")
    participation, region = _taken(session, participation_of(cipher, link))
    answer.state = AnswerState.SUBMITTED
    put_contents(cipher, answer, held)
    answer.submitted_at = to_the_hour(moment)
    answer.region = shown_region(answer.document, region or "")
    participation.submitted_on = participation.submitted_on or day
    session.flush()
    if has_comments:
        session.execute(delete(DraftComment).where(DraftComment.answer_id == answer_id))
    if answer.unit is Unit.ORGANISATION:
        move_coverage(
            session, participation.strand_id, participation.organisation_id, event=Disposition.ANSWERED, day=day
        )


@cache
def _to_submit() -> Select[Answer, AnswerLink, StrandState, SignOff | None, str, bool]:
    return (
        select(Answer, AnswerLink, Strand.state, SignOff, newest_version_asked(), _has_comments())
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .join(Strand, Strand.id == Answer.strand_id)
        .outerjoin(SignOff, SignOff.answer_id == Answer.id)
        .where(Answer.id == bindparam("answer_id"))
        .with_for_update(of=Answer)
    )


def _has_comments() -> ColumnElement[bool]:
    return exists().where(DraftComment.answer_id == Answer.id)


def _agreed(
    session: Session, version_id: str, document: Mapping[str, Value], consents: Mapping[str, str]
) -> Mapping[str, Value]:
    """Return a document without the ticks under a text that was changed since."""
    return without_lapsed(*content(session, version_id), document, consents) if consents else document


def _taken(session: Session, participation_id: str) -> tuple[Participation, str | None]:
    """Return a participation with the region of its organisation as it stood at opening."""
    row = session.execute(_to_take(), {"participation_id": participation_id}).one()
    return row[0], row[1]


@cache
def _to_take() -> Select[Participation, str | None]:
    return (
        select(Participation, FrameMember.region)
        .outerjoin(
            FrameMember,
            and_(
                FrameMember.strand_id == Participation.strand_id,
                FrameMember.organisation_id == Participation.organisation_id,
            ),
        )
        .where(Participation.id == bindparam("participation_id"))
    )


def withdraw(session: Session, answer_id: str, *, moment: datetime) -> None:
    """Delete an answer with its words and anything sealed; that somebody took part and withdrew is all that stays.

    The last day lasts until it is over everywhere, as the link to the answer does.
    """
    row = session.execute(
        select(AnswerLink, Strand.id, Consultation.withdraw_until)
        .join(Answer, Answer.id == AnswerLink.answer_id)
        .join(Strand, Strand.id == Answer.strand_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .where(AnswerLink.answer_id == answer_id)
    ).first()
    if row is None:
        raise NotFound(answer_id)
    link, strand_id, until = row
    if moment >= end_of(until):
        raise NotAllowedNow(N_("Answers could be withdrawn until %(day)s."), day=until.isoformat())
    day = moment.date()
    participation = session.get_one(Participation, participation_of(cipher_of(session, strand_id), link))
    participation.withdrawn_on = day
    session.flush()
    session.execute(delete(Answer).where(Answer.id == answer_id))
    if participation.unit is Unit.ORGANISATION:
        move_coverage(
            session, participation.strand_id, participation.organisation_id, event=Disposition.DECLINED, day=day
        )
