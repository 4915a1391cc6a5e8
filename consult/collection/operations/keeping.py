"""Keeping what a page (or a whole document) says: once per key, and never over somebody else's change unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, select
from sqlalchemy.orm import Session

from consult.collection.operations.coverage import move_coverage
from consult.collection.queries.sealing import (
    Contents,
    Sealed,
    contents,
    earlier_row,
    participation_of,
    put_contents,
    reseal_words,
    seal_content,
    sealed_content,
    words_row,
    words_text,
)
from consult.collection.records import Answer, AnswerLink, EarlierAnswer, PagePost, Participation, SealedAnswer, Words
from consult.collection.rules import (
    REGION_PART,
    AnswerState,
    Asked,
    Closed,
    Disposition,
    Unit,
    UnknownPart,
    is_stale,
    pending,
    shown_region,
)
from consult.consultation.queries import cipher_of
from consult.consultation.records import FrameMember, Strand
from consult.consultation.rules import StrandState
from consult.instrument.queries import ReAskView, re_asks_open, structure_of
from consult.instrument.records import InstrumentVersion
from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, Structure
from consult.shared.database import insert_unless_there
from consult.shared.errors import N_, NotFound
from consult.shared.keyring import Cipher
from consult.shared.text import clean_text
from consult.shared.time import to_the_hour


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping did. `stale` parts were changed by somebody else meanwhile and hold what they held."""

    revision: int
    repeated: bool = False
    stale: tuple[str, ...] = ()


@dataclass(slots=True)
class _Page:
    """One post on its way into an answer; `due` holds the re-asks it meets, by part.

    `corrected`: the questions were, so there may be some.
    """

    answer: Answer
    held: Contents
    cipher: Cipher
    language: str
    seen: int
    day: date
    corrected: bool
    due: Mapping[str, ReAskView] = field(default_factory=dict)
    earlier: list[EarlierAnswer] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def admits(self, part: str, held: object, given: object) -> bool:
        """Tell whether `given` goes in: it is new, and not over what somebody else put there meanwhile."""
        if is_stale(part, held=held, given=given, revisions=self.held.revisions, seen=self.seen):
            self.stale.append(part)
            return False
        return held != given or part in self.due

    def store_earlier(self, part: str, value: dict[str, object], version_id: str, re_ask_id: str | None) -> None:
        """Keep what `part` held."""
        self.earlier.append(
            earlier_row(
                self.cipher,
                value,
                answer_id=self.answer.id,
                version_id=version_id,
                re_ask_id=re_ask_id,
                part=part,
                revision=self.held.revisions.get(part, 0),
                replaced_on=self.day,
            )
        )


def keep(  # noqa: PLR0913 - a page is this much
    session: Session,
    answer_id: str,
    *,
    entries: Mapping[str, Value | None],
    words: Mapping[str, str | None],
    language: str,
    key: str,
    revision: int,
    moment: datetime,
    version_id: str,
    consents: Mapping[str, str] | None = None,
) -> Kept:
    """Keep one page's answers and words; None leaves a part empty, a part not named stays as it is.

    The same `key` again changes nothing. A part that somebody else changed since `revision` keeps what it holds and
    comes back as stale. What was submitted, and what a re-ask replaces, is kept beside the new value. `consents` are
    the fingerprints of the texts that the ticks among the entries agree to.
    """
    answer, link, corrected = _locked(session, answer_id)
    if not _is_first(session, answer, key):
        return Kept(answer.revision, repeated=True)
    cipher = cipher_of(session, answer.strand_id)
    page = _Page(answer, contents(cipher, answer), cipher, language, revision, moment.date(), corrected)
    with session.no_autoflush:  # else every read in between would write the answer once more
        _keep_parts(session, page, entries, words, version_id)
        _note_consents(page, entries, consents or {})
        put_contents(cipher, answer, page.held)
        if answer.state is AnswerState.SUBMITTED:
            answer.submitted_at = to_the_hour(moment)
            if REGION_PART in page.changed:
                answer.region = shown_region(answer.document, _frame_region(session, cipher, link))
    answer.revision += 1
    session.add_all(page.earlier)
    session.flush()
    if answer.revision == 1 and answer.unit is Unit.ORGANISATION and link is not None:
        _note_first_page(session, page, link)
    if page.stale:  # so that the same post, sent twice, is told the same twice
        session.execute(delete(PagePost).where(PagePost.answer_id == answer.id, PagePost.key == key))
    return Kept(answer.revision, stale=tuple(page.stale))


def _note_first_page(session: Session, page: _Page, link: AnswerLink) -> None:
    """Note in the coverage that the organisation has not only opened its answer but kept something of it."""
    whose = select(Participation.organisation_id).where(Participation.id == participation_of(page.cipher, link))
    move_coverage(session, page.answer.strand_id, whose.scalar_subquery(), event=Disposition.PARTIAL, day=page.day)


def _keep_parts(
    session: Session,
    page: _Page,
    entries: Mapping[str, Value | None],
    words: Mapping[str, str | None],
    version_id: str,
) -> None:
    structure = structure_of(session, version_id)
    closed = {name: _plain(value) for name, value in entries.items() if not _part(structure, name).sealed}
    open_words = {name: _clean(text) for name, text in words.items() if not _part(structure, name).sealed}
    asked = _asked_again(session, page, {*closed, *open_words}, version_id)
    page.due = asked.due
    _keep_closed(page, closed)
    _keep_words(session, page, open_words)
    if len(closed) + len(open_words) < len(entries) + len(words):
        _keep_sealed(
            session,
            page,
            {name: _plain(value) for name, value in entries.items() if name not in closed},
            {name: _clean(text) for name, text in words.items() if name not in open_words},
        )
    _note_changes(page, {**closed, **open_words})
    _meet(page, asked, version_id)


@dataclass(frozen=True, slots=True)
class _AskedAgain:
    """The re-asks among a page's parts: `seen` in their new wording, `due` of them still to be met, others `left`."""

    seen: frozenset[str]
    due: Mapping[str, ReAskView]
    left: int


def _asked_again(session: Session, page: _Page, parts: set[str], version_id: str) -> _AskedAgain:
    answer = page.answer
    open_ = {ask.id: ask for ask in re_asks_open(session, answer.strand_id)} if page.corrected else {}
    waiting = pending(
        (Asked(ask.id, ask.part, ask.languages) for ask in open_.values()), page.held.read_in, answer.re_asks
    )
    new_here = {ask.id for ask in open_.values() if ask.part in parts and ask.from_version_id != version_id}
    due = {ask.part: open_[ask.id] for ask in waiting if ask.id in new_here}
    return _AskedAgain(frozenset(new_here), due, len(waiting) - len(due))


@cache
def _to_lock() -> Select[Answer, AnswerLink | None, StrandState, int]:
    newest = select(func.max(InstrumentVersion.number)).where(InstrumentVersion.strand_id == Answer.strand_id)
    return (
        select(Answer, AnswerLink, Strand.state, newest.scalar_subquery())
        .join(Strand, Strand.id == Answer.strand_id)
        .outerjoin(AnswerLink, AnswerLink.answer_id == Answer.id)
        .where(Answer.id == bindparam("answer_id"))
        .with_for_update(of=Answer)
        .execution_options(populate_existing=True)
    )


def _locked(session: Session, answer_id: str) -> tuple[Answer, AnswerLink | None, bool]:
    """Return an answer nobody else can change now, its link, and whether its questions were ever corrected."""
    row = session.execute(_to_lock(), {"answer_id": answer_id}).first()
    if row is None:
        raise NotFound(answer_id)
    answer, link, state, newest = row
    if state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    return answer, link, newest > 1


def _is_first(session: Session, answer: Answer, key: str) -> bool:
    return insert_unless_there(session, PagePost, answer_id=answer.id, key=key, revision=answer.revision + 1)


def _part(structure: Structure, name: str) -> Part:
    part = structure.parts.get(name)
    if part is None:
        raise UnknownPart("the instrument does not ask this")
    return part


def _plain(value: object) -> object:
    """Return a value as the database gives it back, so that comparing finds no difference that is none."""
    if isinstance(value, Mapping):
        return {str(row): _plain(inner) for row, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(code) for code in value]
    return value


def _clean(text: str | None) -> str | None:
    return clean_text(text) or None if text else None


def _keep_closed(page: _Page, entries: Mapping[str, object]) -> None:
    answer, document = page.answer, page.held.document
    for part, given in entries.items():
        held = document.get(part)
        if not page.admits(part, held, given):
            continue
        ask = page.due.get(part)
        if held is not None and (ask is not None or answer.state is AnswerState.SUBMITTED):
            version_id = ask.from_version_id if ask else answer.version_id
            page.store_earlier(part, {"value": held}, version_id, ask.id if ask else None)
        page.changed.append(part)
        if given is None:
            document.pop(part, None)
        else:
            document[part] = given


@cache
def _words_of() -> Select[Words]:
    return select(Words).where(
        Words.answer_id == bindparam("answer_id"), Words.part.in_(bindparam("parts", expanding=True))
    )


def _keep_words(session: Session, page: _Page, texts: Mapping[str, str | None]) -> None:
    if not texts:
        return
    answer = page.answer
    rows = session.scalars(_words_of(), {"answer_id": answer.id, "parts": list(texts)})
    held = {row.part: row for row in rows}
    for part, given in texts.items():
        row = held.get(part)
        said = words_text(page.cipher, row.id, row.sealed) if row else None
        if not page.admits(part, said, given):
            continue
        page.changed.append(part)
        if row and (ask := page.due.get(part)):
            page.store_earlier(part, {"text": said, "language": row.language}, ask.from_version_id, ask.id)
        if row and given is None:
            session.delete(row)
        elif row:
            reseal_words(page.cipher, row, str(given))
            row.language = page.language
        elif given is not None:
            new = words_row(page.cipher, answer_id=answer.id, part=part, text=given, language=page.language)
            session.add(new)


def _keep_sealed(session: Session, page: _Page, entries: Mapping[str, object], texts: Mapping[str, str | None]) -> None:
    """Keep what is sealed where nothing else looks; when all of it is empty there is no row at all."""
    answer = page.answer
    row = session.scalar(select(SealedAnswer).where(SealedAnswer.answer_id == answer.id))
    before = sealed_content(page.cipher, row)
    document: dict[str, Any] = dict(before.document)
    words: dict[str, Any] = dict(before.words)
    for held, given in ((document, entries), (words, texts)):
        for part, value in given.items():
            if row and row.revision > page.seen and held.get(part) != value:
                page.stale.append(part)
            elif value is None:
                held.pop(part, None)
            else:
                held[part] = value
    after = Sealed(document, words)
    if row and not (document or words):
        session.delete(row)
    elif row and after != before:
        row.sealed, row.revision = seal_content(page.cipher, answer.id, after), answer.revision + 1
    elif not row and (document or words):
        session.add(
            SealedAnswer(
                answer_id=answer.id,
                strand_id=answer.strand_id,
                sealed=seal_content(page.cipher, answer.id, after),
                revision=answer.revision + 1,
            )
        )


def _note_changes(page: _Page, given: Mapping[str, object]) -> None:
    """Note at which revision, and read in which language, each changed part got what it holds."""
    held = page.held
    held.revisions = {**held.revisions, **dict.fromkeys(page.changed, page.answer.revision + 1)}
    read_in = {part: tag for part, tag in held.read_in.items() if part not in page.changed}
    held.read_in = read_in | {part: page.language for part in page.changed if given[part] is not None}


def _note_consents(page: _Page, entries: Mapping[str, Value | None], consents: Mapping[str, str]) -> None:
    """Note which text a tick agrees to; one taken back agrees to nothing."""
    seen = {part for part in entries if part not in page.stale}
    held = {part: text for part, text in page.answer.consents.items() if part not in seen or entries[part]}
    held |= {part: text for part, text in consents.items() if part in seen and entries[part]}
    if held != page.answer.consents:
        page.answer.consents = held


def _meet(page: _Page, asked: _AskedAgain, version_id: str) -> None:
    """Note the re-asks met; with the last one the answer belongs to the version it was met in."""
    stale = {ask.id for part, ask in page.due.items() if part in page.stale}
    met = sorted(asked.seen - stale - set(page.answer.re_asks))
    if met:
        page.answer.re_asks = [*page.answer.re_asks, *met]
        if not asked.left and not stale:
            page.answer.version_id = version_id


def _frame_region(session: Session, cipher: Cipher, link: AnswerLink | None) -> str:
    if link is None:
        return ""
    region = session.scalar(
        select(FrameMember.region)
        .join(
            Participation,
            and_(
                Participation.strand_id == FrameMember.strand_id,
                Participation.organisation_id == FrameMember.organisation_id,
            ),
        )
        .where(Participation.id == participation_of(cipher, link))
    )
    return region or ""
