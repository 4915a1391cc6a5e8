"""Beginning an answer, coming back to it, submitting it and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.collection.operations.invitations import move_coverage
from consult.collection.records import Answer, AnswerLink, Invitation, Participation
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
from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import StrandState
from consult.instrument.queries import newest_version, re_asks_open, structure_of
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
    invitation, state, member = _invited(session, invitation_id)
    if unit is Unit.ORGANISATION and (found := _organisation_answer(session, invitation)) is not None:
        return found
    if state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    version = newest_version(session, invitation.strand_id)
    if version is None:
        raise Closed(N_("No instrument is published yet."))
    answer = Answer(
        strand_id=invitation.strand_id,
        version_id=version.id,
        unit=unit,
        short=short,
        document={UNIT_PART: unit.value},
        re_asks=[ask.id for ask in re_asks_open(session, invitation.strand_id)] if version.number > 1 else [],
        order_seed=order_seed,
        language=member.language if member else language,
        kind=member.kind if member else "",
        in_both=bool(member and member.in_both),
    )
    return _take_part(session, invitation, answer, day)


def _invited(session: Session, invitation_id: str) -> tuple[Invitation, StrandState, FrameMember | None]:
    """Return a standing invitation, the state of its strand, and who is invited as they stood at opening."""
    row = session.execute(
        select(Invitation, Strand.state, FrameMember)
        .join(Strand, Strand.id == Invitation.strand_id)
        .outerjoin(
            FrameMember,
            and_(
                FrameMember.strand_id == Invitation.strand_id,
                FrameMember.organisation_id == Invitation.organisation_id,
            ),
        )
        .where(Invitation.id == invitation_id)
    ).first()
    if row is None or row[0].revoked_at is not None:
        raise NotFound(invitation_id)
    invitation, state, member = row
    return invitation, state, member


def _organisation_answer(session: Session, invitation: Invitation) -> Begun | None:
    found = session.execute(
        select(AnswerLink.answer_id, Participation.id)
        .join(Participation, Participation.id == AnswerLink.participation_id)
        .where(
            Participation.strand_id == invitation.strand_id,
            Participation.organisation_id == invitation.organisation_id,
            Participation.unit == Unit.ORGANISATION,
        )
    ).first()
    return Begun(found[0], found[1], None, joined=True) if found else None


def _take_part(session: Session, invitation: Invitation, answer: Answer, day: date) -> Begun:
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
        with session.begin_nested():
            session.add(participation)
            session.flush()
    except IntegrityError:
        participation = _locked_participation(session, invitation)
        found = _organisation_answer(session, invitation)
        if found is not None:
            return found
        participation.began_on, participation.submitted_on, participation.withdrawn_on = day, None, None
    session.add(answer)
    session.flush()
    session.add(AnswerLink(participation_id=participation.id, answer_id=answer.id))
    session.flush()
    if organisation:
        move_coverage(session, invitation.strand_id, invitation.organisation_id, event=Disposition.PARTIAL, day=day)
    return Begun(answer.id, participation.id, code, joined=False)


def _locked_participation(session: Session, invitation: Invitation) -> Participation:
    """Return the organisation's participation: another person's a moment ago, or one that was withdrawn."""
    return session.scalars(
        select(Participation)
        .where(
            Participation.strand_id == invitation.strand_id,
            Participation.organisation_id == invitation.organisation_id,
            Participation.unit == Unit.ORGANISATION,
        )
        .with_for_update()
    ).one()


def resume(session: Session, code: str) -> str | None:
    """Return the answer a code opens; None for a code nobody was given and for an answer that was withdrawn.

    The receipt code of an organisation opens nothing: it only shows what the answer counts towards.
    """
    return session.scalar(
        select(AnswerLink.answer_id)
        .join(Participation, Participation.id == AnswerLink.participation_id)
        .where(Participation.code_hash == digest(normal_code(code)), Participation.unit == Unit.INDIVIDUAL)
    )


def submit(session: Session, answer_id: str, *, day: date, moment: datetime) -> None:
    """Count an answer from now on; raise `RequiredMissing` while what the instrument requires is open.

    The document stays as it is: a branch that routing no longer asks drops out only where answers are counted.
    """
    row = session.execute(
        select(Answer, Participation, Strand.state, FrameMember.region)
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .join(Participation, Participation.id == AnswerLink.participation_id)
        .join(Strand, Strand.id == Answer.strand_id)
        .outerjoin(
            FrameMember,
            and_(
                FrameMember.strand_id == Participation.strand_id,
                FrameMember.organisation_id == Participation.organisation_id,
            ),
        )
        .where(Answer.id == answer_id)
        .with_for_update(of=Answer)
    ).first()
    if row is None:
        raise NotFound(answer_id)
    answer, participation, state, region = row
    if state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    structure = structure_of(session, answer.version_id)
    if parts := required_missing(structure, answer.unit, answer.short, answer.document):
        raise RequiredMissing(parts)
    answer.state = AnswerState.SUBMITTED
    answer.submitted_at = to_the_hour(moment)
    answer.region = shown_region(answer.document, region or "")
    participation.submitted_on = participation.submitted_on or day
    session.flush()
    if answer.unit is Unit.ORGANISATION:
        move_coverage(
            session, participation.strand_id, participation.organisation_id, event=Disposition.ANSWERED, day=day
        )


def withdraw(session: Session, answer_id: str, *, moment: datetime) -> None:
    """Delete an answer with its words and anything sealed; that somebody took part and withdrew is all that stays.

    The last day lasts until it is over everywhere, as the link to the answer does.
    """
    row = session.execute(
        select(Participation, Consultation.withdraw_until)
        .join(AnswerLink, AnswerLink.participation_id == Participation.id)
        .join(Strand, Strand.id == Participation.strand_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .where(AnswerLink.answer_id == answer_id)
    ).first()
    if row is None:
        raise NotFound(answer_id)
    participation, until = row
    if moment >= end_of(until):
        raise NotAllowedNow(N_("Answers could be withdrawn until %(day)s."), day=until.isoformat())
    day = moment.date()
    participation.withdrawn_on = day
    session.flush()
    session.execute(delete(Answer).where(Answer.id == answer_id))
    if participation.unit is Unit.ORGANISATION:
        move_coverage(
            session, participation.strand_id, participation.organisation_id, event=Disposition.DECLINED, day=day
        )
