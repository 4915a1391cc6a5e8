"""Reads of interviews; plain values out, by pseudonym. Who a participant is never comes through here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consult.consultation.records import FrameMember
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import reference_structure
from consult.instrument.rules.structure import Item
from consult.interview.queries.redactions import Cover, RedactionView, cover_within, redactions_within
from consult.interview.records import (
    Interview,
    InterviewStrand,
    OriginalFile,
    Participant,
    Turn,
    TurnItem,
    TurnTranslation,
    WithheldTurn,
)
from consult.interview.rules import InterviewKind, Mode, Quoting, SpeakerRole
from consult.membership.records import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantView:
    """Somebody who speaks, as far as anybody may know them; `region` may be "not_shown"."""

    id: str
    pseudonym: str
    role: SpeakerRole
    position: str
    region: str
    kind: str
    language: str
    took_part: bool
    quoting: Quoting
    may_contact: bool
    may_record: bool
    consent_on: date | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewView:
    """One conversation or thread of mail, with everybody who speaks in it and since when its file is kept."""

    id: str
    consultation_id: str
    strand_ids: tuple[str, ...]
    label: str
    kind: InterviewKind
    mode: Mode
    language: str
    held_on: date
    interviewer_account_id: str | None
    interviewer_ties: str
    withdraw_until: date | None
    recall_period: str
    recall_confirmed: bool | None
    participants: tuple[ParticipantView, ...]
    from_file: bool = False
    file_kept_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """What one speaker said until the next spoke; empty, with the day, where it was withdrawn.

    `held_back` are the languages whose translation nobody below the interview's own page reads: a name may stand in it.
    """

    id: str
    interview_id: str
    number: int
    participant: ParticipantView
    language: str
    text: str
    withdrawn_on: date | None
    items: tuple[str, ...]
    translations: Mapping[str, str]
    held_back: tuple[str, ...] = ()
    corrected_at: datetime | None = None
    by_speaker: bool = False
    """Whether it was withdrawn by its speaker's own link."""


def interviews_of(session: Session, strand_id: str) -> tuple[InterviewView, ...]:
    """Return the interviews that count in a strand, by label."""
    inside = select(InterviewStrand.interview_id).where(InterviewStrand.strand_id == strand_id)
    return _interviews(session, select(Interview).where(Interview.id.in_(inside)))


def interview(session: Session, interview_id: str) -> InterviewView | None:
    """Return one interview, or None."""
    found = _interviews(session, select(Interview).where(Interview.id == interview_id))
    return found[0] if found else None


def _interviews(session: Session, wanted: Select[Interview]) -> tuple[InterviewView, ...]:
    kept = wanted.add_columns(OriginalFile.kept_at).outerjoin(OriginalFile, OriginalFile.interview_id == Interview.id)
    records = session.execute(kept).all()
    ids = [record.id for record, _kept_at in records]
    if not ids:
        return ()
    strands: dict[str, list[str]] = {}
    places = select(InterviewStrand).where(InterviewStrand.interview_id.in_(ids)).order_by(InterviewStrand.strand_id)
    for place in session.scalars(places):
        strands.setdefault(place.interview_id, []).append(place.strand_id)
    people: dict[str, list[ParticipantView]] = {}
    spoken = select(Participant).where(Participant.interview_id.in_(ids)).order_by(Participant.pseudonym)
    for person in session.scalars(spoken):
        people.setdefault(person.interview_id, []).append(_participant(person))
    views = (
        replace(_view(one, strands.get(one.id, []), people.get(one.id, [])), file_kept_at=kept_at)
        for one, kept_at in records
    )
    return tuple(sorted(views, key=lambda view: (view.label, view.id)))


def _view(record: Interview, strands: Sequence[str], people: Sequence[ParticipantView]) -> InterviewView:
    return InterviewView(
        id=record.id,
        consultation_id=record.consultation_id,
        strand_ids=tuple(strands),
        label=record.label,
        kind=record.kind,
        mode=record.mode,
        language=record.language,
        held_on=record.held_on,
        interviewer_account_id=record.interviewer_account_id,
        interviewer_ties=record.interviewer_ties,
        withdraw_until=record.withdraw_until,
        recall_period=record.recall_period,
        recall_confirmed=record.recall_confirmed,
        participants=tuple(people),
        from_file=bool(record.file_hash),
    )


def _participant(record: Participant) -> ParticipantView:
    return ParticipantView(
        id=record.id,
        pseudonym=record.pseudonym,
        role=record.role,
        position=record.position,
        region=record.region,
        kind=record.kind,
        language=record.language,
        took_part=record.took_part,
        quoting=record.quoting,
        may_contact=record.may_contact,
        may_record=record.may_record,
        consent_on=record.consent_on,
        withdrawn_on=record.withdrawn_on,
    )


def turns_of(session: Session, interview_id: str) -> tuple[TurnView, ...]:
    """Return the turns of an interview in the order in which they were spoken, everything marked in them covered."""
    wanted = select(Interview.id).where(Interview.id == interview_id)
    return tuple(turn for turn, _whole in _turns(session, wanted, cover_within(session, wanted)))


def turns_of_strand(session: Session, strand_id: str) -> tuple[TurnView, ...]:
    """Return the turns of every interview of a strand, by its label, marks covered, in three statements."""
    inside = select(InterviewStrand.interview_id).where(InterviewStrand.strand_id == strand_id)
    return tuple(turn for turn, _whole in _turns(session, inside, cover_within(session, inside)))


def whole_turns_of(session: Session, interview_id: str) -> tuple[tuple[TurnView, ...], tuple[RedactionView, ...]]:
    """Return the turns of an interview as they were said, and what is marked in them: for the interview's own page."""
    wanted = select(Interview.id).where(Interview.id == interview_id)
    marks = redactions_within(session, wanted)
    return tuple(whole for _turn, whole in _turns(session, wanted, Cover.of(marks))), marks


def _turns(session: Session, interviews: Select[str], cover: Cover) -> Iterator[tuple[TurnView, TurnView]]:
    """Return each turn covered and whole, in two statements."""
    inside = Turn.interview_id.in_(interviews)
    rows = session.execute(
        select(Turn, Participant, TurnItem.item, WithheldTurn.turn_id)
        .join(Participant, Participant.id == Turn.participant_id)
        .join(Interview, Interview.id == Turn.interview_id)
        .outerjoin(TurnItem, TurnItem.turn_id == Turn.id)
        .outerjoin(WithheldTurn, WithheldTurn.turn_id == Turn.id)
        .where(inside)
        .order_by(Interview.label, Interview.id, Turn.number, TurnItem.item)
    ).all()
    people = {person.id: _participant(person) for _turn, person, _item, _withheld in rows}
    translations: dict[str, list[TurnTranslation]] = {}
    translated = select(TurnTranslation).join(Turn, Turn.id == TurnTranslation.turn_id).where(inside)
    for other in session.scalars(translated.order_by(TurnTranslation.language)):
        translations.setdefault(other.turn_id, []).append(other)
    by_speakers = {withheld for _turn, _person, _item, withheld in rows if withheld is not None}
    for turn, about in groupby(rows, key=itemgetter(0)):
        items = tuple(sorted(item for _turn, _person, item, _withheld in about if item is not None))
        safe, whole = _both(turn, people[turn.participant_id], items, translations.get(turn.id, ()), cover)
        if turn.id in by_speakers:
            safe, whole = replace(safe, by_speaker=True), replace(whole, by_speaker=True)
        yield safe, whole


def _both(
    turn: Turn, person: ParticipantView, items: tuple[str, ...], translations: Sequence[TurnTranslation], cover: Cover
) -> tuple[TurnView, TurnView]:
    safe = {one.language: cover.translation(turn.text, one) for one in translations}
    whole = TurnView(
        id=turn.id,
        interview_id=turn.interview_id,
        number=turn.number,
        participant=person,
        language=turn.language,
        text=turn.text,
        withdrawn_on=turn.withdrawn_on,
        items=items,
        translations={one.language: one.text for one in translations},
        held_back=tuple(tag for tag, text in safe.items() if text is None),
        corrected_at=turn.corrected_at,
    )
    text = cover.text(turn.id, turn.text)
    return replace(whole, text=text, translations={tag: one for tag, one in safe.items() if one is not None}), whole


def interpreted_after(turns: Sequence[TurnView], turn_ids: Collection[str]) -> tuple[TurnView, ...]:
    """Return what interpreters said right after some of the turns of an interview, as far as it stands."""
    found, follows = [], False
    for turn in turns:
        if turn.participant.role is not SpeakerRole.INTERPRETER:
            follows = turn.id in turn_ids
        elif follows and turn.withdrawn_on is None:
            found.append(turn)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much an interview holds: turns, those withdrawn, and the items anybody spoke about."""

    turn_count: int
    withdrawn_count: int
    items: tuple[str, ...]


def tallies(session: Session, strand_id: str) -> Mapping[str, Tally]:
    """Return what each interview of a strand holds, by its id, without reading a word of it."""
    inside = Turn.interview_id.in_(select(InterviewStrand.interview_id).where(InterviewStrand.strand_id == strand_id))
    turns: dict[str, list[bool]] = {}
    for interview_id, withdrawn_on in session.execute(select(Turn.interview_id, Turn.withdrawn_on).where(inside)):
        turns.setdefault(interview_id, []).append(withdrawn_on is not None)
    items: dict[str, set[str]] = {}
    spoken = select(Turn.interview_id, TurnItem.item).join(Turn, Turn.id == TurnItem.turn_id).where(inside).distinct()
    for interview_id, item in session.execute(spoken):
        items.setdefault(interview_id, set()).add(item)
    return {key: Tally(len(gone), sum(gone), tuple(sorted(items.get(key, ())))) for key, gone in turns.items()}


def instrument_items(session: Session, strand_id: str) -> tuple[Item, ...]:
    """Return the items of a strand's newest instrument; of the reference instrument before one is published."""
    newest = newest_version(session, strand_id)
    return (structure_of(session, newest.id) if newest else reference_structure()).items


def known_items(session: Session, strand_id: str) -> tuple[str, ...]:
    """Return the codes of the items a turn can be about."""
    return tuple(item.code for item in instrument_items(session, strand_id))


@dataclass(frozen=True, slots=True)
class Member:
    """A member organisation as the register stood at opening, for saying for whom somebody speaks."""

    id: str
    name: str
    key: str


def members(session: Session, strand_id: str) -> tuple[Member, ...]:
    """Return the member organisations of a strand by name; empty before collection opened."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.name_key)
        .join(FrameMember, FrameMember.organisation_id == Organisation.id)
        .where(FrameMember.strand_id == strand_id)
        .order_by(Organisation.name_key)
    )
    return tuple(Member(*row) for row in rows)
