"""Reads of published versions. Structures and wordings are compiled once per version and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from consult.consultation.queries import Outcomes, Subject
from consult.consultation.rules import Outcome
from consult.instrument.records import InstrumentVersion, ReAsk
from consult.instrument.rules import Compiled, CompiledCache, Structure, Wordings, from_document
from consult.instrument.rules.comparing import core_difference, uneven_cards
from consult.shared.database import rows_of
from consult.shared.errors import N_, NotFound

_compiled = CompiledCache()
_structures: dict[str, tuple[Structure, Wordings]] = {}  # by content hash
_hashes: dict[str, str] = {}  # content hash by version id
_lock = Lock()


@dataclass(frozen=True, slots=True)
class VersionView:
    """A published version without its document."""

    id: str
    strand_id: str
    number: int
    content_hash: str
    core_hash: str
    reason: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ReAskView:
    """A part asked again of those who answered in one of `languages` under the old version."""

    id: str
    part: str
    languages: tuple[str, ...]
    from_version_id: str
    to_version_id: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None


def _view(version: InstrumentVersion) -> VersionView:
    return VersionView(
        id=version.id,
        strand_id=version.strand_id,
        number=version.number,
        content_hash=version.content_hash,
        core_hash=version.core_hash,
        reason=version.reason,
        published_at=version.published_at,
    )


_PLAIN = (
    InstrumentVersion.id,
    InstrumentVersion.strand_id,
    InstrumentVersion.number,
    InstrumentVersion.content_hash,
    InstrumentVersion.core_hash,
    InstrumentVersion.reason,
    InstrumentVersion.published_at,
)


@cache
def _versions() -> Select[*tuple[Any, ...]]:  # Any: one of each column above; built once, as it is asked at every page
    version = InstrumentVersion.__table__.c
    plain = (version[column.key] for column in _PLAIN)
    return select(*plain).where(version.strand_id == bindparam("strand_id")).order_by(version.number.desc())


def strand_versions(session: Session, strand_id: str) -> tuple[VersionView, ...]:
    """Return a strand's published versions, the newest first."""
    return tuple(VersionView(*row) for row in rows_of(session, _versions(), strand_id=strand_id))


def newest_version(session: Session, strand_id: str) -> VersionView | None:
    """Return the version new answers are given under, or None before the first."""
    found = strand_versions(session, strand_id)
    return found[0] if found else None


def version(session: Session, version_id: str) -> VersionView | None:
    """Return one version, or None."""
    row = session.execute(select(*_PLAIN).where(InstrumentVersion.id == version_id)).first()
    return VersionView(*row) if row else None


def document(session: Session, version_id: str) -> Mapping[str, object]:
    """Return the published document of a version; raise `NotFound` if there is none."""
    found = session.get(InstrumentVersion, version_id)
    if found is None:
        raise NotFound(version_id)
    return found.document


def content(session: Session, version_id: str) -> tuple[Structure, Wordings]:
    """Return a version's structure and words; read once per content, because a version can never change."""
    read = _structures.get(_hashes.get(version_id, ""))
    if read is None:
        found = session.get(InstrumentVersion, version_id)
        if found is None:
            raise NotFound(version_id)
        read = _structures.get(found.content_hash) or from_document(found.document)
        with _lock:
            if len(_structures) > 50:  # an installation has a dozen
                _structures.clear()
            if len(_hashes) > 10_000:
                _hashes.clear()
            _structures[found.content_hash] = read
            _hashes[version_id] = found.content_hash
    return read


def structure_of(session: Session, version_id: str) -> Structure:
    """Return a version's structure."""
    return content(session, version_id)[0]


def compiled(session: Session, version_id: str, language: str) -> Compiled:
    """Return a version compiled for one language; compiled once, however many ask at the same time."""
    content(session, version_id)
    return _compiled.get(_hashes[version_id], language, lambda: document(session, version_id))


@cache
def _re_asks() -> Select[ReAsk]:
    return select(ReAsk).where(ReAsk.strand_id == bindparam("strand_id")).order_by(ReAsk.opened_at, ReAsk.id)


def re_asks(session: Session, strand_id: str) -> tuple[ReAskView, ...]:
    """Return every re-ask of a strand, the oldest first."""
    rows = session.scalars(_re_asks(), {"strand_id": strand_id})
    return tuple(
        ReAskView(
            id=r.id,
            part=r.part,
            languages=tuple(r.languages),
            from_version_id=r.from_version_id,
            to_version_id=r.to_version_id,
            reason=r.reason,
            opened_at=r.opened_at,
            closed_at=r.closed_at,
        )
        for r in rows
    )


def re_asks_open(session: Session, strand_id: str) -> tuple[ReAskView, ...]:
    """Return the re-asks members can still answer."""
    return tuple(found for found in re_asks(session, strand_id) if found.closed_at is None)


def instrument_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether strands have published, ask the same, and show option cards of equal length (G1).

    One statement once the versions are known: their content is read once and kept.
    """
    asked = [one.id for one in subject.consultation.strands]
    rows = session.execute(
        select(*_PLAIN).where(InstrumentVersion.strand_id.in_(asked)).order_by(InstrumentVersion.number)
    )
    newest = {view.strand_id: view for view in (VersionView(*row) for row in rows)}
    published, equal, cards = {}, {}, {}
    for strand in subject.strands:
        own = newest.get(strand.id)
        if own is None:
            published[strand.id] = Outcome(False, N_("No version is published yet."))
            equal[strand.id] = cards[strand.id] = published[strand.id]
            continue
        published[strand.id] = Outcome(True, N_("Version %(number)s is published."), {"number": own.number})
        others = [view for view in newest.values() if view.strand_id != strand.id]
        equal[strand.id] = _same_questions(session, own, others)
        cards[strand.id] = _even_cards(session, own)
    return {"version_published": published, "core_equal": equal, "cards_equal": cards}


def _same_questions(session: Session, own: VersionView, others: Sequence[VersionView]) -> Outcome:
    if not others:
        return Outcome(True, N_("The other strand has published nothing yet to compare with."))
    unlike = [other for other in others if other.core_hash != own.core_hash]
    if not unlike:
        return Outcome(True, N_("Both strands ask the same in the same words."))
    found = [core_difference(content(session, own.id), content(session, other.id)) for other in unlike]
    if not all(one.same for one in found):
        return Outcome(False, N_("The questions or their English wording differ between the strands."))
    tags = sorted({tag for one in found for tag in one.translations})
    words = N_("Same questions; the translations read differently in: %(languages)s.")
    return Outcome(True, words, {"languages": ", ".join(tags)})


def _even_cards(session: Session, own: VersionView) -> Outcome:
    uneven = uneven_cards(*content(session, own.id))
    if uneven:
        words = N_("The longest card is more than one and a half times the shortest in: %(languages)s.")
        return Outcome(False, words, {"languages": ", ".join(uneven)})
    return Outcome(True, N_("No card is more than one and a half times as long as another."))
