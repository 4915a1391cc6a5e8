"""Bringing an answer file into a draft: what can be read and has room there, once, and nothing over anything."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.exchange.answer_file import AnswerFile, FileRefused, read_answer_file
from consult.collection.operations.keeping import Kept, keep
from consult.collection.operations.taking_part import begin
from consult.collection.queries import AnswerView, answer_view
from consult.collection.records import Answer, Invitation, PagePost
from consult.collection.rules import UNIT_PART, AnswerState, Channel, Unit
from consult.consultation.queries import StrandView
from consult.consultation.rules import Mode
from consult.instrument.queries import content, strand_versions, structure_of
from consult.instrument.rules.condition import Value
from consult.instrument.rules.consents import consent_hash, is_consent
from consult.instrument.rules.reading import Fault, FaultCode, read_part
from consult.instrument.rules.routing import is_for
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.errors import N_, NotFound
from consult.shared.text import clean_text

NOT_IN_FILES = (PartType.UPLOAD, PartType.INFORMATION)
"""Types of part that a file holds nothing of."""


@dataclass(slots=True)
class ReadFile:
    """What a file says, part by part. `not_asked` counts answers to what this answer is not asked."""

    entries: dict[str, Value] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    not_asked: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing in did: parts `taken` now, the `same` as before, and in `conflict` with what the draft holds."""

    read: ReadFile
    taken: tuple[str, ...]
    same: tuple[str, ...]
    conflict: tuple[str, ...]
    repeated: bool
    revision: int


def version_of(session: Session, strand_id: str, file: AnswerFile, unit: Unit) -> str:
    """Return the version of the strand's instrument a file was made from; raise `FileRefused` for another's file."""
    found = next((one for one in strand_versions(session, strand_id) if one.content_hash == file.instrument), None)
    if found is None:
        raise FileRefused(N_("This file was made for another consultation, or for the other coalition."))
    if file.unit is not unit:
        if unit is Unit.ORGANISATION:
            raise FileRefused(N_("This file holds an answer in somebody's own name, and here an organisation answers."))
        raise FileRefused(N_("This file holds the answer of an organisation, and here you answer in your own name."))
    return found.id


def read_file(made_from: Structure, newest: Structure, file: AnswerFile, *, short: bool) -> ReadFile:
    """Read everything in a file as a posted page is read; a part that is no longer there is not asked."""
    read = ReadFile()
    names = {name for name, values in file.form.items() if any(value.strip() for value in values)}
    for key, part in newest.parts.items():
        own = names & {name for name in names if name == key or name.startswith(f"{key}:")}
        names -= own
        if not own or key == UNIT_PART or part.type in NOT_IN_FILES:
            continue
        if key in made_from.parts and is_for(part, InstrumentUnit(file.unit), short):
            _read_part(part, file, read)
        else:
            read.not_asked += 1
    read.not_asked += len({name.partition(":")[0] for name in names})
    return read


def _read_part(part: Part, file: AnswerFile, read: ReadFile) -> None:
    reading = read_part(part, file.form)
    faults = [fault for fault in reading.faults if fault.code is not FaultCode.REQUIRED]
    read.faults += faults
    if faults:
        return
    if part.is_text and reading.text and (text := clean_text(reading.text)):
        read.words[part.key] = text
    elif reading.value is not None:
        read.entries[part.key] = reading.value


def consents_in(
    session: Session, version_id: str, language: str, entries: Mapping[str, Value | None]
) -> dict[str, str]:
    """Return the fingerprint of every text that was ticked, as it was read."""
    structure, wordings = content(session, version_id)
    ticked = [key for key, value in entries.items() if value and key in structure.parts]
    agreed = [structure.parts[key] for key in ticked if is_consent(structure.parts[key])]
    return {part.key: consent_hash(structure, wordings, part, language) for part in agreed}


def bring_in(
    session: Session, answer: AnswerView, file: AnswerFile, *, moment: datetime, keeping: Callable[..., Kept] = keep
) -> Brought:
    """Keep what a file says and the answer has no other answer to; the same file again changes nothing.

    A row of a table that only one of the two has is no conflict. What differs is left as it is and named.
    """
    version_id = version_of(session, answer.strand_id, file, answer.unit)
    newest = structure_of(session, answer.newest_version_id)
    read = read_file(structure_of(session, version_id), newest, file, short=answer.short)
    plan = _compared(newest, read, answer)
    kept = keeping(
        session,
        answer.id,
        entries=plan.entries,
        words=plan.words,
        language=file.language,
        key=file.key,
        revision=answer.revision,
        moment=moment,
        version_id=version_id,
        consents=consents_in(session, version_id, file.language, plan.entries),
    )
    taken = () if kept.repeated else tuple(key for key in [*plan.entries, *plan.words] if key not in kept.stale)
    if taken:
        _note_channel(session, answer)
    asked = list(newest.parts)
    return Brought(
        read=read,
        taken=tuple(sorted(taken, key=asked.index)),
        same=tuple(sorted(plan.same, key=asked.index)),
        conflict=tuple(sorted({*plan.conflict, *kept.stale}, key=asked.index)),
        repeated=kept.repeated,
        revision=kept.revision,
    )


@dataclass(frozen=True, slots=True)
class BroughtFor:
    """What bringing in for a member did; `code` is the way back to a new answer in somebody's own name."""

    taken: tuple[str, ...]
    same: tuple[str, ...]
    conflict: tuple[str, ...]
    faults: tuple[Fault, ...]
    not_asked: int
    code: str | None


def bring_in_for(
    session: Session, strand: StrandView, organisation_id: str, unit: Unit, data: bytes, *, moment: datetime
) -> BroughtFor:
    """Bring in a file for a member: into the organisation's draft, or as a new answer in somebody's own name.

    They were invited before, since nobody else may answer, and what is brought in stays a draft for them to submit.
    """
    file = read_answer_file(data)
    version_of(session, strand.id, file, unit)
    if unit is Unit.INDIVIDUAL and strand.individual_mode is Mode.ANONYMOUS:
        raise FileRefused(N_("Answers in somebody's own name are anonymous here: only they can bring theirs in."))
    invitation_id = _an_invitation(session, strand.id, organisation_id, moment)
    if invitation_id is None:
        raise FileRefused(N_("Nobody of this organisation holds an invitation. Invite it first."))
    if unit is Unit.INDIVIDUAL and _was_brought(session, strand.id, file):
        return BroughtFor((), (), (), (), 0, None)
    seed = int.from_bytes(hashlib.sha256(file.key.encode()).digest()[:3])
    begun = begin(
        session,
        invitation_id,
        unit=unit,
        short=file.short,
        language=file.language,
        day=moment.date(),
        order_seed=seed,
    )
    answer = answer_view(session, begun.answer_id)
    if answer is None:
        raise NotFound(begun.answer_id)
    if answer.state is AnswerState.SUBMITTED:
        raise FileRefused(N_("This organisation has submitted its answer. Whoever holds its invitation can change it."))
    done = bring_in(session, answer, file, moment=moment)
    return BroughtFor(done.taken, done.same, done.conflict, tuple(done.read.faults), done.read.not_asked, begun.code)


def _was_brought(session: Session, strand_id: str, file: AnswerFile) -> bool:
    """Tell whether the same file became an answer in somebody's own name before."""
    asked = select(PagePost.key).join(Answer, Answer.id == PagePost.answer_id)
    own = (Answer.strand_id == strand_id, Answer.unit == Unit.INDIVIDUAL, PagePost.key == file.key)
    return session.scalar(asked.where(*own).limit(1)) is not None


def _an_invitation(session: Session, strand_id: str, organisation_id: str, moment: datetime) -> str | None:
    return session.scalar(
        select(Invitation.id)
        .where(
            Invitation.strand_id == strand_id,
            Invitation.organisation_id == organisation_id,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > moment,
        )
        .order_by(Invitation.id)
        .limit(1)
    )


@dataclass(slots=True)
class _Plan:
    """What of a file goes in, what is there already, and what differs."""

    entries: dict[str, Value] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    conflict: list[str] = field(default_factory=list)


def _compared(structure: Structure, read: ReadFile, answer: AnswerView) -> _Plan:
    plan = _Plan()
    for key, value in read.entries.items():
        held = answer.document.get(key)
        both = _together(structure.parts[key], held, value)
        if both is None:
            plan.conflict.append(key)
        elif both == held:
            plan.same.append(key)
        else:
            plan.entries[key] = both
    for key, text in read.words.items():
        written = answer.words.get(key)
        if not written:
            plan.words[key] = text
        else:
            (plan.same if written == text else plan.conflict).append(key)
    return plan


def _together(part: Part, held: Value | None, given: Value) -> Value | None:
    """Return what stands there once both are in; None where they differ."""
    if held is None or held == given:
        return given
    if part.type not in (PartType.MATRIX, PartType.MATRIX_MULTIPLE):
        return None
    if not isinstance(held, Mapping) or not isinstance(given, Mapping):
        return None
    if any(held[row] != given[row] for row in held if row in given):
        return None
    return {**held, **given}


def _note_channel(session: Session, answer: AnswerView) -> None:
    """Note how the draft came to us; what was submitted before keeps the way it came."""
    row = session.get(Answer, answer.id)
    if row is not None and row.state is AnswerState.DRAFT and row.channel is Channel.WEB:
        row.channel = Channel.FILE
        session.flush()
