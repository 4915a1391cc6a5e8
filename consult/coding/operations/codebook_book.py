"""A codebook open for one event: locked, its codes at hand, and the page on which the event is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code, Codebook, CodebookEvent
from consult.coding.rules.codebook import NewCode, check_new
from consult.coding.rules.events import EventKind, check_allowed
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState, reached
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_line, clean_text

_AT_ONCE = 5000
"""As many identifiers as one statement takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does something to a codebook, when and why."""

    account_id: str
    moment: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Book:
    """A locked codebook with all its codes."""

    consultation_id: str
    codes: tuple[Code, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys that are taken, parents' among them."""
        return frozenset(one.key for one in self.codes)

    @property
    def shortcuts(self) -> frozenset[str]:
        """Return the shortcuts that are taken."""
        return frozenset(one.shortcut for one in self.codes if one.shortcut)

    def any(self, key: str) -> Code:
        """Return a code or a parent that was not merged away; raise `NotAllowedNow` for any other key."""
        found = next((one for one in self.codes if one.key == key and one.merged_into is None), None)
        if found is None:
            raise NotAllowedNow(N_("The codebook has no code %(code)s."), code=key)
        return found

    def in_use(self, key: str) -> Code:
        """Return a code that is given; raise `NotAllowedNow` for a parent and for one that is retired."""
        found = self.any(key)
        if not found.parent:
            raise NotAllowedNow(N_("%(code)s is a parent: it is never given itself."), code=key)
        if found.retired_on is not None:
            raise NotAllowedNow(N_("%(code)s is retired."), code=key)
        return found

    def sisters(self, parent: str) -> list[Code]:
        """Return the codes under a parent, in their order."""
        return sorted((one for one in self.codes if one.parent == parent), key=lambda one: (one.position, one.key))

    def by_id(self, code_id: str) -> Code:
        """Return a code by its identifier."""
        return next(one for one in self.codes if one.id == code_id)


def open_book(session: Session, consultation_id: str, kind: EventKind) -> Book:
    """Lock a codebook for an event of this kind; raise `NotAllowedNow` where it would change released findings."""
    if session.get(Codebook, consultation_id, with_for_update=True) is None:
        raise NotFound(consultation_id)
    states = session.scalars(select(Strand.state).where(Strand.consultation_id == consultation_id)).all()
    check_allowed(kind, is_released=any(reached(state, StrandState.RELEASED) for state in states))
    codes = session.scalars(select(Code).where(Code.consultation_id == consultation_id, is_shared())).all()
    return Book(consultation_id, tuple(codes))


def hold_readings(session: Session, consultation_id: str) -> None:
    """Wait for whoever is putting a code somewhere, and have others wait, until this transaction ends."""
    session.scalars(
        select(Assignment.id)
        .join(Strand, Strand.id == Assignment.strand_id)
        .where(Strand.consultation_id == consultation_id)
        .order_by(Assignment.id)
        .with_for_update(of=Assignment)
    ).all()


def write_event(
    session: Session,
    book: Book,
    kind: EventKind,
    by: By,
    *,
    code_key: str,
    tokens: Iterable[str],
    done: Mapping[str, Any],  # Any: JSON
    undoes: str | None = None,
) -> str:
    """Write down what was done and return the event's id; raise `NotAllowedNow` where nobody says why."""
    if not clean_text(by.reason):
        raise NotAllowedNow(N_("Say why: the reason stands in the codebook beside the date."))
    last = session.scalar(
        select(func.max(CodebookEvent.number)).where(CodebookEvent.consultation_id == book.consultation_id)
    )
    record = CodebookEvent(
        consultation_id=book.consultation_id,
        number=(last or 0) + 1,
        kind=kind,
        at=by.moment,
        account_id=by.account_id,
        reason=clean_text(by.reason),
        code_key=code_key,
        document={"tokens": sorted(set(tokens)), **done},
        undoes=undoes,
    )
    session.add(record)
    session.flush()
    return record.id


def make_code(session: Session, book: Book, new: NewCode, by: By, *, also: Collection[Code] = ()) -> Code:
    """Add a code last among its sisters; `also` are those this event added before it."""
    known = (*book.codes, *also)
    check_new(new, {one.key for one in known}, {one.shortcut for one in known if one.shortcut})
    last = max(one.position for one in known if new.parent in (one.key, one.parent))
    record = Code(
        consultation_id=book.consultation_id,
        key=new.key,
        parent=new.parent,
        position=1 + last,
        shortcut=new.shortcut,
        name=cleaned(new.name),
        definition=cleaned(new.definition),
        use_when=cleaned(new.use_when),
        not_when=cleaned(new.not_when),
        example=cleaned(new.example),
        counter_example=cleaned(new.counter_example),
        colour=new.colour,
        added_on=by.moment.date(),
        added_by=by.account_id,
        reason=clean_text(new.reason),
    )
    session.add(record)
    session.flush()
    return record


def tokens_of(code: Code) -> set[str]:
    """Return everything that a code which comes or goes touches."""
    found = {f"code:{code.id}", f"place:{code.id}", f"key:{code.key}"}
    return found | {f"shortcut:{code.shortcut}"} if code.shortcut else found


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts by language, each on one line, without those that say nothing."""
    return {tag: words for tag, text in texts.items() if (words := clean_line(text))}


def at_once(ids: Collection[str]) -> Iterator[list[str]]:
    """Yield identifiers in lists that one statement takes."""
    known = list(ids)
    for at in range(0, len(known), _AT_ONCE):
        yield known[at : at + _AT_ONCE]
