"""The guide of a strand, and what became of it in one conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.interview.records import GuideNote, StrandGuide
from consult.interview.rules.guide import ENGLISH, Guide, Reached, guide_from, in_language, reference_guide


@dataclass(frozen=True, slots=True)
class NoteView:
    """What became of one row of the guide, and what was noted."""

    reached: Reached
    notes: str


def guide_of(session: Session, strand_id: str, tag: str = ENGLISH) -> tuple[Guide, bool]:
    """Return the guide of a strand and whether it is its own, else the guide as it is shipped, in a language.

    Words of its own are in the language in which they were written.
    """
    found = session.get(StrandGuide, strand_id)
    return (in_language(guide_from(found.document), tag), True) if found else (reference_guide(tag), False)


def notes_of(session: Session, plan_id: str) -> Mapping[str, NoteView]:
    """Return what was noted in one conversation, by the key of the row."""
    rows = session.scalars(select(GuideNote).where(GuideNote.plan_id == plan_id))
    return {one.key: NoteView(one.reached, one.notes) for one in rows}
