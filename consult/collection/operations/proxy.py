"""Writing a member's answer down for them, and what they say about it. Every act stands in the access log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.access.operations import Act, record_event
from consult.collection.operations.taking_part import Begun, linked_answer, new_answer, take_part
from consult.collection.queries.sealing import contents, participation_of, put_contents
from consult.collection.records import (
    Answer,
    AnswerLink,
    Coverage,
    Invitation,
    Participation,
    ProxyEntry,
    SignOff,
)
from consult.collection.rules import PROXY_CHANNELS, AnswerState, Channel, Closed, Disposition, Unit
from consult.collection.rules.proxy import SOURCE_LENGTH, HasOwnAnswer
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import Mode, StrandState
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text
from consult.shared.time import end_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What an interviewer begins: for whom, how it came, in which language, after what."""

    organisation_id: str
    unit: Unit
    short: bool
    channel: Channel
    language: str
    source: str


def begin_entry(session: Session, strand_id: str, new: NewEntry, *, by: str, at: datetime, order_seed: int) -> Begun:
    """Begin to write an answer down; raise `HasOwnAnswer` where the organisation has one of its own."""
    whom = _asked(session, strand_id, new)
    answer = new_answer(
        session, strand_id, whom.member, unit=new.unit, short=new.short, language=new.language, order_seed=order_seed
    )
    answer.channel = new.channel
    begun = take_part(session, whom.member, answer, at.date())
    if begun.joined:  # somebody of theirs was faster by a moment
        raise _own_answer()
    source = cipher_of(session, strand_id).seal(clean_text(new.source), place=f"proxy_entry|{begun.answer_id}")
    session.add(
        ProxyEntry(
            answer_id=begun.answer_id,
            account_id=by,
            channel=new.channel,
            language=new.language,
            sealed=source,
            entered_on=at.date(),
        )
    )
    session.flush()
    _record(session, "proxy_begun", whom.consultation_id, new.organisation_id, by=by, at=at)
    return begun


@dataclass(frozen=True, slots=True)
class _Asked:
    """A member organisation for which somebody may write an answer down."""

    member: FrameMember
    consultation_id: str


def _asked(session: Session, strand_id: str, new: NewEntry) -> _Asked:
    row = session.execute(
        select(FrameMember, Strand.state, Strand.consultation_id, Consultation.individual_mode, Participation.id)
        .join(Strand, Strand.id == FrameMember.strand_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .outerjoin(
            Participation,
            (Participation.strand_id == FrameMember.strand_id)
            & (Participation.organisation_id == FrameMember.organisation_id)
            & (Participation.unit == Unit.ORGANISATION),
        )
        .where(FrameMember.strand_id == strand_id, FrameMember.organisation_id == new.organisation_id)
    ).first()
    if row is None:
        raise NotFound(new.organisation_id)
    member, state, consultation_id, individual_mode, participation_id = row
    if state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    _check(new, individual_mode)
    if new.unit is Unit.ORGANISATION and participation_id and linked_answer(session, strand_id, participation_id):
        raise _own_answer()
    return _Asked(member, consultation_id)


def _check(new: NewEntry, individual_mode: Mode) -> None:
    if new.unit is Unit.INDIVIDUAL and individual_mode is Mode.ANONYMOUS:
        raise NotAllowedNow(
            N_("Individual answers are anonymous here: nobody writes one down for somebody else. Give them the link.")
        )
    if new.channel not in PROXY_CHANNELS:
        raise NotAllowedNow(N_("Say how the answer came: face to face, by phone, on paper or by e-mail."))
    if not clean_text(new.source) or len(new.source) > SOURCE_LENGTH:
        raise NotAllowedNow(
            N_("Say after what you write: a call and its day, notes, a letter; in %(count)s characters at most."),
            count=SOURCE_LENGTH,
        )


def _own_answer() -> HasOwnAnswer:
    return HasOwnAnswer(
        N_(
            "This organisation has an answer of its own already, begun or submitted, and nobody writes over it. "
            "Ask them to go on with it through the link in their invitation, or to withdraw it there first."
        )
    )


@dataclass(frozen=True, slots=True)
class _Entered:
    """An entry with everything that a change of it touches."""

    entry: ProxyEntry
    answer: Answer
    participation: Participation
    strand: Strand

    @property
    def is_waiting(self) -> bool:
        return not (self.entry.confirmed_on or self.entry.disputed_on or self.entry.taken_on)


def _entered(session: Session, answer_id: str) -> _Entered:
    row = session.execute(
        select(ProxyEntry, Answer, AnswerLink, Strand)
        .join(Answer, Answer.id == ProxyEntry.answer_id)
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .join(Strand, Strand.id == Answer.strand_id)
        .where(ProxyEntry.answer_id == answer_id)
        .with_for_update(of=Answer)
    ).first()
    if row is None:
        raise NotFound(answer_id)
    entry, answer, link, strand = row
    own = participation_of(cipher_of(session, strand.id), link)
    return _Entered(entry, answer, session.get_one(Participation, own), strand)


def open_entry(session: Session, strand_id: str, answer_id: str, *, by: str, at: datetime) -> None:
    """Open an entry again to whoever began it, for as long as it is a draft."""
    _note(session, "proxy_opened", _writers(session, strand_id, answer_id, by=by), by=by, at=at)


def note_submitted(session: Session, answer_id: str, *, by: str, at: datetime) -> None:
    """Note that an entry was submitted by whoever wrote it down."""
    _note(session, "proxy_submitted", _entered(session, answer_id), by=by, at=at)


def discard_entry(session: Session, strand_id: str, answer_id: str, *, by: str, at: datetime) -> None:
    """Delete a draft begun by mistake with everything in it; the organisation stands where it stood."""
    found = _writers(session, strand_id, answer_id, by=by)
    _note(session, "proxy_discarded", found, by=by, at=at)
    took_part = found.participation
    session.execute(delete(Answer).where(Answer.id == answer_id))
    session.execute(delete(Participation).where(Participation.id == took_part.id))
    if took_part.unit is Unit.ORGANISATION:
        here = strand_id, took_part.organisation_id
        invited = session.scalar(
            select(Invitation.id)
            .where(Invitation.strand_id == here[0], Invitation.organisation_id == here[1])
            .where(Invitation.revoked_at.is_(None))
            .limit(1)
        )
        before = Disposition.INVITED if invited else Disposition.NOT_INVITED
        _cover(session, *here, event=before, now=(Disposition.OPENED, Disposition.PARTIAL), day=at.date())


def _writers(session: Session, strand_id: str, answer_id: str, *, by: str) -> _Entered:
    """Return an entry that is still open to whoever began it."""
    found = _entered(session, answer_id)
    if found.strand.id != strand_id or found.entry.account_id != by:
        raise NotFound(answer_id)
    if found.answer.state is not AnswerState.DRAFT or not found.is_waiting:
        raise NotAllowedNow(N_("This entry is the member's by now: nobody else writes in it."))
    if found.strand.state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    return found


def confirm_entry(session: Session, answer_id: str, *, day: date) -> None:
    """Note that the member stands by what was written down for them."""
    found = _waiting(session, answer_id)
    if found.answer.state is not AnswerState.SUBMITTED:
        raise NotAllowedNow(N_("This answer is not submitted yet. Go on with it yourself, or wait."))
    found.entry.confirmed_on = day
    session.flush()


def take_entry(session: Session, answer_id: str, *, day: date) -> None:
    """Let the member go on with what was written down: from now on it came from them."""
    found = _waiting(session, answer_id)
    found.entry.taken_on = day
    found.answer.channel = Channel.WEB
    session.flush()


def dispute_entry(session: Session, answer_id: str, *, moment: datetime) -> None:
    """Take what was written down wrongly out of the count: it is the member's draft from now on.

    For as long as answers can be withdrawn; afterwards results rest on them.
    """
    found = _waiting(session, answer_id)
    until = session.scalar(select(Consultation.withdraw_until).where(Consultation.id == found.strand.consultation_id))
    if until is None or moment >= end_of(until):
        raise NotAllowedNow(N_("The time to take an answer out of the count is over."))
    cipher = cipher_of(session, found.strand.id)
    answer = found.answer
    with session.no_autoflush:
        held = contents(cipher, answer)
        was_submitted = answer.state is AnswerState.SUBMITTED
        answer.state, answer.channel = AnswerState.DRAFT, Channel.WEB
        answer.submitted_at, answer.region = None, ""
        put_contents(cipher, answer, held)
        found.entry.disputed_on = moment.date()
        found.participation.submitted_on = None
    session.flush()
    session.execute(delete(SignOff).where(SignOff.answer_id == answer_id))
    if was_submitted and answer.unit is Unit.ORGANISATION:
        here = found.strand.id, found.participation.organisation_id
        _cover(session, *here, event=Disposition.PARTIAL, now=(Disposition.ANSWERED,), day=moment.date())


def _waiting(session: Session, answer_id: str) -> _Entered:
    """Return an entry the member has not said anything about yet."""
    found = _entered(session, answer_id)
    if not found.is_waiting:
        raise NotAllowedNow(N_("You have said before what becomes of this answer."))
    return found


def _cover(
    session: Session,
    strand_id: str,
    organisation_id: str,
    *,
    event: Disposition,
    now: Collection[Disposition],
    day: date,
) -> None:
    """Put an organisation back in the coverage, if it still stands where the entry had put it."""
    session.execute(
        update(Coverage)
        .where(
            Coverage.strand_id == strand_id,
            Coverage.organisation_id == organisation_id,
            Coverage.disposition.in_(now),
        )
        .values(disposition=event, changed_on=day)
    )


def _note(session: Session, act: str, found: _Entered, *, by: str, at: datetime) -> None:
    _record(session, act, found.strand.consultation_id, found.participation.organisation_id, by=by, at=at)


def _record(session: Session, act: str, consultation_id: str, organisation_id: str, *, by: str, at: datetime) -> None:
    """Write an act into the access log under the organisation, never under its answer: the two are not joined there."""
    record_event(session, Act(act, organisation_id, "", consultation_id), by=by, at=at)
