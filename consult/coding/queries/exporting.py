"""Counted segments with their words, for the coding team: by pseudonym, without what is sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.queries.passages import coded_documents
from consult.coding.records import Segment
from consult.interview.queries import names_of_strand
from consult.interview.rules.redacting import fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedLine:
    """One counted segment: where it stands (`source` is an interview's label or a part), its words, what was said.

    `passage` numbers turns as they were spoken and open answers in an order that tells nothing. `quote` is empty where
    the words touch something sealed.
    """

    source: str
    passage: int
    speaker: str
    language: str
    start: int
    end: int
    quote: str
    code: str
    stance: str
    option: str
    aspect: str
    about: str
    memo: str


def coded_lines(session: Session, strand_id: str, hidden: Collection[str] = ()) -> tuple[CodedLine, ...]:
    """Return every counted segment that is not sealed nor in `hidden` interviews and answers, in their order."""
    documents = coded_documents(session, strand_id, hidden)
    memos = _memos(
        session, strand_id, [one.id for document in documents for passage in document.passages for one in passage.coded]
    )
    return tuple(
        CodedLine(
            source=document.name,
            passage=passage.number,
            speaker=passage.speaker,
            language=passage.language,
            start=one.start,
            end=one.end,
            quote=one.quote,
            code=one.code,
            stance=one.stance.value,
            option=one.option,
            aspect=one.aspect,
            about=one.about,
            memo="" if one.touches_sealed else memos.get(one.id, ""),
        )
        for document in documents
        for passage in document.passages
        for one in passage.coded
    )


def _memos(session: Session, strand_id: str, ids: list[str]) -> dict[str, str]:
    """Return what coders noted on segments, with the names covered that are marked in what was said."""
    rows = session.execute(select(Segment.id, Segment.memo).where(Segment.memo != "", Segment.removed_at.is_(None)))
    wanted = set(ids)
    found = {segment_id: memo for segment_id, memo in rows if segment_id in wanted}
    names = names_of_strand(session, strand_id) if found else None
    return {segment_id: fitted(names.covered(memo)) for segment_id, memo in found.items()} if names else {}
