"""Writes of versions and re-asks. Nothing here commits, and nothing changes a published version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import passed_gates, strand
from consult.consultation.rules import Gate, Passed, StrandState
from consult.instrument.queries import content, newest_version, structure_of
from consult.instrument.records import InstrumentVersion, ReAsk
from consult.instrument.rules import (
    Goals,
    Structure,
    Wordings,
    content_hash,
    core_hash,
    to_document,
    with_goals,
)
from consult.shared.errors import N_, ConsultError, NotAllowedNow, NotFound


class NotTheSameQuestions(ConsultError):
    """A correction that would change what is asked, not only its words."""


def publish(session: Session, *, strand_id: str, document: Mapping[str, Any], reason: str, moment: datetime) -> str:
    """Publish a document as the strand's next version; return the version's id.

    Once the instrument is through its gate (G1) only wordings may differ from the version before: it was tried and
    checked as it is, and answers given under the old one must still mean something. After collection nothing may be
    published.
    """
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    if view.has(StrandState.CLOSED):
        raise NotAllowedNow(N_("Collection is closed; a new version could not be answered any more."))
    before = newest_version(session, strand_id)
    locked = view.has(StrandState.OPEN) or Passed(Gate.INSTRUMENT, strand_id) in passed_gates(
        session, view.consultation_id
    )
    if before and locked and not _same_structure(session, before.id, document):
        raise NotTheSameQuestions("the questions are locked (G1); only wordings can still be corrected")
    number = session.scalar(select(func.max(InstrumentVersion.number)).where(InstrumentVersion.strand_id == strand_id))
    record = InstrumentVersion(
        strand_id=strand_id,
        number=(number or 0) + 1,
        document=dict(document),
        content_hash=content_hash(document),
        core_hash=core_hash(document),
        reason=reason,
        published_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def _same_structure(session: Session, version_id: str, document: Mapping[str, Any]) -> bool:
    structure, wordings = content(session, version_id)
    return bool(to_document(structure, wordings)["structure"] == document["structure"])


def reference_document(structure: Structure, wordings: Wordings, goals: Goals) -> dict[str, object]:
    """Return the publishable form of an instrument with a coalition's goals in it."""
    return to_document(*with_goals(structure, wordings, goals))


def correct_wording(
    session: Session, *, strand_id: str, corrections: Mapping[str, Mapping[str, str]], reason: str, moment: datetime
) -> str:
    """Publish a version whose texts differ as `corrections` ({language: {key: text}}) say; return its id."""
    before = newest_version(session, strand_id)
    if before is None:
        raise NotAllowedNow(N_("There is no published version to correct."))
    structure, wordings = content(session, before.id)
    for language, texts in corrections.items():
        known = wordings.texts.get(language, {})
        if foreign := set(texts) - set(known):
            raise NotTheSameQuestions(f"no such wording: {', '.join(sorted(foreign))}")
        wordings = wordings.with_language(language, {**known, **texts}, wordings.state(language))
    return publish(
        session, strand_id=strand_id, document=to_document(structure, wordings), reason=reason, moment=moment
    )


def open_re_ask(
    session: Session,
    *,
    strand_id: str,
    part: str,
    languages: Sequence[str],
    from_version_id: str,
    to_version_id: str,
    reason: str,
    moment: datetime,
) -> str:
    """Ask one part again of those who answered it in `languages` under the old version; return the re-ask's id."""
    view = strand(session, strand_id)
    parts = structure_of(session, to_version_id).parts
    if view is None or part not in parts:
        raise NotFound(part)
    if parts[part].sealed:
        raise NotAllowedNow(N_("This question is sealed and is never asked again; its wording alone can be corrected."))
    if view.state is not StrandState.OPEN:
        raise NotAllowedNow(N_("An item can be asked again only while collection is open."))
    record = ReAsk(
        strand_id=strand_id,
        part=part,
        languages=list(languages),
        from_version_id=from_version_id,
        to_version_id=to_version_id,
        reason=reason,
        opened_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def close_re_ask(session: Session, re_ask_id: str, moment: datetime) -> None:
    """End a re-ask; one already ended keeps its day."""
    record = session.get(ReAsk, re_ask_id)
    if record is None:
        raise NotFound(re_ask_id)
    record.closed_at = record.closed_at or moment
