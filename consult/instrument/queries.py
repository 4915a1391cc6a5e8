"""Reads of published versions. Structures and wordings are compiled once per version and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.instrument.records import InstrumentVersion, ReAsk
from consult.instrument.rules import Compiled, CompiledCache, Structure, Wordings, from_document
from consult.shared.errors import NotFound

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


def strand_versions(session: Session, strand_id: str) -> tuple[VersionView, ...]:
    """Return a strand's published versions, the newest first."""
    rows = session.execute(
        select(*_PLAIN).where(InstrumentVersion.strand_id == strand_id).order_by(InstrumentVersion.number.desc())
    )
    return tuple(VersionView(*row) for row in rows)


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


def re_asks(session: Session, strand_id: str) -> tuple[ReAskView, ...]:
    """Return every re-ask of a strand, the oldest first."""
    rows = session.scalars(select(ReAsk).where(ReAsk.strand_id == strand_id).order_by(ReAsk.opened_at, ReAsk.id))
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
