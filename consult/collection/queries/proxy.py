"""Answers written down for members: for whoever wrote them, and for the member who confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.collection.queries.sealing import participation_of
from consult.collection.records import Answer, AnswerLink, Participation, ProxyEntry
from consult.collection.rules import AnswerState, Channel, Unit
from consult.collection.rules.proxy import EntryState
from consult.consultation.queries import cipher_of
from consult.membership.records import Organisation
from consult.shared.keyring import Cipher
from consult.shared.text import sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry as whoever began it sees it."""

    answer_id: str
    organisation_name: str
    unit: Unit
    channel: Channel
    language: str
    source: str
    entered_on: date
    state: EntryState

    @property
    def is_open(self) -> bool:
        """Whether whoever began it may go on."""
        return self.state is EntryState.BEGUN


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry as the member sees it: who wrote down what, when, after what."""

    written_by: str
    channel: Channel
    language: str
    source: str
    entered_on: date
    is_submitted: bool


def entries_of(session: Session, strand_id: str, account_id: str) -> tuple[EntryLine, ...]:
    """Return the entries one account began in a strand, by organisation."""
    rows = session.execute(
        select(ProxyEntry, Answer.unit, Answer.state, AnswerLink)
        .join(Answer, Answer.id == ProxyEntry.answer_id)
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .where(Answer.strand_id == strand_id, ProxyEntry.account_id == account_id)
    ).all()
    if not rows:
        return ()
    cipher = cipher_of(session, strand_id)
    took_part = {link.answer_id: participation_of(cipher, link) for _entry, _unit, _state, link in rows}
    names: dict[str, str] = dict(
        session.execute(
            select(Participation.id, Organisation.name)
            .join(Organisation, Organisation.id == Participation.organisation_id)
            .where(Participation.id.in_(took_part.values()))
        ).all()
    )
    lines = [
        EntryLine(
            answer_id=entry.answer_id,
            organisation_name=names[took_part[entry.answer_id]],
            unit=unit,
            channel=entry.channel,
            language=entry.language,
            source=source_of(cipher, entry),
            entered_on=entry.entered_on,
            state=_stands(entry, state),
        )
        for entry, unit, state, _link in rows
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_open, sort_key(line.organisation_name), line.answer_id)))


def _stands(entry: ProxyEntry, state: AnswerState) -> EntryState:
    if entry.disputed_on:
        return EntryState.DISPUTED
    if entry.confirmed_on:
        return EntryState.CONFIRMED
    if entry.taken_on:
        return EntryState.TAKEN
    return EntryState.ASKED if state is AnswerState.SUBMITTED else EntryState.BEGUN


def source_of(cipher: Cipher, entry: ProxyEntry) -> str:
    """Return what an entry was written down after."""
    return cipher.open(entry.sealed, place=f"proxy_entry|{entry.answer_id}")


def entry_view(session: Session, strand_id: str, answer_id: str) -> EntryView | None:
    """Return how an answer was written down for its member."""
    row = session.execute(
        select(ProxyEntry, Account.name, Answer.state)
        .join(Account, Account.id == ProxyEntry.account_id)
        .join(Answer, Answer.id == ProxyEntry.answer_id)
        .where(ProxyEntry.answer_id == answer_id)
    ).first()
    if row is None:
        return None
    entry, name, state = row
    return EntryView(
        written_by=name,
        channel=entry.channel,
        language=entry.language,
        source=source_of(cipher_of(session, strand_id), entry),
        entered_on=entry.entered_on,
        is_submitted=state is AnswerState.SUBMITTED,
    )
